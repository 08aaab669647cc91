#include "server/simulated_item.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace server {
namespace {

using namespace equipment;

struct Model {
  const char* maker;
  const char* model;
  const char* cpu;
  int cpumark;
  int cores;
  int ram_gb;
  const char* disk;  ///< HDD, SSD, NVME
  int disk_gb;
  int screen_tenths;
};

constexpr std::array laptops = {
    Model{"Dell", "Latitude 5490", "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 6210, 4, 8, "NVME", 256, 140},
    Model{"Dell", "Latitude E6440", "Intel(R) Core(TM) i5-4310M CPU @ 2.70GHz", 3070, 2, 4, "HDD", 320, 140},
    Model{"HP", "EliteBook 840 G3", "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", 3230, 2, 8, "SSD", 256, 140},
    Model{"HP", "ProBook 450 G6", "Intel(R) Core(TM) i5-8265U CPU @ 1.60GHz", 6100, 4, 8, "SSD", 256, 156},
    Model{"Lenovo", "ThinkPad T480", "Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz", 5950, 4, 16, "NVME", 512, 140},
    Model{"Lenovo", "ThinkPad X250", "Intel(R) Core(TM) i5-5300U CPU @ 2.30GHz", 2720, 2, 8, "SSD", 180, 125},
    Model{"Toshiba", "Portégé Z30-C", "Intel(R) Core(TM) i5-6200U CPU @ 2.30GHz", 3000, 2, 8, "SSD", 256, 133},
    Model{"Fujitsu", "Lifebook E746", "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", 3230, 2, 8, "SSD", 256, 140}};
constexpr std::array desktops = {
    Model{"Dell", "OptiPlex 3050", "Intel(R) Core(TM) i5-7500 CPU @ 3.40GHz", 6050, 4, 8, "SSD", 256, 0},
    Model{"HP", "ProDesk 600 G2", "Intel(R) Core(TM) i3-6100 CPU @ 3.70GHz", 4130, 2, 8, "HDD", 500, 0},
    Model{"HP", "EliteDesk 800 G1", "Intel(R) Core(TM) i5-4570 CPU @ 3.20GHz", 5200, 4, 8, "HDD", 500, 0},
    Model{"Lenovo", "ThinkCentre M710q", "Intel(R) Core(TM) i5-7400T CPU @ 2.40GHz", 5190, 4, 8, "NVME", 256, 0},
    Model{"Fujitsu", "Esprimo P557", "Intel(R) Core(TM) i5-6500 CPU @ 3.20GHz", 5620, 4, 8, "SSD", 128, 0}};
constexpr std::array monitors = {
    Model{"Dell", "P2419H", "", 0, 0, 0, "", 0, 240}, Model{"HP", "EliteDisplay E222", "", 0, 0, 0, "", 0, 215},
    Model{"iiyama", "ProLite B2283HS", "", 0, 0, 0, "", 0, 215}, Model{"Samsung", "S24E450", "", 0, 0, 0, "", 0, 240}};
constexpr std::array accessories = {Model{"Logitech", "K120", "", 0, 0, 0, "", 0, 0},
                                    Model{"Dell", "KB216", "", 0, 0, 0, "", 0, 0},
                                    Model{"HP", "Chargeur 65 W", "", 0, 0, 0, "", 0, 0}};

const Model& model_of(Kind kind, Dice& dice) {
  if (kind == Kind::laptop) return laptops[dice.below(laptops.size())];
  if (kind == Kind::monitor) return monitors[dice.below(monitors.size())];
  if (family(kind) == Family::accessory) return accessories[dice.below(accessories.size())];
  return desktops[dice.below(desktops.size())];
}

std::string serial(Dice& dice, std::size_t length) {
  static constexpr std::string_view letters = "0123456789BCDFGHJKLMNPQRSTVWXYZ";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text.push_back(letters[dice.below(letters.size())]);
  return text;
}

std::int64_t mass_of(Kind kind, Dice& dice) {
  const std::int64_t middle = default_mass_g(kind).value_or(450);
  return middle * static_cast<std::int64_t>(85 + dice.below(31)) / 100;
}

/// Category by the shipped scheme's totals, near enough for a simulation: the real rule grades what people receive.
const char* category_of(const Model& model) {
  if (std::string_view(model.disk) == "HDD") return model.cpumark < 2500 ? "C" : "B";
  if (model.cpumark < 2500) return "B";
  if (model.cpumark < 5000) return "B";
  return model.disk_gb >= 500 ? "PREMIUM" : "A";
}

/// Writes the events of one item, each some time after the one before.
class Story {
 public:
  explicit Story(const Plan& plan)
      : plan_(plan), dice_(plan.seed), model_(model_of(plan.kind, dice_)), at_(plan.received_at) {
    item_ = ItemId::numbered(plan.received_at, plan.seed, 0);
    received_ =
        Received{.number = plan.number,
                 .kind = plan.kind,
                 .maker = model_.maker,
                 .model = model_.model,
                 .serial = family(plan.kind) == Family::device ? serial(dice_, 7) : std::string(),
                 .asset_tag = dice_.percent(70) ? "INV-" + std::to_string(10000 + dice_.below(90000)) : std::string(),
                 .mass_g = mass_of(plan.kind, dice_),
                 .mass_source = dice_.percent(80) ? MassSource::weighed : MassSource::by_default,
                 .origin = plan.origin,
                 .line = plan.line};
    if (received_.mass_source == MassSource::by_default && default_mass_g(plan.kind))
      received_.mass_g = default_mass_g(plan.kind);
  }

  const Received& received() const { return received_; }
  std::int64_t price() const {
    const std::string_view category = category_of(model_);
    const std::int64_t euros = category == "PREMIUM" ? 220 : category == "A" ? 160 : category == "B" ? 110 : 70;
    if (family(plan_.kind) == Family::accessory) return 500;
    // Under the caps of a public body's gift too (sales/cap.hpp): laptop 180, desktop 150, screen 30.
    const std::int64_t price = plan_.kind == Kind::laptop    ? std::min<std::int64_t>(euros, 175)
                               : plan_.kind == Kind::monitor ? 25
                                                             : euros * 6 / 10;
    return price * 100;
  }

  std::vector<Event> tell() {
    add(received_, "T01");
    if (plan_.fate == Fate::received) return std::move(events_);
    if (plan_.fate == Fate::missing) {
      add(Missing{}, "S01");
      return std::move(events_);
    }
    identify();
    triage();
    if (plan_.fate == Fate::for_waste) return std::move(events_);
    if (plan_.fate != Fate::in_work) prepare();
    depart();
    return std::move(events_);
  }

 private:
  void add(Body body, std::string actor) {
    events_.push_back(Event{.id = EventId::numbered(at_, plan_.seed, events_.size() + 1),
                            .organisation = plan_.organisation,
                            .item = item_,
                            .lot = plan_.lot,
                            .occurred_at = at_,
                            .occurred_offset = std::chrono::minutes(60),
                            .recorded_at = at_,
                            .actor = std::move(actor),
                            .body = std::move(body)});
    // Each deed takes from twenty minutes to two days of the time that is left.
    const auto left = plan_.last_at - at_;
    const auto step = std::chrono::minutes(20 + static_cast<std::int64_t>(dice_.below(2800)));
    at_ += std::min<std::chrono::milliseconds>(step, left / 8);
  }

  bool computer() const { return data_risk(plan_.kind) == DataRisk::always; }

  void identify() {
    if (!computer()) return;
    medium_ = MediumId::numbered(at_, plan_.seed, 100);
    const std::int64_t gb = model_.disk_gb;
    Identified report{
        .report = EventId::numbered(at_, plan_.seed, 101).text(), .maker = model_.maker, .model = model_.model};
    report.serial_system = received_.serial;
    report.cpu = model_.cpu;
    report.cores = model_.cores;
    report.ram_gb = model_.ram_gb;
    if (model_.screen_tenths > 0) report.screen_tenths = model_.screen_tenths;
    if (plan_.kind == Kind::laptop) report.battery_tenths = 450 + static_cast<std::int64_t>(dice_.below(520));
    report.webcam = plan_.kind == Kind::laptop;
    report.disks = {DiskFacts{.medium = medium_,
                              .kind = model_.disk,
                              .size_bytes = gb * 1'000'000'000,
                              .model = disk_model(),
                              .serial = serial(dice_, 12)}};
    add(std::move(report), "POSTE-1");
  }

  std::string work_order() const { return EventId::numbered(plan_.received_at, plan_.seed, 102).text(); }

  std::string disk_model() const {
    const std::string_view kind = model_.disk;
    const std::string gb = std::to_string(model_.disk_gb);
    if (kind == "HDD") return plan_.kind == Kind::laptop ? "ST" + gb + "LM021" : "ST" + gb + "DM002";
    return kind == "SSD" ? "MZ7LN" + gb + "HAJQ" : "PC401 NVMe " + gb + "GB";
  }

  void triage() {
    const bool out = plan_.fate == Fate::wasted || plan_.fate == Fate::for_waste;
    const bool parts = plan_.fate == Fate::dismantled;
    add(Triaged{.decision = out     ? TriageDecision::waste
                            : parts ? TriageDecision::parts
                                    : TriageDecision::reuse,
                .reason = out     ? "broken"
                          : parts ? "incomplete"
                                  : ""},
        "T02");
    if (!out && !parts) add(WorkOpened{.order = work_order(), .purpose = "reuse"}, "T02");
  }

  void erase() {
    if (!computer()) return;
    const bool broken = plan_.fate == Fate::wasted && dice_.percent(40);
    add(MediumJudged{.medium = medium_,
                     .rank = broken ? Rank::declared : Rank::measured,
                     .verdict = broken ? Verdict::destroyed : Verdict::erased,
                     .required = Level::clear,
                     .achieved = broken                                   ? Level::destruct
                                 : std::string_view(model_.disk) == "HDD" ? Level::clear
                                                                          : Level::purge,
                     .standard = broken ? "physical_destruction" : "nist_800_88r2",
                     .exceptions = {},
                     .evidence = {},
                     .evidence_sha256 = base::to_hex(base::sha256(std::to_string(plan_.seed))),
                     .operator_code = "T02",
                     .second_code = "S01"},
        "T02");
  }

  void prepare() {
    erase();
    if (plan_.fate == Fate::wasted || plan_.fate == Fate::dismantled || plan_.fate == Fate::returned) return;
    if (computer()) {
      std::map<std::string, TestOutcome> results = {{"power", TestOutcome::pass},
                                                    {"ram", TestOutcome::pass},
                                                    {"disk", TestOutcome::pass},
                                                    {"ports", TestOutcome::pass},
                                                    {"sound", TestOutcome::pass}};
      if (plan_.kind == Kind::laptop)
        for (const char* test : {"screen", "keyboard", "battery", "webcam", "wifi"}) results[test] = TestOutcome::pass;
      add(Tested{.results = std::move(results)}, "T03");
      add(Graded{.scheme = "2025-06",
                 .points = 7,
                 .category = category_of(model_),
                 .computed_category = category_of(model_),
                 .cosmetic = dice_.percent(60) ? "A" : "B",
                 .cpumark = model_.cpumark},
          "T03");
    } else {
      add(Tested{.results = {{"power", TestOutcome::pass}, {"screen", TestOutcome::pass}}}, "T03");
    }
    add(WorkClosed{.order = work_order()}, "T03");
    add(Stored{.location = plan_.location}, "T01");
  }

  void depart() {
    DepartureKind kind = DepartureKind::gift;
    switch (plan_.fate) {
      case Fate::given:
        kind = DepartureKind::gift;
        break;
      case Fate::sold:
        kind = DepartureKind::sale;
        break;
      case Fate::wasted:
        kind = DepartureKind::waste;
        break;
      case Fate::dismantled:
        kind = DepartureKind::dismantling;
        break;
      case Fate::returned:
        kind = DepartureKind::give_back;
        break;
      case Fate::missing:
      case Fate::ready:
      case Fate::in_work:
      case Fate::received:
      case Fate::for_waste:
        return;
    }
    add(Departed{.departure = plan_.departure, .kind = kind, .price_cents = kind == DepartureKind::sale ? price() : 0},
        "S01");
  }

  const Plan& plan_;
  Dice dice_;
  const Model& model_;
  base::Instant at_;
  ItemId item_;
  MediumId medium_;
  Received received_;
  std::vector<Event> events_;
};

}  // namespace

std::uint64_t Dice::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

std::vector<Event> simulate_history(const Plan& plan) { return Story(plan).tell(); }
Received declared_item(const Plan& plan) { return Story(plan).received(); }
std::int64_t simulated_price(const Plan& plan) { return Story(plan).price(); }

}  // namespace server
