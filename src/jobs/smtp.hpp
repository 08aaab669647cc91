#pragma once
#include <string>

#include "jobs/mail.hpp"

namespace jobs {

struct Delivery {
  bool taken = false;
  bool refused_for_good = false;  ///< the server said 5xx about this letter: trying again changes nothing
  std::string error = {};         ///< the server's or the network's words
};
/// Hands one message to the server; at most 30 s to connect, 60 s in all.
Delivery deliver(const Smtp& smtp, const std::string& recipient, const std::string& message);

/// "boucle@exemple.fr" of "Boucle <boucle@exemple.fr>".
std::string sender_address(std::string_view from);

}  // namespace jobs
