// libcurl is here only.
#include "jobs/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"

namespace jobs {
namespace {

struct Reading {
  const std::string& text;
  std::size_t at = 0;
};

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& reading = *static_cast<Reading*>(user);
  const std::size_t length = std::min(size * count, reading.text.size() - reading.at);
  std::memcpy(buffer, reading.text.data() + reading.at, length);
  reading.at += length;
  return length;
}

struct EasyDelete {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDelete {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// The same machine needs no TLS: the bytes never leave it.
bool is_local(std::string_view url) {
  const auto host = url.substr(url.find("://") + 3);
  return host.starts_with("127.0.0.1") || host.starts_with("localhost") || host.starts_with("[::1]");
}

}  // namespace

bool is_address(std::string_view address) {
  const auto at = address.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
         address.find('@', at + 1) == std::string_view::npos && address.size() <= 254 && address[0] != '-' &&
         std::all_of(address.begin(), address.end(), [](char c) {
           return c > ' ' && c != '<' && c != '>' && c != '"' && c != ',' && c != ';' && c != '\x7f';
         });
}

std::string sender_address(std::string_view from) {
  const auto open = from.find('<');
  if (open == std::string_view::npos) return base::trim(from);
  return base::trim(from.substr(open + 1, from.find('>', open) - open - 1));
}

base::Result<Smtp> read_smtp(const std::string& url, const std::string& from, const std::string& user,
                             const std::string& password_file) {
  if ((!url.starts_with("smtp://") && !url.starts_with("smtps://")) || url.ends_with("://"))
    return base::Refusal{.code = "jobs.smtp.bad_url", .field = "smtp", .arguments = {{"url", url}}};
  if (!is_address(sender_address(from)) || from.find_first_of("\r\n") != std::string::npos)
    return base::Refusal{.code = "jobs.smtp.bad_sender", .field = "smtp-from", .arguments = {{"from", from}}};
  Smtp smtp{.url = url, .from = base::trim(from), .user = user};
  if (user.empty()) return smtp;
  if (password_file.empty()) return base::Refusal{.code = "jobs.smtp.no_password", .field = "smtp-password-file"};
  std::ifstream file(password_file);
  if (!std::getline(file, smtp.password) || base::trim(smtp.password).empty())
    return base::Refusal{
        .code = "jobs.smtp.password_file", .field = "smtp-password-file", .arguments = {{"file", password_file}}};
  smtp.password = base::trim(smtp.password);
  return smtp;
}

Delivery deliver(const Smtp& smtp, const std::string& recipient, const std::string& message) {
  const std::unique_ptr<CURL, EasyDelete> handle(curl_easy_init());
  const std::unique_ptr<curl_slist, ListDelete> recipients(curl_slist_append(nullptr, ("<" + recipient + ">").c_str()));
  if (!handle || !recipients) throw std::bad_alloc();
  Reading reading{.text = message};
  std::array<char, CURL_ERROR_SIZE> words{};
  CURL* curl = handle.get();
  const std::string sender = "<" + sender_address(smtp.from) + ">";
  curl_easy_setopt(curl, CURLOPT_URL, smtp.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 30L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words.data());
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
  // A password never travels in the clear between machines.
  const bool must_encrypt = !smtp.user.empty() && !is_local(smtp.url);
  curl_easy_setopt(curl, CURLOPT_USE_SSL, must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY);
  if (!smtp.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, smtp.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, smtp.password.c_str());
  }
  const CURLcode result = curl_easy_perform(curl);
  if (result == CURLE_OK) return {.taken = true};
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  std::string error = words[0] != '\0' ? words.data() : curl_easy_strerror(result);
  // 530, 534 and 535 speak of our password, 554 as a greeting of the server's state: those can be mended; the letter is not at fault.
  const bool about_letter = answer >= 550 && answer <= 553;
  return {.refused_for_good = about_letter, .error = base::shorten(base::printable(error), 300)};
}

}  // namespace jobs
