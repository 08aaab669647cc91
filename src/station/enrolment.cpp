#include "station/enrolment.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "station/delivery.hpp"

namespace station {
namespace {

constexpr std::string_view page_of_codes = "/enrol#";
constexpr std::string_view path_of_enrolment = "/api/v1/stations/enrol";
constexpr std::string_view signed_words = "boucle-station-enrol-v1 ";  // not a key

bool is_code(std::string_view code) {
  return code.size() >= 4 && code.size() <= 128 && std::ranges::all_of(code, [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
         });
}

std::string text_at(const boost::json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

base::Result<Invitation> read_invitation(std::string_view text, std::string_view code) {
  std::string address = base::trim(text);
  std::string given = base::trim(code);
  if (const auto at = address.find(page_of_codes); at != std::string::npos && given.empty()) {
    given = address.substr(at + page_of_codes.size());
    address.resize(at);
  }
  if (!is_code(given)) return base::Refusal{.code = "station.enrol.bad_text"};
  TRY(url, check_address(address));
  return Invitation{.url = url, .code = given};
}

base::Result<Enrolment> enrol(State& state, const Invitation& invitation, const std::string& name,
                              std::string_view language) {
  const boost::json::object asked = {
      {"code", invitation.code},
      {"name", name},
      {"key", state.key().public_key().multibase()},
      {"signature", base::to_base64(state.key().sign(std::string(signed_words) + invitation.code))}};
  const Server server{.url = invitation.url + std::string(path_of_enrolment), .language = std::string(language)};
  const auto answer = post(server, boost::json::serialize(asked));
  if (answer.status == 0)
    return base::Refusal{.code = "station.enrol.no_answer", .arguments = {{"reason", answer.failure}}};
  if (answer.status != 200 && answer.status != 201)
    return base::Refusal{.code = "station.enrol.refused", .arguments = {{"sentence", sentence_of(answer)}}};
  const auto value = base::parse_json(answer.body);
  if (!value.ok() || !value->is_object()) return base::Refusal{.code = "station.enrol.not_boucle"};
  const auto& object = value->as_object();
  const Enrolment enrolment{.url = invitation.url,
                            .token = text_at(object, "token"),
                            .name = text_at(object, "name"),
                            .organisation = text_at(object, "organisation"),
                            .trust = text_at(object, "trust")};
  if (enrolment.token.empty() || enrolment.name.empty()) return base::Refusal{.code = "station.enrol.not_boucle"};
  TRY_DONE(state.keep_enrolment(enrolment));
  return enrolment;
}

}  // namespace station
