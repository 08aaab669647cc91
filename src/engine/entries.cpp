#include <boost/json.hpp>

#include "engine/story.hpp"

namespace engine::entry {
namespace {

boost::json::object of(std::string_view type, base::Instant at) {
  return {{"type", type}, {"at", base::to_rfc3339(at)}};
}

boost::json::array ranges(const Ranges& all) {
  boost::json::array array;
  for (const auto& range : all) array.push_back(boost::json::array{range.offset, range.bytes});
  return array;
}

boost::json::object parameters_of(const std::map<std::string, std::string>& parameters) {
  boost::json::object object;
  for (const auto& [name, value] : parameters) object[name] = value;
  return object;
}

std::string_view code(PassName pass) {
  switch (pass) {
    case PassName::write:
      return "write";
    case PassName::compare:
      return "compare";
    case PassName::survey:
      return "survey";
  }
  return {};
}

void put(boost::json::object& entry, const Origin& origin) {
  entry["item_number"] = origin.item_number;
  entry["operator"] = origin.operator_code;
  entry["machine"] = origin.machine;
}

boost::json::object of_pass(std::string_view type, base::Instant at, PassName pass, const Tally& tally,
                            std::uint64_t from) {
  auto entry = of(type, at);
  entry["pass"] = code(pass);
  entry["from"] = from;
  entry["reached"] = tally.reached;
  entry["retries"] = tally.retries;
  // A verification begins anew after each cut: its ranges are worth their room at its end only, not each two seconds.
  const bool with_ranges = pass == PassName::write || type == "result";
  if (!tally.bad.empty() && with_ranges) entry["bad"] = ranges(tally.bad);
  if (!tally.bad.empty() && !with_ranges) entry["bad_bytes"] = total(below(tally.bad, tally.reached));
  if (!tally.mismatches.empty() && with_ranges) entry["mismatches"] = ranges(tally.mismatches);
  if (tally.mismatched_sectors > 0) entry["mismatched"] = tally.mismatched_sectors;
  return entry;
}

}  // namespace

boost::json::object begin(base::Instant at, const Begin& what) {
  auto entry = of("begin", at);
  entry["version"] = 1;
  entry["id"] = what.id;
  entry["confirmed_by"] = what.confirmed_by;
  put(entry, what.origin);
  entry["policy"] = sanitization::to_json(what.policy);
  entry["facts"] = sanitization::to_json(what.facts);
  entry["cipher"] = sanitization::code(what.cipher);
  entry["key"] = base::to_hex(what.key);
  entry["canary_key"] = base::to_hex(what.canary_key);
  entry["practice"] = what.practice;
  return entry;
}

boost::json::object resumed(base::Instant at, bool torn, const Origin& origin) {
  auto entry = of("resumed", at);
  entry["torn"] = torn;
  put(entry, origin);
  return entry;
}

boost::json::object plan(base::Instant at, const sanitization::Plan& plan) {
  auto entry = of("plan", at);
  entry["decision"] = sanitization::code(plan.decision);
  entry["why"] = plan.why;
  if (plan.method) entry["method"] = sanitization::code(*plan.method);
  entry["required"] = sanitization::code(plan.required);
  entry["claimable"] = sanitization::code(plan.claimable);
  boost::json::array refused;
  for (const auto& one : plan.refused)
    refused.push_back(boost::json::object{{"method", sanitization::code(one.method)}, {"why", one.why}});
  entry["refused"] = std::move(refused);
  return entry;
}

boost::json::object step(base::Instant at, std::string_view what,
                         const std::map<std::string, std::string>& parameters) {
  auto entry = of("step", at);
  entry["what"] = what;
  entry["parameters"] = parameters_of(parameters);
  return entry;
}

boost::json::object step_end(base::Instant at, sanitization::StepEnd end, std::string_view raw,
                             const std::map<std::string, std::string>& parameters) {
  auto entry = of("step_end", at);
  entry["end"] = sanitization::code(end);
  entry["raw"] = raw.substr(0, std::size_t{32} * 1024);
  entry["parameters"] = parameters_of(parameters);
  return entry;
}

boost::json::object did(base::Instant at, const sanitization::Step& step) {
  auto entry = step_end(at, step.end, step.raw, step.parameters);
  entry["type"] = "did";
  entry["what"] = step.what;
  entry["started"] = base::to_rfc3339(step.started);
  return entry;
}

boost::json::object areas(base::Instant at, const Medium& medium) {
  auto entry = of("areas", at);
  boost::json::array all;
  for (const auto& area : medium.areas())
    all.push_back(boost::json::object{{"name", area.name}, {"bytes", area.bytes}, {"sector", area.sector}});
  entry["areas"] = std::move(all);
  return entry;
}

boost::json::object zone(base::Instant at, sanitization::Range zone) {
  auto entry = of("zone", at);
  entry["zone"] = ranges({zone});
  return entry;
}

boost::json::object canaries(base::Instant at, std::uint64_t strata, std::uint64_t planted) {
  auto entry = of("canaries", at);
  entry["strata"] = strata;
  entry["planted"] = planted;
  return entry;
}

boost::json::object checkpoint(base::Instant at, PassName pass, const Tally& tally, std::uint64_t from) {
  return of_pass("checkpoint", at, pass, tally, from);
}

boost::json::object result(base::Instant at, PassName pass, const Tally& tally, std::uint64_t from, bool whole) {
  auto entry = of_pass("result", at, pass, tally, from);
  entry["whole"] = whole;
  if (pass == PassName::survey) {
    entry["content"] = sanitization::code(tally.content);
    entry["constant"] = tally.constant;
    entry["canaries_found"] = tally.canaries_found;
  }
  return entry;
}

boost::json::object facts(base::Instant at, const sanitization::DriveFacts& after) {
  auto entry = of("facts", at);
  entry["facts"] = sanitization::to_json(after);
  return entry;
}

boost::json::object end(base::Instant at, bool stopped) {
  auto entry = of("end", at);
  entry["stopped"] = stopped;
  return entry;
}

}  // namespace engine::entry
