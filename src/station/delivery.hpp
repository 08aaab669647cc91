#pragma once
// What waits in the spool goes to the server, oldest first; what the answers mean.
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "station/spool.hpp"
#include "station/uplink.hpp"

namespace station {

enum class Fate {
  accepted,      ///< 200, 201: the server has it; gone from the spool
  refused,       ///< 409, 422, 400…: trying again would not help; moved to refused/ with the server's sentence
  not_admitted,  ///< 401, 403, 404, a redirection, or an answer that is not Boucle's: token or address is wrong; waits
  postponed,     ///< 408, 429, 5xx, no answer: waits
};

/// A 200 or 201 counts only if it names the report: a hotel's or a router's welcome page says 200 too.
Fate judge(const Answer& answer, const ReportId& id);

/// What to show a person: the problem document's own sentence, else the beginning of the answer, else the failure.
std::string sentence_of(const Answer& answer);

struct Patience {
  int attempts = 4;                                                    ///< for one report, at least 1
  std::chrono::milliseconds first_delay = std::chrono::seconds(1);     ///< doubled after each attempt
  std::chrono::milliseconds longest_delay = std::chrono::seconds(60);  ///< also for what the server asks (Retry-After)
};

/// How long to wait after the `attempt`-th failed attempt, counted from 1.
std::chrono::milliseconds delay_after(int attempt, const Answer& answer, const Patience& patience);

struct Delivery {
  ReportId id = {};
  Fate fate = Fate::postponed;
  int status = 0;  ///< of the last answer; 0 if there was none
  std::string sentence = {};
};

/// Called before the station waits: the last answer's sentence, and how long.
using BeforeWaiting = std::function<void(const std::string& sentence, std::chrono::milliseconds delay)>;

/// Sends everything that waits. Stops at the first report that finds no server or is not admitted, since the next ones would
/// fare alike; a report at which the server fails (5xx) does not stop the others.
base::Result<std::vector<Delivery>> deliver(Spool& spool, const Server& server, const Patience& patience,
                                            const BeforeWaiting& before_waiting);

}  // namespace station
