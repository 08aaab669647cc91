#include "server/fictional_erasure.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "accounts/store.hpp"
#include "equipment/list.hpp"
#include "equipment/log.hpp"
#include "erasure/certificate_actions.hpp"
#include "erasure/recheck_actions.hpp"
#include "server/fictional_record.hpp"
#include "server/fictional_station.hpp"
#include "workshop/actions.hpp"
#include "workshop/actions_station.hpp"

namespace server {
namespace {

using namespace std::chrono_literals;
using equipment::Item;
using equipment::OrganisationId;

constexpr const char* zone = "Europe/Paris";

/// One report to come.
struct Task {
  std::size_t day;  ///< 0…4, working days
  std::chrono::minutes at;
  bool on_bench;       ///< a drive on the bench; else the machine started from the key
  const char* medium;  ///< wanted
  const char* policy = "anssi-2023";
  Course course = Course::well;
  bool tested = false;
  bool again = false;  ///< the drive of the failed one before
};

constexpr const char* purge = "nist-800-88r2-purge";
constexpr const char* anssi = "anssi-2023";
constexpr std::array tasks = {
    Task{.day = 0, .at = 9h + 50min, .on_bench = false, .medium = "NVME", .policy = purge, .tested = true},
    Task{.day = 0, .at = 12h + 10min, .on_bench = true, .medium = "HDD"},
    Task{.day = 0, .at = 14h + 32min, .on_bench = false, .medium = "SSD"},
    Task{.day = 1, .at = 10h + 21min, .on_bench = false, .medium = "NVME", .policy = purge},
    Task{.day = 1, .at = 12h + 43min, .on_bench = true, .medium = "HDD", .course = Course::worn},
    Task{.day = 1, .at = 16h + 28min, .on_bench = true, .medium = "HDD", .course = Course::cable},
    Task{.day = 2, .at = 9h + 38min, .on_bench = false, .medium = "SSD", .policy = purge, .tested = true},
    Task{.day = 2, .at = 11h + 31min, .on_bench = true, .medium = "HDD", .again = true},
    Task{.day = 2, .at = 16h + 42min, .on_bench = true, .medium = "HDD", .course = Course::unwritable},
    Task{.day = 3, .at = 10h + 4min, .on_bench = false, .medium = "SSD"},
    Task{.day = 3, .at = 12h + 26min, .on_bench = true, .medium = "HDD", .course = Course::cut},
    Task{.day = 3, .at = 15h + 9min, .on_bench = false, .medium = "NVME", .policy = purge},
    Task{.day = 4, .at = 10h + 52min, .on_bench = false, .medium = "SSD"},
    Task{.day = 4, .at = 12h + 33min, .on_bench = true, .medium = "HDD"},
    Task{.day = 4, .at = 15h + 47min, .on_bench = false, .medium = "SSD", .policy = purge}};
/// Until that day the supervisor has seen what was erased without a reserve; the rest waits.
constexpr std::size_t validated_days = 3;

struct Erased {
  Task task;
  Item item;
  std::string operator_code;
  sanitization::Record record;
};

std::vector<base::Day> working_days(base::Instant now) {
  std::vector<base::Day> days;
  auto day = std::chrono::sys_days(base::day_in_zone(now, zone).value());
  while (days.size() < 5) {
    day -= std::chrono::days(1);
    const std::chrono::weekday weekday(day);
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday) days.insert(days.begin(), base::Day(day));
  }
  return days;
}

class Week {
 public:
  Week(const accounts::Services& services, const OrganisationId& organisation, base::Instant begin, base::Instant now)
      : services_(services),
        organisation_(organisation),
        begin_(begin),
        now_(now),
        days_(working_days(now)),
        bench_("Établi 1", services.keys.secret("demonstration-station 1"), 1),
        key_("Clé de démarrage", services.keys.secret("demonstration-station 2"), 2),
        old_("Ancienne clé", services.keys.secret("demonstration-station 3"), 3) {}

  base::Outcome tell() {
    grow(begin_);
    TRY_DONE(write([&](storage::Session& session) { return prepare(session); }));
    for (std::size_t day = 0; day < days_.size(); ++day) {
      for (const auto& task : tasks)
        if (task.day == day) TRY_DONE(report(task));
      TRY_DONE(end_of_day(day));
    }
    return base::Done{};
  }

 private:
  template <typename Work>
  base::Outcome write(const Work& work) {
    return services_.database.write(work);
  }

  base::Instant moment(std::size_t day, std::chrono::minutes at) const {
    return base::start_of_day(days_[day], zone).value() + at;
  }
  std::chrono::minutes offset(std::size_t day) const {
    const base::Instant local = std::chrono::sys_days(days_[day]);
    return std::chrono::duration_cast<std::chrono::minutes>(local - moment(day, 0min));
  }

  equipment::Occasion occasion(const std::string& actor, base::Instant when) const {
    return {.organisation = organisation_, .actor = actor, .now = when};
  }

  /// What the program does in the background: the log takes the events in, certificates follow.
  void grow(base::Instant when) {
    constexpr std::int64_t batch = 5000;
    while (equipment::append_waiting_events(services_.database, services_.keys, when, batch) == batch) {}
    erasure::issue_due_certificates(services_.database, services_.keys, services_.public_url, when);
  }

  base::Outcome prepare(storage::Session& session) {
    for (const auto& member : accounts::members_of(session, organisation_))
      for (const auto role : member.roles) codes_[role].push_back(member.operator_code);
    for (auto& [role, codes] : codes_) std::sort(codes.begin(), codes.end());
    CHECK(technicians().size() >= 2);
    TRY(old, enrol(session, old_, begin_ - 24h * 70));
    TRY_DONE(revoke(session, old));
    TRY_DONE(enrol(session, bench_, begin_));
    TRY_DONE(enrol(session, key_, begin_));
    for (const auto& row : equipment::list_items(
             session, {.organisation = organisation_, .status = equipment::Status::in_work, .limit = 200})) {
      const auto item = equipment::find_item(session, organisation_, row.id).value();
      if (item.media.size() == 1 && !item.media.front().verdict) waiting_.push_back(item);
    }
    return base::Done{};
  }

  const std::vector<std::string>& technicians() { return codes_[accounts::Role::technician]; }
  /// Who signs for what others have done.
  const std::string& supervisor() { return codes_[accounts::Role::supervisor].back(); }
  const std::string& administrator() { return codes_[accounts::Role::administrator].front(); }

  base::Result<workshop::Station> enrol(storage::Session& session, const FictionalStation& station,
                                        base::Instant when) {
    TRY(code, workshop::make_code(session, organisation_, station.name(), 1, 7, administrator(), when - 20min));
    const workshop::EnrolmentRequest request{
        .code = code.text,
        .name = station.name(),
        .key = station.key().public_key().multibase(),
        .signature = base::to_base64(station.key().sign("boucle-station-enrol-v1 " + code.text)),
        .client = {}};
    TRY(enrolled, workshop::enrol_station(session, services_.keys, request, when));
    return enrolled.station;
  }

  base::Outcome revoke(storage::Session& session, const workshop::Station& station) {
    accounts::Caller who;
    who.organisation = organisation_;
    who.operator_code = administrator();
    TRY_DONE(workshop::revoke_station(
        session, {.who = who, .organisation = organisation_, .client = {}, .now = begin_ - 24h * 2}, station.id));
    return base::Done{};
  }

  /// An item that waits with such a drive; for an erasure that goes well, any will do when there is none.
  std::optional<Item> choose(const Task& task) {
    // From the newest lot and from the oldest in turn, so that several donors have certificates.
    std::reverse(waiting_.begin(), waiting_.end());
    auto found = std::find_if(waiting_.begin(), waiting_.end(),
                              [&](const Item& each) { return each.media.front().kind == task.medium; });
    if (found == waiting_.end() && task.course == Course::well) found = waiting_.begin();
    if (found == waiting_.end()) return {};
    Item item = *found;
    waiting_.erase(found);
    return item;
  }

  base::Outcome report(const Task& task) {
    const auto* before = task.again && !done_.empty() ? failed() : nullptr;
    if (task.again && before == nullptr) return base::Done{};
    const auto item = before != nullptr ? std::optional(before->item) : choose(task);
    if (!item) return base::Done{};
    const auto& medium = item->media.front();
    const auto ended = moment(task.day, task.at);
    Erased erased{.task = task,
                  .item = *item,
                  .operator_code = technicians()[task.on_bench ? 0 : 1],
                  .record = fictional_record(
                      {.medium = medium,
                       .policy = medium.kind == "HDD" ? anssi : task.policy,  // overwriting reaches « clear »
                       .confirmed_by = task.on_bench ? medium.serial : item->number,
                       .course = task.course,
                       .ended = ended,
                       .number = task.again ? 2U : 1U})};
    FictionalReport content{.machine = {},
                            .item_number = task.on_bench ? std::string() : item->number,
                            .operator_code = erased.operator_code,
                            .made_at = ended + 1min,
                            .offset = offset(task.day),
                            .drive = erased.record.before,
                            .erasure = erased.record,
                            .tested = task.tested};
    if (!task.on_bench)
      content.machine = FictionalMachine{.kind = item->kind,
                                         .maker = item->maker,
                                         .model = item->model,
                                         .serial = item->serial,
                                         .cpu = item->cpu,
                                         .cores = item->cores.value_or(2),
                                         .ram_gb = item->ram_gb.value_or(4)};
    TRY_DONE(send(task.on_bench ? bench_ : key_, content));
    done_.push_back(std::move(erased));
    return base::Done{};
  }

  const Erased* failed() const {
    const auto found = std::find_if(done_.rbegin(), done_.rend(),
                                    [](const Erased& each) { return each.task.course == Course::cable; });
    return found == done_.rend() ? nullptr : &*found;
  }

  base::Outcome send(FictionalStation& station, const FictionalReport& content) {
    const auto bytes = station.report(content);
    const auto when = content.made_at + 1min;
    TRY(report, workshop::parse_station_report(bytes));
    const auto inventory = equipment::read_inventory(report.sources);
    const auto raw = erasure::pack_evidence(bytes, "application/json", when);
    const auto taken = services_.database.write([&](storage::Session& session) {
      return workshop::take_report(session, occasion(content.operator_code, when), report, inventory, raw);
    });
    if (!taken.ok()) return taken.refusal();
    grow(when + 1min);
    return base::Done{};
  }

  base::Outcome end_of_day(std::size_t day) {
    if (day == 2) TRY_DONE(read_again(moment(day, 17h)));
    if (day + 1 == days_.size()) return last_day();
    if (day >= validated_days) return base::Done{};
    for (const auto& each : done_)
      if (each.task.day == day)
        TRY_DONE(write([&](storage::Session& session) { return validate(session, each, moment(day, 17h + 20min)); }));
    grow(moment(day, 17h + 25min));
    return base::Done{};
  }

  base::Outcome validate(storage::Session& session, const Erased& erased, base::Instant when) {
    const auto certificate = erasure::last_edition(session, organisation_, erased.record.id);
    if (!certificate || certificate->verdict != equipment::Verdict::erased ||
        certificate->status() != erasure::CertificateStatus::valid)
      return base::Done{};
    TRY_DONE(erasure::validate(session, occasion(supervisor(), when), certificate->id, true, {}));
    return base::Done{};
  }

  /// The supervisor asks for the first overwritten disk; another technician than its operator reads it again at the bench.
  base::Outcome read_again(base::Instant when) {
    const auto found = std::find_if(done_.begin(), done_.end(), [](const Erased& each) {
      return each.task.course == Course::well && each.record.overwrite.has_value();
    });
    if (found == done_.end()) return base::Done{};
    return write([&](storage::Session& session) -> base::Outcome {
      const auto certificate = erasure::last_edition(session, organisation_, found->record.id);
      if (!certificate) return base::Done{};
      const auto drawn = erasure::find_recheck(session, organisation_, certificate->erasure);
      if (!drawn || !drawn->drawn_at)  // the sample may have taken it at once
        TRY_DONE(erasure::choose_recheck(session, services_.keys, occasion(supervisor(), when), certificate->id, zone));
      const auto& reader = technicians()[found->operator_code == technicians()[0] ? 1 : 0];
      TRY_DONE(erasure::report_recheck(session, occasion(reader, when + 40min), certificate->id,
                                       {.samples = samples_of(found->record), .outcome = {}, .note = {}}));
      return base::Done{};
    });
  }

  /// What a disk holds that was overwritten like that.
  static std::vector<erasure::Sample> samples_of(const sanitization::Record& record) {
    base::Bytes random;
    for (int i = 0; i < 8; ++i) random += base::sha256(record.id + std::to_string(i));
    sanitization::Keystream stream(record.overwrite->cipher, record.overwrite->key);
    std::vector<erasure::Sample> samples;
    for (const auto& place : erasure::places_to_read(record, 32, random)) {
      base::Bytes bytes(place.bytes, '\0');
      stream.generate(place.offset, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
      samples.push_back({.offset = place.offset, .bytes = place.bytes, .sha256 = base::to_hex(base::sha256(bytes))});
    }
    return samples;
  }

  /// A laptop that no list has announced waits for somebody to say what it is; the sample of re-checks is drawn.
  base::Outcome last_day() {
    const auto when = moment(days_.size() - 1, 16h + 25min);
    const equipment::Medium disk{
        .kind = "NVME", .model = "PC401 NVMe 256GB", .serial = "EJ84N650610504B2Q", .size_bytes = 256'000'000'000};
    TRY_DONE(send(key_, {.machine = FictionalMachine{.kind = equipment::Kind::laptop,
                                                     .maker = "Dell",
                                                     .model = "Latitude 5300",
                                                     .serial = "4HJ8XT2",
                                                     .cpu = "Intel(R) Core(TM) i5-8365U CPU @ 1.60GHz",
                                                     .cores = 4,
                                                     .ram_gb = 8},
                         .item_number = {},
                         .operator_code = technicians()[1],
                         .made_at = when,
                         .offset = offset(days_.size() - 1),
                         .drive = fictional_drive(disk, false),
                         .erasure = {},
                         .tested = true}));
    erasure::draw_rechecks(services_.database, now_);
    return ask_for_one_more(when);
  }

  bool is_drawn(storage::Session& session, const erasure::CertificateRow& certificate) const {
    const auto recheck = erasure::find_recheck(session, organisation_, certificate.erasure);
    return recheck && recheck->drawn_at.has_value();
  }

  /// The draw may find that the share is met: then the supervisor asks for one more, so that the list is never empty.
  base::Outcome ask_for_one_more(base::Instant when) {
    return write([&](storage::Session& session) -> base::Outcome {
      if (erasure::count_open_rechecks(session, organisation_) > 0) return base::Done{};
      for (auto each = done_.rbegin(); each != done_.rend(); ++each) {
        const auto certificate = erasure::last_edition(session, organisation_, each->record.id);
        if (!certificate || certificate->verdict != equipment::Verdict::erased ||
            certificate->status() != erasure::CertificateStatus::valid || is_drawn(session, *certificate))
          continue;
        TRY_DONE(erasure::choose_recheck(session, services_.keys, occasion(supervisor(), when), certificate->id, zone));
        return base::Done{};
      }
      return base::Done{};
    });
  }

  const accounts::Services& services_;
  OrganisationId organisation_;
  base::Instant begin_, now_;
  std::vector<base::Day> days_;
  // Their keys come from the installation's own secret: the same each time, and nobody else's.
  FictionalStation bench_, key_, old_;
  std::map<accounts::Role, std::vector<std::string>> codes_;
  std::vector<Item> waiting_;  ///< with one drive, of which nothing is proven
  std::vector<Erased> done_;
};

}  // namespace

base::Outcome demonstrate_erasure(const accounts::Services& services, const OrganisationId& organisation,
                                  base::Instant begin, base::Instant now) {
  return Week(services, organisation, begin, now).tell();
}

}  // namespace server
