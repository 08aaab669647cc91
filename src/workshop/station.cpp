#include "workshop/station.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace workshop {
namespace {

constexpr std::string_view alphabet =
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's: nothing that two people read differently
constexpr std::string_view signed_words = "boucle-station-enrol-v1 ";
constexpr std::size_t code_length = 25;
constexpr std::size_t most_told = 20;

}  // namespace

std::string code_text(std::string_view random) {
  CHECK(random.size() >= code_length);
  std::string text;
  for (std::size_t i = 0; i < code_length; ++i) {
    if (i != 0 && i % 5 == 0) text.push_back('-');
    text.push_back(alphabet[static_cast<unsigned char>(random[i]) % alphabet.size()]);
  }
  return text;
}

std::string normal_code(std::string_view typed) {
  std::string code;
  for (const char c : base::upper(typed)) {
    if (c == ' ' || c == '-' || c == '\t') continue;
    if (c == 'O')
      code.push_back('0');
    else
      code.push_back(c == 'I' || c == 'L' ? '1' : c);
  }
  return code;
}

std::string enrolment_text(std::string_view public_url, std::string_view code) {
  return std::string(public_url) + "/enrol#" + std::string(code);
}

base::Outcome check_enrolment(const std::string& name, std::int64_t uses, std::int64_t days) {
  if (name.empty()) return base::Refusal{.code = "workshop.station.name_needed", .field = "name"};
  if (name.size() > 64) return base::Refusal{.code = "workshop.station.name_too_long", .field = "name"};
  if (uses < 1 || uses > most_stations_of_a_code)
    return base::Refusal{.code = "workshop.station.bad_uses",
                         .field = "uses",
                         .arguments = {{"most", std::to_string(most_stations_of_a_code)}}};
  if (days < 1 || days > most_days_of_a_code)
    return base::Refusal{.code = "workshop.station.bad_days",
                         .field = "days",
                         .arguments = {{"most", std::to_string(most_days_of_a_code)}}};
  return base::Done{};
}

base::Result<proof::PublicKey> check_possession(const std::string& key, const std::string& signature,
                                                std::string_view code) {
  const auto read = proof::PublicKey::parse(key);
  if (!read.ok()) return base::Refusal{.code = "workshop.station.bad_key", .field = "key"};
  const auto value = base::from_base64(signature);
  if (!value.ok() || value->size() != 64 || !read->verify(std::string(signed_words) + std::string(code), *value))
    return base::Refusal{.code = "workshop.station.bad_proof", .field = "signature"};
  return *read;
}

ChainFaults check_chain(const std::vector<Link>& links) {
  ChainFaults faults;
  std::int64_t last = 0;
  const auto before = [&](std::int64_t sequence, auto from) {  // those of `sequence`, walking back from `from`
    std::vector<const Link*> found;
    for (auto at = from; at != links.begin();) {
      --at;
      if (at->sequence == sequence) found.push_back(&*at);
      if (at->sequence < sequence) break;
    }
    return found;
  };
  for (auto link = links.begin(); link != links.end(); ++link) {
    for (std::int64_t number = last + 1; number < link->sequence; ++number) {
      if (faults.missing.size() == most_told) break;
      faults.missing.push_back(number);
    }
    if (link->sequence > last + 1) faults.missing_count += link->sequence - last - 1;
    if (link->sequence == last && (faults.forks.empty() || faults.forks.back() != last)) faults.forks.push_back(last);
    const auto earlier = before(link->sequence - 1, link);
    const bool named =
        std::any_of(earlier.begin(), earlier.end(), [&](const Link* each) { return each->sha256 == link->previous; });
    if (!earlier.empty() && !named) faults.broken.push_back(link->sequence);
    last = std::max(last, link->sequence);
  }
  return faults;
}

}  // namespace workshop
