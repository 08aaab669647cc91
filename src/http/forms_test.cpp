#include <gtest/gtest.h>

#include "http/parts.hpp"

namespace http {
namespace {

std::string code_of(const base::Result<Form>& form) { return form ? "accepted" : form.refusal().code; }

constexpr auto urlencoded = "application/x-www-form-urlencoded; charset=UTF-8";
constexpr auto multipart = "multipart/form-data; boundary=xyz";

TEST(Url, EncodesAndDecodes) {
  EXPECT_EQ(url_encode("pièce n° 1/2"), "pi%C3%A8ce%20n%C2%B0%201%2F2");
  EXPECT_EQ(url_decode("pi%C3%A8ce+a", true), "pièce a");
  EXPECT_EQ(url_decode("a+b", false), "a+b");
  for (const auto* bad : {"%", "%4", "%4g", "a%"}) EXPECT_EQ(url_decode(bad, false), std::nullopt) << bad;
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(url_decode(url_encode(all), true), all);
}

TEST(Query, KeepsOrderRepeatsAndEmptyValues) {
  const auto query = parse_query("a=1&b=&a=2&c&&=x&d=100%&e=%zz&f=1=2");
  EXPECT_EQ(query.all("a"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(query.find("b"), "");
  EXPECT_EQ(query.find("c"), "");
  EXPECT_EQ(query.find("absent"), std::nullopt);
  EXPECT_EQ(query.get("d"), "100%");
  EXPECT_EQ(query.get("e"), "%zz");
  EXPECT_EQ(query.get("f"), "1=2");
  EXPECT_EQ(parse_query("a=%ff&b=1").entries().size(), 1U);
}

TEST(Urlencoded, NamesTheFieldThatIsNotText) {
  const auto latin1 = parse_form(urlencoded, "ok=1&city=Bor%E9al");
  EXPECT_EQ(code_of(latin1), "http.form.not_text");
  EXPECT_EQ(latin1.refusal().field, "city");
  EXPECT_EQ(code_of(parse_form(urlencoded, "a=%00")), "http.form.not_text");
  EXPECT_EQ(code_of(parse_form(urlencoded, "%ff=1")), "http.form.bad_name");
  EXPECT_EQ(code_of(parse_form(urlencoded, std::string(200, 'n') + "=1")), "accepted");
  EXPECT_EQ(code_of(parse_form(urlencoded, std::string(201, 'n') + "=1")), "http.form.name_too_long");
  EXPECT_EQ(code_of(parse_form("text/plain", "a=1")), "http.form.unsupported_type");
}

TEST(Urlencoded, TakesTwoThousandFields) {
  std::string body;
  for (int i = 0; i < 2000; ++i) body += "f" + std::to_string(i) + "=1&";
  EXPECT_EQ(parse_form(urlencoded, body).value().fields.entries().size(), 2000U);
  EXPECT_EQ(code_of(parse_form(urlencoded, body + "more=1")), "http.form.too_many_fields");
}

std::string part(const std::string& disposition, const std::string& content, const std::string& type = "") {
  return "--xyz\r\nContent-Disposition: form-data; " + disposition + "\r\n" +
         (type.empty() ? "" : "content-type: " + type + "\r\n") + "\r\n" + content + "\r\n";
}

TEST(Multipart, ReadsFieldsAndFiles) {
  const std::string bytes("\x00\r\n--xy\r\n\xff end\r\n", 16);
  const auto form =
      parse_form(multipart, "preamble\r\n" + part("name=\"title\"", "Été") +
                                part("name=photo; filename=\"C:\\images\\écran.jpg\"", bytes, "image/jpeg") +
                                part("name=\"none\"; filename=\"\"", "") + part("name=\"a%22b\\\"c\"", "x") +
                                "--xyz--\r\nepilogue");
  ASSERT_TRUE(form.ok()) << form.refusal().code;
  EXPECT_EQ(form->fields.get("title"), "Été");
  EXPECT_EQ(form->fields.get("a\"b\"c"), "x");
  ASSERT_EQ(form->uploads.size(), 1U);
  EXPECT_EQ(form->uploads[0].field, "photo");
  EXPECT_EQ(form->uploads[0].file_name, "écran.jpg");
  EXPECT_EQ(form->uploads[0].content_type, "image/jpeg");
  EXPECT_EQ(form->uploads[0].bytes, bytes);
}

TEST(Multipart, QuotedBoundaryAndEmptyForm) {
  EXPECT_EQ(code_of(parse_form("Multipart/Form-Data; charset=utf-8; boundary=\"xyz\"", "--xyz--")), "accepted");
  EXPECT_EQ(parse_form("multipart/form-data; boundary=\"a b\"",
                       "--a b\r\nContent-Disposition: form-data; "
                       "name=n\r\n\r\n1\r\n--a b--")
                .value()
                .fields.get("n"),
            "1");
}

TEST(Multipart, CleansFileNames) {
  const auto name = [](const std::string& sent) {
    return parse_form(multipart, part("name=f; filename=\"" + sent + "\"", "x") + "--xyz--")
        .value()
        .uploads[0]
        .file_name;
  };
  EXPECT_EQ(name("../../etc/passwd"), "passwd");
  EXPECT_EQ(name(".."), "file");
  EXPECT_EQ(name("a%0Ab"), "ab");
  EXPECT_EQ(name("caf\xe9.txt"), "café.txt");
  EXPECT_LE(name(std::string(150, 'a') + std::string(150, 'b')).size(), 200U);
}

TEST(Multipart, RefusesWhatIsDamaged) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "http.form.truncated"},
      {"--xyz", "http.form.truncated"},
      {"--xyz\r\n", "http.form.truncated"},
      {"nothing here", "http.form.truncated"},
      {part("name=\"a\"", "1"), "http.form.truncated"},
      {"--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\nno end", "http.form.truncated"},
      {"--xyz\r\n\r\nno headers\r\n--xyz--", "http.form.bad_part"},
      {part("filename=\"a\"", "1") + "--xyz--", "http.form.bad_part"},
      {"--xyz\r\nX: " + std::string(9000, 'x') + "\r\n\r\n1\r\n--xyz--", "http.form.bad_part"},
      {part("name=\"a\"", "\xff") + "--xyz--", "http.form.not_text"},
      {part("name=\"" + std::string(201, 'a') + "\"", "1") + "--xyz--", "http.form.name_too_long"},
  };
  for (const auto& [body, code] : cases) EXPECT_EQ(code_of(parse_form(multipart, body)), code) << body.substr(0, 60);
  EXPECT_EQ(code_of(parse_form("multipart/form-data", "--xyz--")), "http.form.bad_boundary");
  EXPECT_EQ(code_of(parse_form("multipart/form-data; boundary=" + std::string(71, 'b'), "")), "http.form.bad_boundary");
}

TEST(Multipart, BoundsTheNumberOfParts) {
  std::string fields;
  std::string files;
  for (int i = 0; i < 2001; ++i) fields += part("name=a", "1");
  for (int i = 0; i < 101; ++i) files += part("name=a; filename=b", "1");
  EXPECT_EQ(code_of(parse_form(multipart, fields + "--xyz--")), "http.form.too_many_fields");
  EXPECT_EQ(code_of(parse_form(multipart, files + "--xyz--")), "http.form.too_many_uploads");
}

}  // namespace
}  // namespace http
