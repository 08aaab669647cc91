#pragma once
// What a journal tells: the record of the erasure, and where the work stands. The procedure lives by the same fold that a later run reads.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/canaries.hpp"
#include "engine/erasure.hpp"
#include "engine/journal.hpp"
#include "engine/pass.hpp"
#include "sanitization/record.hpp"

namespace engine {

struct Story {
  sanitization::Record record;  ///< `stopped` until the end is written
  Origin origin;
  sanitization::Cipher cipher = sanitization::Cipher::aes_256_ctr;
  base::Bytes key, canary_key;
  sanitization::Tried tried;
  Medium medium;                           ///< as it was opened last; handles are -1
  std::optional<sanitization::Step> open;  ///< begun, not ended
  std::uint64_t written = 0;               ///< everything below is overwritten, durably
  bool method_done = false;                ///< record.method ran to its end, and nothing since
  std::uint64_t verified = 0;              ///< everything below has been read after it, since the last start
  bool whole = false;                      ///< the overwrite's pass came to the end of the medium
  std::uint64_t retries_before = 0;        ///< of the passes before the running one
  Ranges zones;                            ///< hidden areas that were restored: canaries go there too
  bool ended = false;
  base::Instant last;  ///< of the last entry

  double share() const;  ///< of the whole work, roughly
};

/// One more entry. Refuses "engine.journal.unknown" (what): another version, or nothing that we write.
base::Outcome apply(Story& story, const boost::json::object& entry);
base::Result<Story> fold(const std::vector<boost::json::object>& entries);

/// The entries. Each has a type and the station's time.
namespace entry {

struct Begin {
  std::string id, confirmed_by;
  Origin origin = {};
  sanitization::Policy policy;
  sanitization::DriveFacts facts;
  sanitization::Cipher cipher = sanitization::Cipher::aes_256_ctr;
  base::Bytes key, canary_key;
  bool practice = false;
};
boost::json::object begin(base::Instant at, const Begin& what);
/// `torn`: the last line was cut off.
boost::json::object resumed(base::Instant at, bool torn, const Origin& origin);
boost::json::object plan(base::Instant at, const sanitization::Plan& plan);
boost::json::object step(base::Instant at, std::string_view what, const std::map<std::string, std::string>& parameters);
boost::json::object step_end(base::Instant at, sanitization::StepEnd end, std::string_view raw,
                             const std::map<std::string, std::string>& parameters);
/// A step that announces nothing, begun and ended.
boost::json::object did(base::Instant at, const sanitization::Step& step);
boost::json::object areas(base::Instant at, const Medium& medium);
boost::json::object zone(base::Instant at, sanitization::Range zone);
boost::json::object canaries(base::Instant at, std::uint64_t strata, std::uint64_t planted);
enum class PassName { write, compare, survey };
boost::json::object checkpoint(base::Instant at, PassName pass, const Tally& tally, std::uint64_t from);
boost::json::object result(base::Instant at, PassName pass, const Tally& tally, std::uint64_t from, bool whole);
boost::json::object facts(base::Instant at, const sanitization::DriveFacts& after);
boost::json::object end(base::Instant at, bool stopped);

}  // namespace entry

}  // namespace engine
