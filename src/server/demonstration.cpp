#include "server/demonstration.hpp"

#include <algorithm>
#include <array>

#include "accounts/actions.hpp"
#include "accounts/password.hpp"
#include "base/bytes.hpp"
#include "collection/actions.hpp"
#include "documents/sheet_read.hpp"
#include "equipment/log.hpp"
#include "server/fictional_erasure.hpp"
#include "server/fictional_workshop.hpp"

namespace server {
namespace {

using accounts::Role;
using equipment::Kind;

constexpr std::uint64_t seed = 1998;
constexpr int lots_of_last_year = 34;
constexpr int devices_of_a_lot = 50;  // 34 × 50 = 1,700

struct FictionalPerson {
  const char* email;
  const char* name;
  const char* role_key;
  std::vector<Role> roles;
  bool instance = false;
};

const std::vector<FictionalPerson>& people() {
  static const std::vector<FictionalPerson> all = {
      {"administration@vallon.example",
       "Solène Maurel",
       "server.demo.administrator",
       {Role::administrator, Role::supervisor}},
      {"encadrement@vallon.example", "Bastien Orsini", "server.demo.supervisor", {Role::supervisor}},
      {"atelier@vallon.example", "Aïcha Benslimane", "server.demo.technician", {Role::technician}},
      {"atelier2@vallon.example", "Théo Garnier", "server.demo.technician", {Role::technician}},
      {"boutique@vallon.example", "Mireille Castel", "server.demo.shopkeeper", {Role::shopkeeper}},
      {"distribution@vallon.example", "Karim Ziani", "server.demo.distributor", {Role::distributor}},
      {"don@remparts.example", "Hélène Faure", "server.demo.donor", {Role::donor}},
      {"installation@vallon.example", "Installation", "server.demo.instance", {}, true}};
  return all;
}

struct FictionalDonor {
  const char* name;
  const char* kind;
  const char* contact;
  const char* address;
  bool agreement;
};

constexpr std::array donors = {
    FictionalDonor{"Mutuelle des Remparts", "company", "Hélène Faure", "4 rue des Pêcheurs, 06600 Antibes", true},
    FictionalDonor{"Laboratoires Sorbier", "company", "Marc Lenoir", "120 route des Lucioles, 06560 Valbonne", true},
    FictionalDonor{"Lycée des Oliviers", "public_body", "Nadia Roussel", "2 avenue des Tuilières, 06800 Cagnes-sur-Mer",
                   true},
    FictionalDonor{"Syndicat des eaux de la Siagne", "public_body", "Paul Giraud", "8 chemin du Moulin, 06130 Grasse",
                   true},
    FictionalDonor{"Cabinet Delmas et associés", "company", "Claire Delmas", "15 boulevard Carnot, 06400 Cannes", true},
    FictionalDonor{"Transports Mistral-Azur", "company", "Hugo Pinelli", "31 avenue de la Plaine, 06250 Mougins", true},
    FictionalDonor{"Observatoire du littoral", "public_body", "Inès Marchand", "1 promenade des Arts, 06300 Nice",
                   true},
    FictionalDonor{"Association Passerelles 06", "association", "Samir Haddad", "9 rue du Port, 06220 Vallauris",
                   false},
    FictionalDonor{"Imprimerie du Verger", "company", "Odile Perrin", "5 impasse des Pins, 06410 Biot", false},
    FictionalDonor{"Clinique des Mimosas", "company", "Julien Abadie",
                   "77 route de Pégomas, 06210 Mandelieu-la-Napoule", true}};

base::Instant morning(int year, unsigned month, unsigned day) {
  return base::start_of_day(base::Day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)),
                            "Europe/Paris")
             .value() +
         std::chrono::hours(9);
}

base::Result<accounts::Organisation> make_organisation(storage::Session& session, base::Instant when) {
  TRY(organisation, accounts::create_organisation(session, "ATV", "Atelier du Vallon", {"refurbisher"}, when));
  organisation.settings =
      R"({"numbering":{"site":"AN","digits":4},"address":"12 chemin des Genêts, 06600 Antibes","siret":"80295478500028"})";
  accounts::update_organisation(session, organisation);
  return organisation;
}

base::Outcome make_people(storage::Session& session, const accounts::OrganisationId& organisation,
                          const std::string& first_donor, const std::string& hash, base::Instant when) {
  for (const auto& each : people()) {
    accounts::Person person{.id = accounts::PersonId::create(when),
                            .email = each.email,
                            .name = each.name,
                            .password_hash = hash,
                            .instance_administrator = each.instance};
    accounts::insert_person(session, person, when);
    for (const Role role : each.roles)
      accounts::add_membership(session, person.id, organisation, role, role == Role::donor ? first_donor : "", when);
  }
  return base::Done{};
}

struct KnownDonor {
  collection::DonorId id;
  std::optional<collection::AgreementId> agreement;
  bool public_body = false;
};

base::Result<std::vector<KnownDonor>> make_donors(storage::Session& session, const accounts::Keys& keys,
                                                  const accounts::OrganisationId& organisation, base::Instant when) {
  const equipment::Occasion occasion{.organisation = organisation, .actor = "S01", .now = when};
  std::vector<KnownDonor> known;
  for (const auto& each : donors) {
    collection::DonorRequest request{.name = each.name, .kind = each.kind};
    request.contact = {.name = each.contact, .email = "contact@donateur.example", .address = each.address};
    TRY(donor, collection::create_donor(session, keys, occasion, request));
    KnownDonor entry{.id = donor.id, .agreement = {}, .public_body = donor.kind == collection::DonorKind::public_body};
    if (each.agreement) {
      collection::AgreementRequest terms{.donor = donor.id.text()};
      terms.public_free_transfer = entry.public_body;
      TRY(agreement, collection::create_agreement(session, keys, occasion, terms));
      entry.agreement = agreement.id;
    }
    known.push_back(entry);
  }
  return known;
}

Kind device(Dice& dice) {
  const auto n = dice.below(100);
  return n < 52 ? Kind::laptop : n < 80 ? Kind::desktop : Kind::monitor;
}

/// Of the 50 devices of each lot of last year: 1,400 of all 1,700 leave as gifts and sales.
Fate fate_of_last_year(int lot, int device_number) {
  // 41 of each lot, and one more in six lots: 34 × 41 + 6 = 1,400.
  const int put_back = 41 + (lot < 6 ? 1 : 0);
  if (device_number < put_back) return device_number % 5 < 2 ? Fate::given : Fate::sold;
  static constexpr std::array others = {Fate::wasted,     Fate::wasted,     Fate::wasted, Fate::wasted, Fate::wasted,
                                        Fate::dismantled, Fate::dismantled, Fate::ready,  Fate::wasted};
  if (lot % 11 == 3 && device_number == devices_of_a_lot - 1) return Fate::missing;
  if (lot % 9 == 5 && device_number == devices_of_a_lot - 2) return Fate::returned;
  return others[static_cast<std::size_t>(device_number - put_back) % others.size()];
}

LotPlan plan_for(const KnownDonor& donor, base::Instant received_at) {
  LotPlan plan{.donor = donor.id,
               .agreement = donor.agreement,
               .declared_at = received_at - std::chrono::hours(24 * 9),
               .received_at = received_at};
  plan.origin =
      donor.public_body && donor.agreement ? equipment::Origin::public_free_transfer : equipment::Origin::gift;
  return plan;
}

std::vector<LotPlan> last_year(const std::vector<KnownDonor>& known, int year) {
  std::vector<LotPlan> plans;
  const auto begin = morning(year, 1, 8);
  const auto end = morning(year, 11, 6);
  for (int lot = 0; lot < lots_of_last_year; ++lot) {
    Dice dice(seed + static_cast<std::uint64_t>(lot));
    auto plan =
        plan_for(known[static_cast<std::size_t>(lot) % known.size()], begin + (end - begin) * lot / lots_of_last_year);
    const auto last = std::min(morning(year, 12, 19), plan.received_at + std::chrono::hours(24 * 75));
    for (int n = 0; n < devices_of_a_lot; ++n)
      plan.things.push_back({.kind = device(dice), .fate = fate_of_last_year(lot, n), .last_at = last});
    for (int n = 0; n < 6; ++n)
      plan.things.push_back({.kind = n % 2 == 0 ? Kind::keyboard : Kind::mouse,
                             .fate = n < 4 ? Fate::sold : Fate::wasted,
                             .last_at = last});
    plans.push_back(std::move(plan));
  }
  return plans;
}

/// This year so far: what came long ago has left, what came lately is on the benches.
std::vector<LotPlan> this_year(const std::vector<KnownDonor>& known, int year, base::Instant now) {
  std::vector<LotPlan> plans;
  const auto begin = morning(year, 1, 6);
  for (std::size_t lot = 0; begin + std::chrono::hours(24 * 24) * static_cast<int>(lot) < now - std::chrono::hours(12);
       ++lot) {
    Dice dice(seed + 1000 + lot);
    auto plan = plan_for(known[(lot + 3) % known.size()], begin + std::chrono::hours(24 * 24) * static_cast<int>(lot));
    const auto age = std::chrono::duration_cast<std::chrono::hours>(now - plan.received_at).count() / 24;
    const auto last =
        std::min<base::Instant>(now - std::chrono::hours(1), plan.received_at + std::chrono::hours(24 * 45));
    for (int n = 0; n < 24; ++n) {
      const auto die = dice.below(100);
      Fate fate = Fate::received;
      if (age > 60)
        fate = die < 45 ? Fate::sold : die < 78 ? Fate::given : die < 92 ? Fate::wasted : Fate::ready;
      else if (age > 20)
        fate = die < 25 ? Fate::sold : die < 60 ? Fate::ready : die < 85 ? Fate::in_work : Fate::for_waste;
      else if (age > 6)
        fate = die < 40 ? Fate::in_work : die < 55 ? Fate::ready : Fate::received;
      plan.things.push_back({.kind = device(dice), .fate = fate, .last_at = last});
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

/// Computers for the stations of this week (fictional_erasure.hpp), of the donor who can sign in; nothing in the first days of a year.
std::optional<LotPlan> lot_to_erase(const KnownDonor& donor, int year, base::Instant begin) {
  const auto day = base::day_in_zone(begin - std::chrono::hours(24 * 4), "Europe/Paris").value();
  const auto received_at = std::max(
      morning(year, 1, 2),
      morning(static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day())));
  if (received_at + std::chrono::hours(24) > begin) return {};
  auto plan = plan_for(donor, received_at);
  const auto last = begin - std::chrono::hours(1);
  for (int n = 0; n < 18; ++n)
    plan.things.push_back({.kind = n % 4 == 0 ? Kind::laptop : Kind::desktop, .fate = Fate::in_work, .last_at = last});
  for (int n = 0; n < 2; ++n) plan.things.push_back({.kind = Kind::monitor, .fate = Fate::received, .last_at = last});
  return plan;
}

/// A list as donors send them, with two lines to mend: it waits to be received.
constexpr std::string_view announced_list =
    "Type;Marque;Modèle;N° de série;N° inventaire;Quantité;Poids (kg);Observations\n"
    "PC portable;Dell;Latitude 5400;7QK2M13;IMM-2041;1;1,6;\n"
    "PC portable;Dell;Latitude 5400;7QK2M14;IMM-2042;1;1,6;charnière usée\n"
    "PC portable;HP;EliteBook 840 G5;5CG8412KQ7;IMM-2050;1;1,5;\n"
    "UC;HP;ProDesk 400 G5;CZC9042XLM;IMM-2077;1;5,3;\n"
    "Ecran 24\";Dell;P2419H;CN0KD6V2;IMM-2101;1;5,7;\n"
    "Ecran 24\";Dell;P2419H;;;4;;\n"
    "Bidule;;;;;1;;à identifier\n"
    "Clavier;Logitech;K120;;;deux;;\n"
    "Station d'accueil;Dell;WD19;;;3;0,6;\n";

base::Outcome announce_list(storage::Session& session, const accounts::OrganisationId& organisation,
                            const KnownDonor& donor, base::Instant now) {
  const equipment::Occasion occasion{.organisation = organisation, .actor = "S01", .now = now - std::chrono::hours(30)};
  TRY(sheet, documents::read_csv(announced_list, "liste.csv"));
  documents::Workbook workbook;
  workbook.sheets.push_back(std::move(sheet));
  const auto mapping = collection::propose_mapping(workbook);
  auto lines = collection::read_lines(workbook.sheets.front(), mapping);
  collection::find_duplicates(lines, {});
  const collection::NewList list{.donor = donor.id,
                                 .agreement = {},
                                 .file_name = "liste-materiel.csv",
                                 .content_type = "text/csv",
                                 .bytes = base::Bytes(announced_list),
                                 .sha256 = base::to_hex(base::sha256(announced_list))};
  TRY(offered, collection::offer_list(session, occasion, list, mapping));
  TRY(declared, collection::declare_list(session, occasion, offered.donation, mapping, std::move(lines), true));
  CHECK(declared.lot.has_value());
  return base::Done{};
}

}  // namespace

std::vector<DemoLogin> demo_logins() {
  std::vector<DemoLogin> logins;
  for (const auto& each : people()) logins.push_back({.email = each.email, .role = each.role_key});
  return logins;
}

base::Result<bool> make_demonstration(const accounts::Services& services, base::Instant now) {
  const auto exists = services.database.read(
      [](storage::Session& session) { return accounts::find_organisation_by_code(session, "ATV").has_value(); });
  if (exists) return false;
  const int year = static_cast<int>(base::day_in_zone(now, "Europe/Paris")->year());
  const auto begin = morning(year - 1, 1, 2);
  const auto week = now - std::chrono::hours(24 * 9);  // the stations' days begin where the written history ends
  TRY(hash, accounts::hash_password(demo_password));
  // One transaction: a demonstration that was interrupted here leaves nothing, and is made whole the next time.
  std::unique_ptr<FictionalWorkshop> workshop;
  accounts::OrganisationId id;
  std::optional<KnownDonor> announcing;
  const auto written = services.database.write([&](storage::Session& session) -> base::Outcome {
    TRY(organisation, make_organisation(session, begin));
    TRY(known, make_donors(session, services.keys, organisation.id, begin));
    TRY_DONE(make_people(session, organisation.id, known.front().id.text(), hash, begin));
    workshop = std::make_unique<FictionalWorkshop>(organisation.id, organisation.name, "AN", seed);
    workshop->add_locations(session, begin);
    for (const auto& plan : last_year(known, year - 1)) workshop->add_lot(session, plan);
    for (const auto& plan : this_year(known, year, week)) workshop->add_lot(session, plan);
    if (const auto plan = lot_to_erase(known.front(), year, week)) workshop->add_lot(session, *plan);
    workshop->write_papers(session);
    id = organisation.id;
    announcing = known[1];
    return base::Done{};
  });
  if (!written.ok()) return written.refusal();
  TRY_DONE(demonstrate_erasure(services, id, week, now));
  TRY_DONE(
      services.database.write([&](storage::Session& session) { return announce_list(session, id, *announcing, now); }));
  while (equipment::append_waiting_events(services.database, services.keys, now) > 0) {}
  return true;
}

}  // namespace server
