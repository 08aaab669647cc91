#include "accounts/people.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "accounts/invitations.hpp"
#include "accounts/password.hpp"
#include "accounts/workshop_test.hpp"

namespace accounts {
namespace {

using testing::start;
using testing::Workshop;

struct Scene : ::testing::Test {
  Scene() {
    boss_id = workshop.add_person("boss@exemple.fr", {Role::administrator});
    boss = workshop.caller_of(workshop.open_session("boss@exemple.fr"));
  }
  Deed deed(const Caller& who) const {
    return {.who = who, .organisation = who.organisation, .client = "192.0.2.1", .now = start};
  }
  Deed deed() const { return deed(boss); }
  base::Result<Invited> ask(const Deed& by, const std::string& email,
                            const Rights& rights = {.roles = {Role::technician}, .donor = {}}) {
    return workshop.database().write([&](storage::Session& session) { return invite(session, by, email, rights); });
  }
  template <typename Work>
  auto write(Work&& work) {
    return workshop.database().write(std::forward<Work>(work));
  }
  base::Result<SignedIn> accept(const std::string& secret, const std::string& name = "Léa") {
    const auto hash = hash_password("une phrase entière").value();
    return write(
        [&](storage::Session& session) { return accept_link(session, secret, name, hash, "192.0.2.2", start); });
  }

  Workshop workshop;
  PersonId boss_id;
  Caller boss;
};

TEST_F(Scene, InvitedPersonChoosesNameAndPassword) {
  const auto invited = ask(deed(), "Lea@exemple.fr");
  ASSERT_TRUE(invited.ok());
  EXPECT_TRUE(invited->show_link);
  const auto early =
      write([&](storage::Session& session) { return sign_in(session, "lea@exemple.fr", false, "", start); });
  EXPECT_FALSE(early.ok());
  EXPECT_EQ(accept(*invited->secret, " ").refusal().field, "name");
  const auto in = accept(*invited->secret, "Léa M.");
  ASSERT_TRUE(in.ok()) << "a refused attempt does not use the link";
  const auto caller = workshop.caller_of(in->cookie);
  EXPECT_EQ(caller.name, "Léa M.");
  EXPECT_EQ(caller.roles, std::set<Role>{Role::technician});
  EXPECT_TRUE(password_matches(workshop.database().read([&](storage::Session& session) {
    return find_person(session, in->person)->password_hash.value();
  }),
                               "une phrase entière"));
}

TEST_F(Scene, LinkIsUsedOnceByTwoAtOnce) {
  const auto invited = ask(deed(), "lea@exemple.fr");
  std::atomic<int> accepted = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> both;
  for (int i = 0; i < 2; ++i)
    both.emplace_back([&, i] {
      const auto in = accept(*invited->secret, "N" + std::to_string(i));
      if (in.ok()) ++accepted;
      if (!in.ok() && in.refusal().code == "accounts.invitation.unknown") ++refused;
    });
  for (auto& each : both) each.join();
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(refused, 1);
}

TEST_F(Scene, LinkEndsAfterSevenDaysAndWithTheNextOne) {
  const auto invited = ask(deed(), "lea@exemple.fr");
  const auto found = [&](const std::string& secret, base::Instant now) {
    return workshop.database().read(
        [&](storage::Session& session) { return find_link(session, secret, now).has_value(); });
  };
  EXPECT_TRUE(found(*invited->secret, start + link_length - std::chrono::seconds(1)));
  EXPECT_FALSE(found(*invited->secret, start + link_length));
  EXPECT_FALSE(found(*invited->secret + "x", start));
  const auto again = write([&](storage::Session& session) { return renew_link(session, deed(), invited->person.id); });
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(found(*invited->secret, start));
  EXPECT_TRUE(found(*again->secret, start));
}

TEST_F(Scene, RefusalsOfAnInvitation) {
  struct Case {
    const char* email;
    Rights rights;
    const char* code;
  };
  const Rights bench{.roles = {Role::technician}, .donor = {}};
  const Case cases[] = {{"pas une adresse", bench, "accounts.person.bad_email"},
                        {"boss@exemple.fr", bench, "accounts.person.member"},
                        {"don@exemple.fr", {.roles = {Role::donor}, .donor = ""}, "accounts.person.no_donor"},
                        {"don@exemple.fr",
                         {.roles = {Role::donor}, .donor = "00000000-0000-7000-8000-000000000000"},
                         "accounts.person.no_donor"}};
  for (const auto& each : cases)
    EXPECT_EQ(ask(deed(), each.email, each.rights).refusal().code, each.code) << each.email;
  EXPECT_EQ(read_rights({}, "").refusal().code, "accounts.person.no_role");
  EXPECT_EQ(read_rights({"king"}, "").refusal().code, "accounts.role.bad");
  EXPECT_EQ(read_rights({"donor", "technician"}, "x").refusal().code, "accounts.person.donor_alone");
}

TEST_F(Scene, DonorSeesItsOwnLotsOnly) {
  const std::string donor = base::Id<struct DonorTag>::create(start).text();
  write([&](storage::Session& session) {
    session.execute(
        "INSERT INTO donor (id, organisation_id, name, kind, created_at) VALUES (:1, :2, 'Mairie', 'public_body', 0)",
        donor, workshop.organisation().id.text());
  });
  const auto invited = ask(deed(), "mairie@exemple.fr", {.roles = {Role::donor}, .donor = donor});
  ASSERT_TRUE(invited.ok());
  EXPECT_EQ(workshop.caller_of(accept(*invited->secret)->cookie).donor, donor);
  const auto other = workshop.another("BIS");
  workshop.add_person("chef@exemple.fr", {Role::administrator}, &other.id);
  const auto chef = workshop.caller_of(workshop.open_session("chef@exemple.fr"));
  EXPECT_EQ(ask(deed(chef), "voleur@exemple.fr", {.roles = {Role::donor}, .donor = donor}).refusal().code,
            "accounts.person.no_donor");
}

TEST_F(Scene, LastAdministratorStays) {
  const auto demote = [&] {
    return write([&](storage::Session& session) {
      return change_rights(session, deed(), boss_id, {.roles = {Role::technician}, .donor = {}});
    });
  };
  const auto leave = [&] {
    return write([&](storage::Session& session) { return end_all_rights(session, deed(), boss_id); });
  };
  EXPECT_EQ(demote().refusal().code, "accounts.person.last_administrator");
  EXPECT_EQ(leave().refusal().code, "accounts.person.last_administrator");
  workshop.add_person("second@exemple.fr", {Role::administrator});
  EXPECT_TRUE(demote().ok());
}

TEST_F(Scene, RightsChangeAtOnceAndTheOperatorCodeStays) {
  workshop.add_person("lea@exemple.fr", {Role::technician});
  const auto cookie = workshop.open_session("lea@exemple.fr");
  const auto before = workshop.caller_of(cookie);
  ASSERT_TRUE(write([&](storage::Session& session) {
                return change_rights(session, deed(), *before.person,
                                     {.roles = {Role::supervisor, Role::shopkeeper}, .donor = {}});
              }).ok());
  const auto after = workshop.caller_of(cookie);
  EXPECT_EQ(after.roles, (std::set<Role>{Role::supervisor, Role::shopkeeper}));
  EXPECT_EQ(after.operator_code, before.operator_code);
  ASSERT_TRUE(write([&](storage::Session& session) { return end_all_rights(session, deed(), *before.person); }).ok());
  EXPECT_TRUE(workshop.caller_of(cookie).roles.empty());
  EXPECT_TRUE(workshop.caller_of(cookie).organisation.empty());
}

TEST_F(Scene, AdministratorsHaveNoPowerOverAccountsUsedElsewhere) {
  const auto other = workshop.another("BIS");
  const auto shared = workshop.add_person("lea@exemple.fr", {Role::technician});
  write([&](storage::Session& session) { add_membership(session, shared, other.id, Role::administrator, "", start); });
  EXPECT_EQ(write([&](storage::Session& session) { return renew_link(session, deed(), shared); }).refusal().code,
            "accounts.person.elsewhere");
  EXPECT_EQ(
      write([&](storage::Session& session) { return set_disabled(session, deed(), shared, true); }).refusal().code,
      "accounts.person.elsewhere");
  const auto stranger = workshop.add_person("leo@exemple.fr", {Role::technician}, &other.id);
  EXPECT_EQ(write([&](storage::Session& session) { return renew_link(session, deed(), stranger); }).refusal().code,
            "accounts.person.unknown");
  EXPECT_EQ(
      write([&](storage::Session& session) { return set_disabled(session, deed(), stranger, true); }).refusal().code,
      "accounts.person.unknown");
}

TEST_F(Scene, PendingLinkOfAnotherStructureIsNeitherKeptNorShown) {
  const auto first = ask(deed(), "lea@exemple.fr");
  const auto other = workshop.another("BIS");
  workshop.add_person("chef@exemple.fr", {Role::administrator}, &other.id);
  const auto chef = workshop.caller_of(workshop.open_session("chef@exemple.fr"));
  const auto second = ask(deed(chef), "lea@exemple.fr");
  ASSERT_TRUE(second.ok());
  EXPECT_FALSE(second->show_link);
  EXPECT_FALSE(accept(*first->secret).ok()) << "whoever was shown the first link must not enter the second structure";
  EXPECT_TRUE(accept(*second->secret).ok());
}

TEST_F(Scene, DisabledAccountsAreOutUntilEnabled) {
  const auto person = workshop.add_person("lea@exemple.fr", {Role::technician});
  const auto cookie = workshop.open_session("lea@exemple.fr");
  ASSERT_TRUE(write([&](storage::Session& session) { return set_disabled(session, deed(), person, true); }).ok());
  EXPECT_EQ(workshop.get("/account", cookie).status, 303);
  EXPECT_FALSE(
      write([&](storage::Session& session) { return sign_in(session, "lea@exemple.fr", true, "", start); }).ok());
  EXPECT_EQ(write([&](storage::Session& session) { return renew_link(session, deed(), person); }).refusal().code,
            "accounts.person.disabled");
  ASSERT_TRUE(write([&](storage::Session& session) { return set_disabled(session, deed(), person, false); }).ok());
  EXPECT_TRUE(
      write([&](storage::Session& session) { return sign_in(session, "lea@exemple.fr", true, "", start); }).ok());
  EXPECT_EQ(
      write([&](storage::Session& session) { return set_disabled(session, deed(), boss_id, true); }).refusal().code,
      "accounts.person.oneself");
}

TEST_F(Scene, OperatorCodesAreUniqueUnderConcurrency) {
  constexpr int threads = 8;
  constexpr int each = 12;
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        const auto invited = ask(deed(), "p" + std::to_string(t) + "-" + std::to_string(i) + "@exemple.fr");
        EXPECT_TRUE(invited.ok());
      }
    });
  for (auto& thread : all) thread.join();
  const auto members = workshop.database().read(
      [&](storage::Session& session) { return members_of(session, workshop.organisation().id); });
  std::set<std::string> codes;
  for (const auto& member : members) codes.insert(member.operator_code);
  EXPECT_EQ(members.size(), static_cast<std::size_t>(threads * each + 1));
  EXPECT_EQ(codes.size(), members.size());
}

}  // namespace
}  // namespace accounts
