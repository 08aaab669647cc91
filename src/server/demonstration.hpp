#pragma once
#include <string>
#include <vector>

#include "accounts/services.hpp"
#include "base/time.hpp"

namespace server {

/// Who can sign in to the demonstration.
struct DemoLogin {
  std::string email;
  std::string role;  ///< translation key
};
inline constexpr std::string_view demo_password = "boucle-demo";
std::vector<DemoLogin> demo_logins();

/// A small living workshop of fictional people in real communes: last year whole (1,700 devices collected, 1,400 put back), this year so far.
/// Does nothing if the organisation ATV is there already; answers whether it was made.
base::Result<bool> make_demonstration(const accounts::Services& services, base::Instant now);

}  // namespace server
