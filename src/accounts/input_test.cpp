#include "accounts/input.hpp"

#include <gtest/gtest.h>

namespace accounts {
namespace {

http::Request form(const std::vector<std::pair<std::string, std::string>>& fields) {
  http::Request request;
  for (const auto& [name, value] : fields) request.form.add(name, value);
  return request;
}

http::Request json(const std::string& text) {
  http::Request request;
  request.headers.emplace("content-type", "application/json; charset=utf-8");
  request.body = text;
  return request;
}

TEST(Input, FormAndJsonSayTheSame) {
  const auto a = Input::read(form({{"name", "  Léa\t"},
                                   {"tests.ram", "pass"},
                                   {"exceptions", "bad_sectors"},
                                   {"exceptions", "hpa"},
                                   {"n", "12"},
                                   {"ok", "on"}}));
  const auto b = Input::read(
      json(R"({"name":" Léa ","tests":{"ram":"pass"},"exceptions":["bad_sectors","hpa"],"n":12,"ok":true})"));
  for (const auto& input : {a, b}) {
    ASSERT_TRUE(input.ok());
    EXPECT_EQ(input->text("name"), "Léa");
    EXPECT_EQ(input->under("tests."), (std::map<std::string, std::string>{{"ram", "pass"}}));
    EXPECT_EQ(input->all("exceptions"), (std::vector<std::string>{"bad_sectors", "hpa"}));
    EXPECT_EQ(input->integer("n").value(), 12);
    EXPECT_TRUE(input->yes("ok"));
    EXPECT_FALSE(input->yes("absent"));
    EXPECT_EQ(input->required("absent").refusal().field, "absent");
    EXPECT_EQ(input->integer("name").refusal().code, "accounts.input.not_a_number");
  }
}

TEST(Input, RefusesWhatIsNoObject) {
  EXPECT_EQ(Input::read(json("[1]")).refusal().code, "accounts.input.not_an_object");
  const auto broken = Input::read(json("{\"a\":1,\n\"b\":}"));
  EXPECT_EQ(broken.refusal().code, "base.not_json");
  EXPECT_EQ(broken.refusal().line, 2);
  EXPECT_EQ(Input::read(form({{"a", std::string(65 * 1024, 'x')}})).refusal().code, "accounts.input.too_long");
}

TEST(Input, RefusesSocialSecurityNumbers) {
  // A number of nobody: month 99 does not exist; only its key is right (97 - body % 97).
  const std::string body = "2999975123456";
  const auto key = 97 - 2999975123456LL % 97;
  const std::string digits = std::to_string(key);
  const std::string number = body + (digits.size() < 2 ? "0" + digits : digits);
  const std::string spaced = "2 99 99 75 123 456 " + number.substr(13);
  for (const auto& text : {number, spaced, "né le 3, " + spaced + ", merci"}) {
    EXPECT_EQ(Input::read(form({{"note", text}})).refusal().code, "accounts.input.social_security_number") << text;
    EXPECT_EQ(Input::read(json("{\"note\":\"" + text + "\"}")).refusal().field, "note") << text;
  }
  const auto corsican = 97 - 2999919123456LL % 97;  // 2A counts as 19
  EXPECT_TRUE(holds_social_security_number("2 99 99 2A 123 456 " + std::string(corsican < 10 ? "0" : "") +
                                           std::to_string(corsican)));
  std::string wrong = number;
  wrong[14] = wrong[14] == '9' ? '0' : static_cast<char>(wrong[14] + 1);
  for (const std::string& text :
       {wrong, std::string("353456789012345"), std::string("PF2N4KQX 29999751234"), number + "7"})
    EXPECT_FALSE(holds_social_security_number(text)) << text;
}

}  // namespace
}  // namespace accounts
