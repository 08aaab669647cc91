#pragma once
// What each word of `boucle-station` does; main.cpp turns the command line into these options.
#include <iosfwd>
#include <string>

#include "i18n/i18n.hpp"
#include "station/delivery.hpp"
#include "station/probe.hpp"
#include "station/state.hpp"

namespace station {

/// Exit statuses, listed by --help.
struct ExitStatus {
  static constexpr int done = 0;
  static constexpr int failed = 1;        ///< nothing could be read, or the report could not be written
  static constexpr int misused = 2;       ///< the command line
  static constexpr int waiting = 3;       ///< kept in the spool, not sent: no server, or one that fails
  static constexpr int refused = 4;       ///< the server refused a report, now in refused/
  static constexpr int not_admitted = 5;  ///< the server does not take the token, or the address is not Boucle's
  static constexpr int not_erased = 6;    ///< at least one drive is not proven erased
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
  std::string state;     ///< empty: default_state
  std::string spool;     ///< empty: spool/ of the state, unless only `output` is asked for
  std::string output;    ///< a copy of the report; "-" is standard output
  std::string station;   ///< empty: this machine's name
  std::string operator_code;
  std::string item_number;
};

/// Where the reports of a station wait: its state, and its spool if it is elsewhere (empty: the default).
struct Places {
  std::string state = {}, spool = {};
};

struct EnrolOptions {
  std::string state;
  std::string text, code;  ///< as scanned (https://…/enrol#CODE), or the address and the code
  std::string name;        ///< empty: the one that the workshop gave with the code
};

int inventory(const InventoryOptions& options, const Surroundings& around);
int report(const ReportOptions& options, const Surroundings& around);
int send(const Places& places, const ServerOptions& server, const Surroundings& around);
int status(const Places& places, const Surroundings& around);
int enrol_station(const EnrolOptions& options, const Surroundings& around);

// ---- shared by the commands ----

/// Prints the refusal in words; returns `exit_status`.
int refused_with(const base::Refusal& refusal, const Surroundings& around, int exit_status = ExitStatus::failed);
/// The head of a report made now. An empty name is this machine's.
ReportHead make_head(const std::string& station, const std::string& operator_code, const std::string& item_number);
std::filesystem::path state_folder(const std::string& given);
base::Result<Spool> open_spool(const State& state, const std::string& given, Spool::Missing missing);
/// The server of the command line, else the one that enrolled this station, else none.
base::Result<std::optional<Server>> choose_server(const ServerOptions& options,
                                                  const std::optional<Enrolment>& enrolment,
                                                  const i18n::Translator& tr);
/// Sends what waits and says what became of it; an exit status.
int send_all(Spool& spool, const Server& server, const Surroundings& around);

}  // namespace station
