#include "station/delivery.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <thread>

#include "base/json.hpp"
#include "base/text.hpp"

namespace station {
namespace {

constexpr std::size_t longest_sentence = 500;

bool is_worth_another_try(const Answer& answer) {
  return answer.status == 0 || answer.status == 408 || answer.status == 429 || answer.status >= 500;
}

/// The detail of a problem document (RFC 9457), with what it says of each field.
std::string problem_sentence(const boost::json::object& problem) {
  std::string sentence;
  for (const char* member : {"detail", "title"}) {
    const auto* text = problem.if_contains(member);
    if (sentence.empty() && text != nullptr && text->is_string()) sentence = std::string(text->as_string());
  }
  const auto* errors = problem.if_contains("errors");
  if (errors == nullptr || !errors->is_array()) return sentence;
  for (const auto& error : errors->as_array()) {
    const auto* detail = error.is_object() ? error.as_object().if_contains("detail") : nullptr;
    if (detail == nullptr || !detail->is_string() ||
        sentence.find(std::string_view(detail->as_string())) != std::string::npos)
      continue;
    sentence += (sentence.empty() ? "" : " ") + std::string(detail->as_string());
  }
  return sentence;
}

Delivery send_one(const ReportId& id, const base::Bytes& report, const Server& server, const Patience& patience,
                  const BeforeWaiting& before_waiting) {
  for (int attempt = 1;; ++attempt) {
    const Answer answer = post(server, report);
    const Delivery delivery{
        .id = id, .fate = judge(answer, id), .status = answer.status, .sentence = sentence_of(answer)};
    if (delivery.fate != Fate::postponed || attempt >= patience.attempts) return delivery;
    const auto delay = delay_after(attempt, answer, patience);
    before_waiting(delivery.sentence, delay);
    std::this_thread::sleep_for(delay);
  }
}

base::Outcome settle(Spool& spool, const Delivery& delivery) {
  switch (delivery.fate) {
    case Fate::accepted:
      return spool.clear(delivery.id);
    case Fate::refused:
      return spool.refuse(delivery.id,
                          {.status = delivery.status, .sentence = delivery.sentence, .at = base::system_now()});
    case Fate::not_admitted:
    case Fate::postponed:
      break;
  }
  return base::Done{};
}

}  // namespace

Fate judge(const Answer& answer, const ReportId& id) {
  if (is_worth_another_try(answer)) return Fate::postponed;
  if (answer.status == 200 || answer.status == 201) {
    return answer.body.find(id.text()) != std::string::npos ? Fate::accepted : Fate::not_admitted;
  }
  const bool about_the_station = answer.status < 400 || answer.status == 401 || answer.status == 403 ||
                                 answer.status == 404 || answer.status == 405;
  return about_the_station ? Fate::not_admitted : Fate::refused;
}

std::string sentence_of(const Answer& answer) {
  if (answer.status == 0) return base::printable(answer.failure);
  const auto body = base::parse_json(answer.body);
  std::string sentence;
  if (body.ok() && body->is_object()) sentence = problem_sentence(body->as_object());
  if (sentence.empty()) sentence = base::to_utf8(answer.body);
  std::string line = base::trim(base::printable(sentence));
  std::ranges::replace(line, '\n', ' ');
  return base::shorten(line, longest_sentence);
}

std::chrono::milliseconds delay_after(int attempt, const Answer& answer, const Patience& patience) {
  std::chrono::milliseconds delay = patience.first_delay;
  for (int i = 1; i < attempt && delay < patience.longest_delay; ++i) delay *= 2;
  if (answer.retry_after)
    delay = std::max(delay, std::chrono::milliseconds(std::min(*answer.retry_after, std::chrono::seconds(3600))));
  return std::min(delay, patience.longest_delay);
}

base::Result<std::vector<Delivery>> deliver(Spool& spool, const Server& server, const Patience& patience,
                                            const BeforeWaiting& before_waiting) {
  TRY(waiting, spool.waiting());
  std::vector<Delivery> deliveries;
  for (const auto& report : waiting) {
    const auto bytes = spool.read(report.id);
    if (!bytes.ok()) {
      // Sent by another program meanwhile; a file that is there and cannot be read is told.
      std::error_code error;
      if (!std::filesystem::exists(spool.file_of(report.id), error)) continue;
      return bytes.refusal();
    }
    Delivery delivery = send_one(report.id, *bytes, server, patience, before_waiting);
    TRY_DONE(settle(spool, delivery));
    const bool stop = delivery.fate == Fate::not_admitted || (delivery.fate == Fate::postponed && delivery.status == 0);
    deliveries.push_back(std::move(delivery));
    if (stop) break;
  }
  return deliveries;
}

}  // namespace station
