#include "accounts/vault.hpp"

#include <gtest/gtest.h>

#include "accounts/audit_list.hpp"
#include "accounts/workshop_test.hpp"

namespace accounts {
namespace {

using testing::start;
using testing::Workshop;

struct Sealed {
  SubjectId subject;
  std::string text;
};

Sealed seal_one(Workshop& workshop, const std::string& text) {
  return workshop.database().write([&](storage::Session& session) {
    const auto subject = create_subject(session, workshop.keys(), workshop.organisation().id, start);
    return Sealed{.subject = subject, .text = seal(session, workshop.keys(), subject, text)};
  });
}

base::Result<std::string> open(Workshop& workshop, const Keys& keys, const SubjectId& subject,
                               const std::string& text) {
  return workshop.database().read([&](storage::Session& session) { return open_sealed(session, keys, subject, text); });
}

TEST(Vault, OpensWhatItSealed) {
  Workshop workshop;
  for (const std::string& text : {std::string("Léa Martin, 06 00 00 00 00"), std::string(), std::string(5000, 'x')}) {
    const auto sealed = seal_one(workshop, text);
    EXPECT_EQ(open(workshop, workshop.keys(), sealed.subject, sealed.text).value(), text);
    EXPECT_TRUE(text.empty() || sealed.text.find(text) == std::string::npos);
  }
  const auto one = seal_one(workshop, "le même");
  const auto two = seal_one(workshop, "le même");
  EXPECT_NE(one.text, two.text);
  EXPECT_EQ(open(workshop, workshop.keys(), one.subject, two.text).refusal().code, "accounts.vault.damaged")
      << "each person has a key of their own";
}

TEST(Vault, ErasedIsUnreadableForEver) {
  Workshop workshop;
  const auto sealed = seal_one(workshop, "Léa Martin");
  const auto erase = [&] {
    return workshop.database().write(
        [&](storage::Session& session) { return erase_subject(session, sealed.subject, start); });
  };
  EXPECT_TRUE(erase());
  EXPECT_FALSE(erase());
  EXPECT_EQ(open(workshop, workshop.keys(), sealed.subject, sealed.text).refusal().code, "accounts.vault.erased");
  const auto key = workshop.database().read([&](storage::Session& session) {
    return session
        .value<std::optional<std::string>>("SELECT wrapped_key FROM data_subject WHERE id = :1", sealed.subject.text())
        .value();
  });
  EXPECT_FALSE(key.has_value());
}

TEST(Vault, AnotherInstallationsKeyOpensNothing) {
  Workshop workshop;
  const auto sealed = seal_one(workshop, "Léa Martin");
  EXPECT_FALSE(open(workshop, testing::test_keys('z'), sealed.subject, sealed.text).ok());
  EXPECT_EQ(open(workshop, workshop.keys(), SubjectId::create(start), sealed.text).refusal().code,
            "accounts.vault.erased");
}

TEST(Vault, AlteredTextIsRefused) {
  Workshop workshop;
  const auto sealed = seal_one(workshop, "Léa Martin");
  for (std::size_t at = 0; at < sealed.text.size(); ++at) {
    std::string altered = sealed.text;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    const auto opened = open(workshop, workshop.keys(), sealed.subject, altered);
    // The last character's spare bits may not matter: then the text is the same, never another.
    EXPECT_TRUE(!opened.ok() || *opened == "Léa Martin") << at;
    EXPECT_TRUE(!opened.ok() || at + 1 == sealed.text.size()) << at;
  }
  for (const char* bad : {"", "AAAA", "not base64 !"})
    EXPECT_EQ(open(workshop, workshop.keys(), sealed.subject, bad).refusal().code, "accounts.vault.damaged");
}

TEST(Vault, BlindIndexFindsEqualValuesInOneStructureOnly) {
  Workshop workshop;
  const auto other = workshop.another("BIS");
  const auto index = [&](const Keys& keys, const OrganisationId& organisation, const char* text) {
    return blind_index(keys, organisation, text);
  };
  const auto& own = workshop.organisation().id;
  EXPECT_EQ(index(workshop.keys(), own, "Léa  MARTIN"), index(workshop.keys(), own, "lea martin"));
  EXPECT_NE(index(workshop.keys(), own, "lea martin"), index(workshop.keys(), own, "lea martine"));
  EXPECT_NE(index(workshop.keys(), own, "lea martin"), index(workshop.keys(), other.id, "lea martin"));
  EXPECT_NE(index(workshop.keys(), own, "lea martin"), index(testing::test_keys('z'), own, "lea martin"));
}

TEST(Vault, ReadingIsWritten) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::supervisor});
  const auto who = workshop.caller_of(workshop.open_session("lea@exemple.fr"));
  const auto sealed = seal_one(workshop, "Léo Durand");
  log_reading(workshop.database(), who, "192.0.2.9", sealed.subject, "receipt", start);
  const auto rows = workshop.database().read([&](storage::Session& session) {
    return read_audit(session, {.organisation = workshop.organisation().id, .action = "personal_data_read"});
  });
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].who, "lea");
  EXPECT_EQ(rows[0].subject, sealed.subject.text());
  EXPECT_EQ(rows[0].detail, "receipt");
  EXPECT_EQ(rows[0].client, "192.0.2.9");
}

}  // namespace
}  // namespace accounts
