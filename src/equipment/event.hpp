#pragma once
// What can happen to an item or a lot. An event is never changed nor removed; a mistake is answered by a Corrected event.
// Bodies hold identifiers, codes and quantities only: free text goes into the event's note, which can be erased.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/ids.hpp"
#include "equipment/kind.hpp"
#include "equipment/status.hpp"
#include "sanitization/level.hpp"

namespace equipment {

/// Where a mass comes from; a weighed one always wins, and reports say which share was weighed.
enum class MassSource { weighed, declared, by_default, unknown };
/// A gift for reuse is not waste; what arrived as waste stops being waste when prepared for reuse (L541-4-3).
enum class Origin { gift, public_free_transfer, waste };
enum class TriageDecision { reuse, repair, parts, waste };
using sanitization::exception_codes;
using sanitization::Level;
using sanitization::Verdict;
/// Rank of an erasure evidence, best first (domain.md §3.6).
enum class Rank { measured, third_party, declared };
enum class TestOutcome { pass, fail, not_applicable };
enum class DepartureKind { gift, sale, waste, give_back, dismantling };

struct DiskFacts {
  MediumId medium;
  std::string kind;             ///< HDD, SSD, NVME, EMMC, USB, OPTICAL, UNKNOWN
  std::int64_t size_bytes = 0;  ///< 0: unknown
  std::string model;
  std::string serial;
  bool operator==(const DiskFacts&) const = default;
};

struct Received {
  std::string number;
  Kind kind = Kind::other_device;
  std::string maker, model, serial, asset_tag;
  std::optional<std::int64_t> mass_g;
  MassSource mass_source = MassSource::unknown;
  Origin origin = Origin::gift;
  std::string line;  ///< id of the donation line, empty if the item was not declared
};
struct Weighed {
  std::int64_t mass_g = 0;
};
/// A station report was read for this item; empty strings and absent values are honest unknowns.
struct Identified {
  std::string report;  ///< id of the station report
  std::string maker, model, serial_system, serial_chassis, serial_board, cpu;
  std::optional<std::int64_t> cores, ram_gb, screen_tenths, battery_tenths;
  std::optional<bool> webcam;
  std::vector<DiskFacts> disks;
};
/// A person corrected the description; absent values stay as they were.
struct Described {
  std::optional<Kind> kind;
  std::optional<std::string> maker, model, serial, asset_tag;
};
/// firmware_password, mdm, autopilot, apple_activation, absolute, frp
struct LockFound {
  std::string lock;
};
struct LockReleased {
  std::string lock;
};
struct Triaged {
  TriageDecision decision = TriageDecision::reuse;
  std::string reason;
};
struct WorkOpened {
  std::string order;
  std::string purpose;
};
struct WorkClosed {
  std::string order;
};
/// Codes of tests: ram, disk, battery, keyboard, screen, sound, webcam, wifi, ports, power…
struct Tested {
  std::map<std::string, TestOutcome> results;
};
struct MediumJudged {
  MediumId medium;
  Rank rank = Rank::declared;
  Verdict verdict = Verdict::failed;
  Level required = Level::clear, achieved = Level::none;
  std::string standard;  ///< code of the method's document: nist_800_88r2, anssi_2023…
  std::vector<std::string> exceptions;
  std::string evidence;  ///< id of the raw evidence
  std::string evidence_sha256;
  std::string operator_code, second_code;
};
/// « Sans support »: an inventory shows no medium and a second person has looked.
struct NoMedia {
  std::string second_code;
};
struct Graded {
  std::string scheme;  ///< version of the rule that graded it
  std::int64_t points = 0;
  std::string category;  ///< after the manual adjustment, if any
  std::string computed_category;
  std::string cosmetic;  ///< A, B, C, D; empty if not looked at
  std::optional<std::int64_t> cpumark;
};
struct Stored {
  std::string location;
};  ///< code of the location
struct Departed {
  std::string departure;  ///< id of the departure (receipt, slip…)
  DepartureKind kind = DepartureKind::gift;
  std::int64_t price_cents = 0;
};
struct Missing {};
struct Corrected {
  EventId event;
  std::string reason;
};

struct LotDeclared {
  std::string number;
  std::int64_t lines = 0, accepted = 0, refused = 0, to_inspect = 0;
  std::string list_sha256;
};
struct LotWeighed {
  std::int64_t weight_g = 0;
};
struct LotReceived {
  std::int64_t declared = 0, received = 0, missing = 0, extra = 0;
};
struct AgreementSigned {
  std::string agreement, number;
  Level level = Level::clear;
};
struct LogRestored {
  std::int64_t size = 0;
  std::string checkpoint_sha256;
};

using Body = std::variant<Received, Weighed, Identified, Described, LockFound, LockReleased, Triaged, WorkOpened,
                          WorkClosed, Tested, MediumJudged, NoMedia, Graded, Stored, Departed, Missing, Corrected,
                          LotDeclared, LotWeighed, LotReceived, AgreementSigned, LogRestored>;

struct Event {
  EventId id;
  OrganisationId organisation;  ///< its author's, for ever
  std::optional<ItemId> item;
  std::optional<LotId> lot;
  base::Instant occurred_at;  ///< the device's clock
  std::chrono::minutes occurred_offset{0};
  base::Instant recorded_at;  ///< the server's clock
  std::string actor;          ///< operator code; never a name
  Body body;
  std::string note = {};  ///< free text, erasable
};

/// Code in the database, the API and the log: "received", "medium_judged"…
std::string_view kind_code(const Body& body);
boost::json::object to_json(const Body& body);
/// Refuses with "equipment.event.…" when the stored text is not what this kind holds.
base::Result<Body> body_from_json(std::string_view kind, const boost::json::value& json);

std::string_view code(MassSource value);
std::string_view code(Origin value);
std::string_view code(TriageDecision value);
std::string_view code(Rank value);
using sanitization::code;
std::string_view code(TestOutcome value);
std::string_view code(DepartureKind value);
/// The value of that code, or nothing: from_code<Level>("purge").
template <typename T>
std::optional<T> from_code(std::string_view code);
template <>
std::optional<MassSource> from_code<MassSource>(std::string_view);
template <>
std::optional<Origin> from_code<Origin>(std::string_view);
template <>
std::optional<TriageDecision> from_code<TriageDecision>(std::string_view);
template <>
std::optional<Rank> from_code<Rank>(std::string_view);
template <>
std::optional<Level> from_code<Level>(std::string_view);
template <>
std::optional<Verdict> from_code<Verdict>(std::string_view);
template <>
std::optional<TestOutcome> from_code<TestOutcome>(std::string_view);
template <>
std::optional<DepartureKind> from_code<DepartureKind>(std::string_view);
template <>
std::optional<Kind> from_code<Kind>(std::string_view);
template <>
std::optional<Status> from_code<Status>(std::string_view);

}  // namespace equipment
