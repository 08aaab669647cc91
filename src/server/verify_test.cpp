// `boucle verify` on files as people have them: exit status and time.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "erasure/certificate_documents.hpp"
#include "erasure/certificate_for_tests.hpp"
#include "server/commands.hpp"

namespace {

using erasure::testing::CertifyingWorkshop;

class VerifyCommand : public testing::Test {
 protected:
  VerifyCommand() { std::filesystem::create_directory(folder_); }
  ~VerifyCommand() override { std::filesystem::remove_all(folder_); }

  std::string put(const std::string& name, std::string_view bytes) const {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  int verify(const std::string& file, const std::string& trust = {}) const {
    return server::verify(file, trust, here.translators[i18n::Language::french]);
  }

  CertifyingWorkshop here;
  base::Bytes certificate = here.file(here.certified(here.good_record()).id);

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("verify" + base::to_hex(base::random_bytes(6)));
};

TEST_F(VerifyCommand, ExitStatusOfACertificate) {
  const auto file = put("certificate.json", certificate);
  const auto keys = put("keys", proof::write_public_key(here.issuer()) + "\n");
  EXPECT_EQ(verify(file, keys), 0);
  EXPECT_EQ(verify(file, here.issuer().key.multibase()), 0);
  EXPECT_EQ(verify(file, proof::did_of(here.issuer().key)), 0);
  EXPECT_EQ(verify(file, proof::write_public_key(here.issuer())), 0);
  EXPECT_EQ(verify(file), 3);
  EXPECT_EQ(verify(file, here.station_key.public_key().multibase()), 3);
  auto changed = certificate;
  changed[changed.find("Mairie")] = 'N';
  EXPECT_EQ(verify(put("changed.json", changed), keys), 1);
  EXPECT_EQ(verify(put("cut.json", certificate.substr(0, certificate.size() / 2)), keys), 1);
  EXPECT_EQ(verify(put("other.json", "{}"), keys), 2);
  EXPECT_EQ(verify(file, "/nowhere/keys"), 2);
  EXPECT_EQ(verify("/nowhere/certificate.json", keys), 2);
}

TEST_F(VerifyCommand, OfItsPaperAndOfASummary) {
  const auto& tr = here.translators[i18n::Language::french];
  const auto pdf = put("certificate.pdf", erasure::certificate_pdf(tr, certificate, "Europe/Paris", ""));
  EXPECT_EQ(verify(pdf, here.issuer().key.multibase()), 0);
  const auto summary = here.database->read([&](storage::Session& session) {
    return erasure::issue_summary(session, here.keys, here.organisation, here.lot, erasure::testing::now);
  });
  EXPECT_EQ(verify(put("summary.json", summary->file), here.issuer().key.multibase()), 0);
}

TEST_F(VerifyCommand, TakesLessThanFiftyMilliseconds) {
  const auto file = put("certificate.json", certificate);
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(verify(file, here.issuer().key.multibase()), 0);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  std::cout << "boucle verify: " << best << " ms\n";
#ifndef __SANITIZE_ADDRESS__
  EXPECT_LT(best, 50);
#endif
}

}  // namespace
