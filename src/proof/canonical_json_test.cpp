#include "proof/canonical_json.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <boost/json.hpp>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace proof {
namespace {

namespace json = boost::json;

std::string written(const json::value& value) {
  const auto bytes = to_canonical(value);
  return bytes ? *bytes : bytes.refusal().code;
}

std::string again(std::string_view text) {
  const auto value = parse_strict(text);
  return value ? written(*value) : value.refusal().code;
}

TEST(CanonicalNumber, Rfc8785AppendixB) {
  const std::vector<std::pair<std::uint64_t, std::string>> samples{
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& [bits, text] : samples) {
    const auto number = canonical_number(std::bit_cast<double>(bits));
    ASSERT_TRUE(number.ok());
    EXPECT_EQ(*number, text);
    EXPECT_EQ(again(text), text) << "read and written again";
  }
  EXPECT_FALSE(canonical_number(std::bit_cast<double>(std::uint64_t{0x7fffffffffffffff})).ok());
  EXPECT_FALSE(canonical_number(std::bit_cast<double>(std::uint64_t{0x7ff0000000000000})).ok());
}

TEST(CanonicalNumber, AnyDoubleComesBackExactly) {
  std::mt19937_64 random(8785);
  for (int i = 0; i < 20000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!(std::abs(number) <= std::numeric_limits<double>::max())) continue;
    const auto text = canonical_number(number);
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(std::strtod(text->c_str(), nullptr), number) << *text;
    EXPECT_EQ(again(*text), *text);
  }
}

TEST(CanonicalNumber, IntegersAreExactOrRefused) {
  EXPECT_EQ(written(std::int64_t{9007199254740992}), "9007199254740992");
  EXPECT_EQ(written(std::int64_t{-9007199254740992}), "-9007199254740992");
  EXPECT_EQ(written(std::int64_t{9007199254740993}), "proof.json.number_not_exact");
  EXPECT_EQ(written(std::int64_t{-9007199254740993}), "proof.json.number_not_exact");
  EXPECT_EQ(written(std::uint64_t{9007199254740992}), "9007199254740992");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "proof.json.number_not_exact");
}

TEST(Canonical, Rfc8785Sample) {
  const json::value sample{{"numbers", {333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001}},
                           {"string", "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/"},
                           {"literals", {nullptr, true, false}}};
  EXPECT_EQ(written(sample), R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
                             "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(Canonical, Rfc8785Sorting) {
  const std::string text = R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
    "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})";
  EXPECT_EQ(
      again(text),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"\u00f6\":\"Latin Small Letter O With "
      "Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\U0001F600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet "
      "With Dagesh\"}");
}

TEST(Canonical, SortsAPrefixFirstAndNestedObjectsToo) {
  EXPECT_EQ(again(R"({"ab":1,"a":{"z":[],"y":{}},"":0})"), R"({"":0,"a":{"y":{},"z":[]},"ab":1})");
}

TEST(Canonical, LeavesOutOneMember) {
  const auto value = parse_strict(R"({"signature":1,"proof":{"signature":2,"key":3},"x":{"signature":4}})");
  const auto bytes = to_canonical_without(value->as_object(), "proof", "signature");
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*bytes, R"({"proof":{"key":3},"signature":1,"x":{"signature":4}})");
}

TEST(Canonical, RefusesWhatCannotBeReadBack) {
  EXPECT_EQ(written(json::value(json::string("\xC3"))), "proof.json.not_utf8");
  EXPECT_EQ(written(json::value(json::string("\xED\xA0\x80"))), "proof.json.not_utf8") << "a surrogate";
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "proof.json.number_not_exact");
  json::value deep = nullptr;
  for (int i = 0; i < 65; ++i) deep = json::array{deep};
  EXPECT_EQ(written(deep), "proof.json.too_deep");
  EXPECT_EQ(written(deep.as_array()[0]), std::string(64, '[') + "null" + std::string(64, ']'));
}

TEST(ParseStrict, ReadsWholeNumbersAsIntegers) {
  for (const std::string text : {"100", "1e2", "100.0", "1.00E+2", "10000e-2"}) {
    const auto value = parse_strict(text);
    ASSERT_TRUE(value.ok()) << text;
    EXPECT_EQ(value->as_int64(), 100) << text;
  }
  EXPECT_EQ(parse_strict("-9007199254740992")->as_int64(), -9007199254740992);
  EXPECT_EQ(again("-0"), "0");
  EXPECT_EQ(again("0e99999"), "0");
  EXPECT_EQ(again("-0.0000000000000000000000000000000"), "0");
}

TEST(ParseStrict, Refuses) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "broken"},
      {"{", "broken"},
      {"{\"a\":1", "broken"},
      {"1 2", "broken"},
      {"{}x", "broken"},
      {"{\"a\":1,}", "broken"},
      {"// note\n1", "broken"},
      {"\"\xC3\"", "broken"},
      {"\"\xED\xA0\x80\"", "broken"},
      {"\"\xC0\x80\"", "broken"},
      {"\"\xF4\x90\x80\x80\"", "broken"},
      {"\"\\ud83d\"", "broken"},
      {"\"\\ude00\"", "broken"},
      {"\"\\ud83d\\u0041\"", "broken"},
      {"\"a\nb\"", "broken"},
      {"\xEF\xBB\xBF{}", "broken"},
      {"01", "broken"},
      {"+1", "broken"},
      {"1.", "broken"},
      {"NaN", "broken"},
      {std::string("1\0", 2), "broken"},
      {"{\"a\":1,\"b\":2,\"a\":1}", "duplicate_key"},
      {"[{\"x\":{\"a\":1,\"\\u0061\":2}}]", "duplicate_key"},
      {"9007199254740993", "number_not_exact"},
      {"18446744073709551615", "number_not_exact"},
      {"333333333.33333329", "number_not_exact"},
      {"0.1000000000000000000001", "number_not_exact"},
      {"1e309", "number_not_exact"},
      {"1e-400", "number_not_exact"},
      {std::string(65, '[') + std::string(65, ']'), "too_deep"},
      {std::string(100000, '['), "too_deep"},
      {std::string(largest_json_bytes + 1, ' '), "too_large"},
  };
  for (const auto& [text, code] : cases) {
    const auto value = parse_strict(text);
    ASSERT_FALSE(value.ok()) << text.substr(0, 80);
    EXPECT_EQ(value.refusal().code, "proof.json." + code) << text.substr(0, 80);
  }
  EXPECT_TRUE(parse_strict(std::string(64, '[') + std::string(64, ']')).ok());
}

TEST(ParseStrict, SaysWhere) {
  const auto broken = parse_strict("{\n \"a\": 1,\n \"b\": }\n");
  EXPECT_EQ(broken.refusal().line, 3);
  const auto twice = parse_strict("{\n\"clé\": 1,\n\"clé\": 2}");
  EXPECT_EQ(twice.refusal().arguments.at("key"), "clé");
  EXPECT_EQ(twice.refusal().line, 3);
  EXPECT_EQ(parse_strict("[1,\n1e999]").refusal().arguments.at("number"), "1e999");
}

TEST(ParseStrict, LongTextsAndKeys) {
  const std::string key(5000, 'k');
  const std::string text = "{\"" + key + "\":\"" + std::string(100000, 'v') + "\"}";
  EXPECT_EQ(again(text), text);
}

TEST(IsCanonical, OnlyTheExactBytes) {
  EXPECT_TRUE(is_canonical(R"({"a":1,"b":[1.5,"é"]})"));
  for (const std::string text :
       {R"({"b":1,"a":1})", R"({"a": 1})", R"({"a":1.0})", R"(["\u00e9"])", "1\n", R"(["\/"])", "-0"})
    EXPECT_FALSE(is_canonical(text)) << text;
}

}  // namespace
}  // namespace proof
