#include "engine/story.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.hpp"

namespace engine {
namespace {

using sanitization::Step;
using sanitization::StepEnd;

constexpr std::uint64_t largest_number = std::uint64_t{1} << 53;
constexpr std::size_t most_areas = 2048, most_steps = 100000, key_bytes = 32;

/// Members of an entry; what is missing or wrong makes the whole entry unknown.
class Fields {
 public:
  explicit Fields(const boost::json::object& object) : object_(object) {}

  bool good() const { return good_; }
  void refuse() { good_ = false; }
  bool has(std::string_view name) const { return object_.if_contains(name) != nullptr; }
  const boost::json::value& value(std::string_view name) {
    static const boost::json::value none;
    const auto* found = object_.if_contains(name);
    good_ = good_ && found != nullptr;
    return found != nullptr ? *found : none;
  }
  std::string text(std::string_view name) {
    const auto& found = value(name);
    good_ = good_ && found.is_string();
    return found.is_string() ? std::string(found.as_string()) : std::string();
  }
  bool flag(std::string_view name) {
    const auto& found = value(name);
    good_ = good_ && found.is_bool();
    return found.is_bool() && found.as_bool();
  }
  std::uint64_t number(std::string_view name) { return to_number(value(name)); }
  std::uint64_t number_or_zero(std::string_view name) { return has(name) ? number(name) : 0; }
  std::uint64_t to_number(const boost::json::value& found) {
    boost::system::error_code error;
    const auto taken = found.is_number() ? found.to_number<std::uint64_t>(error) : largest_number + 1;
    good_ = good_ && !error && taken <= largest_number;
    return good_ ? taken : 0;
  }
  base::Instant time(std::string_view name) {
    const auto parsed = base::parse_rfc3339(text(name));
    good_ = good_ && parsed.ok();
    return parsed.value_or(base::Instant());
  }
  base::Bytes key(std::string_view name) {
    const auto parsed = base::from_hex(text(name));
    good_ = good_ && parsed.ok() && parsed->size() == key_bytes;
    return good_ ? *parsed : base::Bytes(key_bytes, '\0');
  }
  template <typename T>
  T choice(std::string_view name, std::optional<T> (*from)(std::string_view)) {
    const auto found = from(text(name));
    good_ = good_ && found.has_value();
    return found.value_or(T{});
  }
  template <typename T>
  T taken(base::Result<T> result) {
    good_ = good_ && result.ok();
    return std::move(result).value_or(T{});
  }
  Ranges ranges(std::string_view name) {
    Ranges all;
    if (!has(name)) return all;
    for (const auto& one : list(name, sanitization::most_ranges)) {
      good_ = good_ && one.is_array() && one.as_array().size() == 2;
      if (!good_) return all;
      add_range(all, {.offset = to_number(one.as_array()[0]), .bytes = to_number(one.as_array()[1])});
    }
    return all;
  }
  const boost::json::array& list(std::string_view name, std::size_t most) {
    static const boost::json::array none;
    const auto& found = value(name);
    good_ = good_ && found.is_array() && found.as_array().size() <= most;
    return good_ ? found.as_array() : none;
  }
  std::map<std::string, std::string> parameters() {
    std::map<std::string, std::string> all;
    const auto& found = value("parameters");
    good_ = good_ && found.is_object();
    if (!good_) return all;
    for (const auto& [name, text] : found.as_object()) {
      good_ = good_ && text.is_string();
      if (good_) all[std::string(name)] = std::string(text.as_string());
    }
    return all;
  }

 private:
  const boost::json::object& object_;
  bool good_ = true;
};

std::optional<sanitization::Cipher> cipher_from_code(std::string_view text) {
  for (const auto cipher : {sanitization::Cipher::aes_256_ctr, sanitization::Cipher::chacha20})
    if (code(cipher) == text) return cipher;
  return {};
}

void take_origin(Story& story, Fields& fields) {
  if (!fields.has("machine")) return;  // a journal of an earlier version
  story.origin = {.item_number = fields.text("item_number"),
                  .operator_code = fields.text("operator"),
                  .machine = fields.flag("machine")};
}

void begin(Story& story, Fields& fields) {
  if (!story.record.id.empty() || fields.number("version") != 1) return fields.refuse();
  auto& record = story.record;
  record.id = fields.text("id");
  record.policy = fields.taken(sanitization::policy_from_json(fields.value("policy")));
  record.before = fields.taken(sanitization::drive_facts_from_json(fields.value("facts")));
  record.confirmed_by = fields.text("confirmed_by");
  record.practice = fields.flag("practice");
  take_origin(story, fields);
  record.started = fields.time("at");
  record.stopped = true;  // until the end is written
  story.cipher = fields.choice<sanitization::Cipher>("cipher", cipher_from_code);
  story.key = fields.key("key");
  story.canary_key = fields.key("canary_key");
  if (record.id.empty() || record.confirmed_by.empty()) fields.refuse();
}

void close_step(Story& story, StepEnd end, base::Instant at) {
  if (!story.open) return;
  Step step = *std::exchange(story.open, std::nullopt);
  step.end = end;
  step.ended = at;
  const auto method = sanitization::method_from_code(step.what);
  if (method && end == StepEnd::done) story.method_done = true;
  // What was cut may be tried again; so may an overwrite of a drive that did not answer any more.
  const bool counts = end == StepEnd::done || end == StepEnd::refused || end == StepEnd::failed ||
                      (end == StepEnd::timed_out && method != sanitization::Method::overwrite);
  if (method && counts) story.tried.methods.insert(*method);
  if (const auto preparation = sanitization::preparation_from_code(step.what); preparation && counts)
    story.tried.preparations.insert(*preparation);
  story.record.steps.push_back(std::move(step));
}

/// Only what was planted before stays known: the rest is of an earlier content.
void forget_verification(Story& story) {
  story.verified = 0;
  if (!story.record.verification) return;
  const auto& old = *story.record.verification;
  story.record.verification = sanitization::Verification{
      .canaries_planted = old.canaries_planted, .strata = old.strata, .canary_key = old.canary_key};
}

void resumed(Story& story, Fields& fields) {
  take_origin(story, fields);
  close_step(story, StepEnd::stopped, story.last);
  story.record.interruptions.push_back(
      {.stopped_after = story.last, .resumed = fields.time("at"), .offset = story.written});
  // The drive was out of sight: all of it is read again, from its first byte.
  forget_verification(story);
  story.record.after.reset();
  story.tried.preparations.clear();  // the drive may have been plugged anew since
}

void plan(Story& story, Fields& fields) {
  auto& record = story.record;
  record.refused.clear();
  for (const auto& one : fields.list("refused", 100)) {
    if (!one.is_object()) return fields.refuse();
    Fields refused(one.as_object());
    record.refused.push_back({.method = refused.choice<sanitization::Method>("method", sanitization::method_from_code),
                              .why = refused.text("why")});
    if (!refused.good()) return fields.refuse();
  }
  const bool proceeds = fields.text("decision") == sanitization::code(sanitization::Decision::proceed);
  const std::string why = fields.text("why");
  record.decision = proceeds ? std::string() : why;
}

void begin_method(Story& story, sanitization::Method method, std::uint64_t from) {
  auto& record = story.record;
  record.method = method;
  record.decision.clear();
  record.after.reset();
  story.method_done = story.whole = false;
  forget_verification(story);
  if (method != sanitization::Method::overwrite) {
    record.overwrite.reset();
    story.written = 0;
    return;
  }
  record.verification.reset();
  if (from == 0 || !record.overwrite)
    record.overwrite = sanitization::Overwrite{.cipher = story.cipher, .key = story.key};
  story.written = from;
  record.overwrite->unwritable = below(record.overwrite->unwritable, from);
  story.retries_before = record.overwrite->retries;
}

void begin_verification(Story& story) {
  forget_verification(story);
  if (!story.record.verification) story.record.verification = sanitization::Verification{};
}

void step(Story& story, Fields& fields) {
  if (story.open) return fields.refuse();
  story.open = Step{.what = fields.text("what"), .parameters = fields.parameters(), .started = fields.time("at")};
  std::uint64_t from = 0;
  if (const auto found = story.open->parameters.find("from"); found != story.open->parameters.end()) {
    const auto number = base::to_integer(found->second);
    if (!number || *number < 0) return fields.refuse();
    from = static_cast<std::uint64_t>(*number);
  }
  if (const auto method = sanitization::method_from_code(story.open->what)) begin_method(story, *method, from);
  if (story.open->what == sanitization::step::verify) begin_verification(story);
}

void step_end(Story& story, Fields& fields) {
  if (!story.open) return fields.refuse();
  for (auto& [name, value] : fields.parameters()) story.open->parameters[name] = value;
  story.open->raw = fields.text("raw");
  close_step(story, fields.choice<StepEnd>("end", sanitization::step_end_from_code), fields.time("at"));
}

void did(Story& story, Fields& fields) {
  if (story.open) return fields.refuse();
  story.record.steps.push_back({.what = fields.text("what"),
                                .parameters = fields.parameters(),
                                .raw = fields.text("raw"),
                                .end = fields.choice<StepEnd>("end", sanitization::step_end_from_code),
                                .started = fields.time("started"),
                                .ended = fields.time("at")});
}

void areas(Story& story, Fields& fields) {
  std::vector<drives::Area> all;
  for (const auto& one : fields.list("areas", most_areas)) {
    if (!one.is_object()) return fields.refuse();
    Fields area(one.as_object());
    all.push_back({.name = area.text("name"),
                   .bytes = area.number("bytes"),
                   .sector = static_cast<std::uint32_t>(std::min<std::uint64_t>(area.number("sector"), 1U << 20))});
    if (!area.good()) return fields.refuse();
  }
  Medium medium(std::move(all));
  if (medium.same_shape(story.medium)) return;
  story.medium = std::move(medium);
  story.written = story.verified = 0;  // of another medium than this
}

void canaries(Story& story, Fields& fields) {
  story.record.verification = sanitization::Verification{
      .canaries_planted = fields.number("planted"), .strata = fields.number("strata"), .canary_key = story.canary_key};
}

/// What is known before `from`, and what this pass found.
Ranges joined(const Ranges& old, const Ranges& found, std::uint64_t from) {
  Ranges all = below(old, from);
  for (const auto& range : found) add_range(all, range);
  return all;
}

void wrote(Story& story, Fields& fields, std::uint64_t from, bool ends) {
  if (!story.record.overwrite) return fields.refuse();
  auto& overwrite = *story.record.overwrite;
  story.written = fields.number("reached");
  overwrite.unwritable = joined(overwrite.unwritable, fields.ranges("bad"), from);
  overwrite.bytes_written = story.written - std::min(story.written, total(below(overwrite.unwritable, story.written)));
  overwrite.retries = story.retries_before + fields.number("retries");
  story.whole = ends && fields.flag("whole");
}

void read_back(Story& story, Fields& fields, bool ends, bool survey) {
  if (!story.record.verification) return fields.refuse();
  auto& verification = *story.record.verification;
  story.verified = fields.number("reached");
  verification.unreadable = fields.ranges("bad");
  verification.mismatches = fields.ranges("mismatches");
  const auto unreadable =
      std::max(total(below(verification.unreadable, story.verified)), fields.number_or_zero("bad_bytes"));
  verification.bytes_read = story.verified - std::min(story.verified, unreadable);
  verification.mismatched_sectors = fields.number_or_zero("mismatched");
  if (!ends) return;
  verification.completed = fields.flag("whole");
  if (survey) {
    verification.content = fields.choice<sanitization::ContentClass>("content", sanitization::content_from_code);
    verification.constant = static_cast<std::uint8_t>(fields.number("constant") & 0xFF);
    verification.canaries_found = fields.number("canaries_found");
    return;
  }
  const bool is_stream = verification.mismatched_sectors == 0 && verification.bytes_read > 0;
  verification.content = is_stream ? sanitization::ContentClass::stream : sanitization::ContentClass::mixed;
  if (verification.bytes_read == 0) verification.content = sanitization::ContentClass::unread;
}

void pass(Story& story, Fields& fields, bool ends) {
  const std::string name = fields.text("pass");
  const std::uint64_t from = fields.number("from");
  if (name == "write") return wrote(story, fields, from, ends);
  if (name == "compare" || name == "survey") return read_back(story, fields, ends, name == "survey");
  fields.refuse();
}

void zone(Story& story, Fields& fields) {
  for (const auto& range : fields.ranges("zone")) add_range(story.zones, range);
}

void facts(Story& story, Fields& fields) {
  story.record.after = fields.taken(sanitization::drive_facts_from_json(fields.value("facts")));
}

void end(Story& story, Fields& fields) {
  close_step(story, StepEnd::stopped, fields.time("at"));
  story.record.stopped = fields.flag("stopped");
  story.ended = true;
}

struct Kind {
  std::string_view type;
  void (*apply)(Story&, Fields&);
};
constexpr std::array<Kind, 13> kinds = {{
    {"begin", begin},
    {"resumed", resumed},
    {"plan", plan},
    {"step", step},
    {"step_end", step_end},
    {"did", did},
    {"areas", areas},
    {"zone", zone},
    {"canaries", canaries},
    {"checkpoint", [](Story& story, Fields& fields) { pass(story, fields, false); }},
    {"result", [](Story& story, Fields& fields) { pass(story, fields, true); }},
    {"facts", facts},
    {"end", end},
}};

}  // namespace

double Story::share() const {
  if (medium.bytes() == 0) return 0;
  const auto size = static_cast<double>(medium.bytes());
  const double first = method_done ? 1 : std::min(1.0, static_cast<double>(written) / size);
  return (first + std::min(1.0, static_cast<double>(verified) / size)) / 2;
}

base::Outcome apply(Story& story, const boost::json::object& entry) {
  Fields fields(entry);
  const std::string type = fields.text("type");
  const base::Refusal unknown{.code = "engine.journal.unknown", .arguments = {{"what", type}}};
  const auto kind = std::ranges::find(kinds, type, &Kind::type);
  const auto at = fields.time("at");
  const bool in_order = story.record.id.empty() == (type == "begin") && !story.ended;
  if (kind == kinds.end() || !fields.good() || !in_order || story.record.steps.size() > most_steps) return unknown;
  kind->apply(story, fields);
  if (!fields.good()) return unknown;
  story.last = story.record.ended = at;
  return base::Done{};
}

base::Result<Story> fold(const std::vector<boost::json::object>& entries) {
  Story story;
  for (const auto& entry : entries) TRY_DONE(apply(story, entry));
  return story;
}

}  // namespace engine
