#include "station/uplink.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"

namespace station {
namespace {

constexpr std::size_t largest_answer = std::size_t{64} * 1024;
constexpr std::string_view path_of_reports = "/api/v1/station-reports";

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Address = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

/// libcurl calls it for each piece of the answer; what is too long is received and forgotten.
std::size_t keep_answer(const char* bytes, std::size_t size, std::size_t count, void* kept) {
  auto& body = *static_cast<std::string*>(kept);
  body.append(bytes, std::min(size * count, largest_answer - body.size()));
  return size * count;
}

Headers make_headers(const Server& server) {
  Headers headers(nullptr, &curl_slist_free_all);
  for (const char* line : {"Content-Type: application/json", "Accept: application/json, application/problem+json"}) {
    headers.reset(curl_slist_append(headers.release(), line));
  }
  if (!server.token.empty())
    headers.reset(curl_slist_append(headers.release(), ("Authorization: Bearer " + server.token).c_str()));
  headers.reset(curl_slist_append(headers.release(), ("Accept-Language: " + server.language).c_str()));
  headers.reset(curl_slist_append(headers.release(), "Expect:"));
  return headers;
}

bool is_part_present(CURLU* address, CURLUPart part) {
  char* text = nullptr;
  const bool present = curl_url_get(address, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return present;
}

}  // namespace

base::Result<std::string> check_address(const std::string& address) {
  const base::Refusal bad_url{.code = "station.server.bad_url", .arguments = {{"url", address}}};
  const Address parsed(curl_url(), &curl_url_cleanup);
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK) return bad_url;
  if (!address.starts_with("http://") && !address.starts_with("https://")) return bad_url;
  for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (is_part_present(parsed.get(), part)) return bad_url;
  }
  std::string url = address;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

base::Result<Server> make_server(const std::string& address, std::string_view token_file, std::string_view language) {
  TRY(url, check_address(address));
  const std::string token = base::trim(token_file);
  const bool word = std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; });
  if (token.empty() || token.size() > 4096 || !word) return base::Refusal{.code = "station.server.bad_token"};
  return Server{.url = url + std::string(path_of_reports), .token = token, .language = std::string(language)};
}

Answer post(const Server& server, const base::Bytes& body) {
  Answer answer;
  const Handle curl(curl_easy_init(), &curl_easy_cleanup);
  const Headers headers = make_headers(server);
  if (!curl || !headers) {
    answer.failure = curl_easy_strerror(CURLE_OUT_OF_MEMORY);
    return answer;
  }
  std::array<char, CURL_ERROR_SIZE> failure{};
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, failure.data());
  curl_easy_setopt(curl.get(), CURLOPT_URL, server.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 120L);
  curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, "boucle-station/" BOUCLE_VERSION);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_POST, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &keep_answer);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  const CURLcode result = curl_easy_perform(curl.get());
  if (result != CURLE_OK) {
    answer.failure = failure[0] != '\0' ? failure.data() : curl_easy_strerror(result);
    answer.body.clear();
    return answer;
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  curl_off_t wait = 0;
  if (curl_easy_getinfo(curl.get(), CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
    answer.retry_after = std::chrono::seconds(wait);
  return answer;
}

}  // namespace station
