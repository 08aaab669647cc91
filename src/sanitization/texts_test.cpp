// Every code that a person can meet has its words, in French and in English.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "sanitization/record_for_tests.hpp"

namespace sanitization {
namespace {

std::string catalogue(const std::string& language) {
  std::ifstream in(std::string(BOUCLE_SOURCE_DIR) + "/locales/" + language + "/sanitization.po", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> all_keys() {
  std::vector<std::string> keys;
  const auto add = [&](const std::string& under, std::string_view code) {
    keys.push_back("sanitization." + under + "." + std::string(code));
  };
  const auto add_all = [&](const std::string& under, const auto& values) {
    for (const auto& value : values) add(under, code(value));
  };
  const auto add_words = [&](const std::string& under, const auto& words) {
    for (const std::string_view word : words) add(under, word);
  };
  add_all("medium", all_media);
  add_all("bus", all_buses);
  add_all("sanitize_state", all_sanitize_states);
  add_all("method", all_methods);
  add_all("preparation", all_preparations);
  add_all("step_end", all_step_ends);
  add_all("content", all_content_classes);
  add_all("decision", std::array{Decision::proceed, Decision::refuse, Decision::destroy});
  add_all("cipher", std::array{Cipher::aes_256_ctr, Cipher::chacha20});
  add_all("level", std::array{Level::none, Level::clear, Level::purge, Level::destruct});
  add_all("verdict", std::array{Verdict::erased, Verdict::erased_with_exceptions, Verdict::failed, Verdict::interrupted,
                                Verdict::destroyed});
  add_words("exception", exception_codes);
  add("exception", "level_too_low");
  add_words("refused", refused_codes);
  add_words("advice", advice_codes);
  add_words("reason", reason_codes);
  add_words("step", std::array{step::identify, step::canaries, step::verify, step::health});
  add_words("record", std::array<std::string_view, 4>{"schema", "missing", "invalid", "unknown"});
  add_words("policy", std::array<std::string_view, 10>{"not_object", "missing", "unknown", "text", "flag", "id",
                                                       "standard", "medium", "level", "too_large"});
  for (const Stop& stop : all_stops()) keys.emplace_back(stop.code);
  keys.emplace_back("sanitization.self_test_failed");
  return keys;
}

TEST(SanitizationTexts, EveryCodeHasItsWords) {
  for (const std::string language : {"fr", "en"}) {
    const std::string texts = catalogue(language);
    for (const std::string& key : all_keys()) {
      EXPECT_FALSE(key.ends_with(".")) << "a value without code";
      const std::size_t at = texts.find("msgid \"" + key + "\"\nmsgstr \"");
      ASSERT_NE(at, std::string::npos) << key << " in " << language;
      EXPECT_NE(texts[texts.find("msgstr \"", at) + 8], '"') << key << " in " << language;
    }
  }
}

}  // namespace
}  // namespace sanitization
