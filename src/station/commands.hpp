#pragma once
// What each word of `boucle-station` does; main.cpp turns the command line into these options.
#include <iosfwd>
#include <string>

#include "i18n/i18n.hpp"
#include "station/delivery.hpp"
#include "station/probe.hpp"

namespace station {

/// Exit statuses, listed by --help.
struct ExitStatus {
  static constexpr int done = 0;
  static constexpr int failed = 1;        ///< nothing could be read, or the report could not be written
  static constexpr int misused = 2;       ///< the command line
  static constexpr int waiting = 3;       ///< kept in the spool, not sent: no server, or one that fails
  static constexpr int refused = 4;       ///< the server refused a report, now in refused/
  static constexpr int not_admitted = 5;  ///< the server does not take the token, or the address is not Boucle's
};

/// What a command prints to and where it takes the machine from.
struct Surroundings {
  std::ostream& out;
  std::ostream& err;
  const i18n::Translator& tr;
  Machine machine;
  Patience patience;
  bool terminal = false;  ///< `out` is one: values stand out
};

struct ServerOptions {
  std::string url;
  std::string token_file;
};

struct InventoryOptions {
  std::string from;  ///< folder of outputs; empty: this machine
  bool json = false;
};

struct ReportOptions {
  std::string from;
  ServerOptions server;  ///< empty url: nothing is sent
  std::string spool;     ///< empty: default_spool, unless only `output` is asked for
  std::string output;    ///< a copy of the report; "-" is standard output
  std::string station;   ///< empty: this machine's name
  std::string operator_code;
  std::string item_number;
};

inline constexpr const char* default_spool = "/var/spool/boucle-station";

int inventory(const InventoryOptions& options, const Surroundings& around);
int report(const ReportOptions& options, const Surroundings& around);
int send(const std::string& spool, const ServerOptions& server, const Surroundings& around);
int status(const std::string& spool, const Surroundings& around);

}  // namespace station
