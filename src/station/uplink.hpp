#pragma once
// The requests that the station makes: its reports, and once its enrolment.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace station {

/// Where reports go, and by which right.
struct Server {
  std::string url = {};       ///< of the reports: https://boucle.exemple.fr/api/v1/station-reports
  std::string token = {};     ///< bearer token (`boucle token create`)
  std::string language = {};  ///< "fr" or "en": the server's sentences are shown to the person at the bench
};

/// What people open in their browser, without a slash at the end; refuses anything but http(s) without name, password, query or
/// fragment ("station.server.bad_url").
base::Result<std::string> check_address(const std::string& address);

/// `address` is what people open in their browser (https://boucle.exemple.fr); refuses anything but http(s) without name or
/// password in it ("station.server.bad_url"). `token_file` is the file's content: one word ("station.server.bad_token").
base::Result<Server> make_server(const std::string& address, std::string_view token_file, std::string_view language);

struct Answer {
  int status = 0;         ///< 0: no answer; `failure` then tells why
  std::string body = {};  ///< at most 64 KiB of it
  std::optional<std::chrono::seconds> retry_after = {};
  std::string failure = {};  ///< in the words of libcurl, in English
};

/// POST of a JSON body; `server.url` is the whole address, and without a token none is sent. At most 10 s to connect and 120 s in all.
/// Follows no redirection: the token is for this server only.
Answer post(const Server& server, const base::Bytes& body);

}  // namespace station
