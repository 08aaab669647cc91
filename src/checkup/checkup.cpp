#include "checkup/checkup.hpp"

#include <boost/json.hpp>
#include <thread>

#include "checkup/tests.hpp"

namespace checkup {

std::string_view code(Part part) {
  switch (part) {
    case Part::ram:
      return "ram";
    case Part::cpu:
      return "cpu";
    case Part::disk:
      return "disk";
    case Part::screen:
      return "screen";
    case Part::keyboard:
      return "keyboard";
    case Part::sound:
      return "sound";
    case Part::webcam:
      return "webcam";
    case Part::wifi:
      return "wifi";
    case Part::ports:
      return "ports";
    case Part::battery:
      return "battery";
  }
  return {};
}

std::optional<Part> part_from_code(std::string_view text) {
  for (const auto part : all_parts)
    if (code(part) == text) return part;
  return {};
}

std::string_view code(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::not_applicable:
      return "not_applicable";
  }
  return {};
}

bool stopped(const Surroundings& around) { return around.stop != nullptr && around.stop->load(); }

bool pause(const Surroundings& around, std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!stopped(around)) {
    const auto left = end - std::chrono::steady_clock::now();
    if (left <= left.zero()) return true;
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(left, std::chrono::milliseconds(100)));
  }
  return false;
}

void tell(const Surroundings& around, Part part, std::optional<double> share, Evidence now) {
  if (around.progress) around.progress({.part = part, .share = share, .now = std::move(now)});
}

Found not_applicable(const std::string& reason) { return {.evidence = {{"reason", reason}}}; }

namespace {

Found run(Part part, const Options& options, const Surroundings& around) {
  switch (part) {
    case Part::ram:
      return test_ram(options, around);
    case Part::cpu:
      return test_cpu(options, around);
    case Part::disk:
      return test_disk(options, around);
    case Part::screen:
      return test_screen(around);
    case Part::keyboard:
      return test_keyboard(options, around);
    case Part::sound:
      return test_sound(around);
    case Part::webcam:
      return test_webcam(around);
    case Part::wifi:
      return test_wifi(around);
    case Part::ports:
      return test_ports(options, around);
    case Part::battery:
      return test_battery(options, around);
  }
  return {};
}

}  // namespace

Result run_test(Part part, const Options& options, const Surroundings& around) {
  Result result{.part = part, .started = around.now()};
  auto found = run(part, options, around);
  // What was cut short proves a failure at most, never a success.
  if (stopped(around) && found.outcome == Outcome::pass) found = not_applicable("stopped");
  result.outcome = found.outcome;
  result.evidence = std::move(found.evidence);
  result.ended = around.now();
  return result;
}

boost::json::object to_json(const std::vector<Result>& results, const std::optional<Score>& score) {
  boost::json::object tests;
  for (const auto& each : results) {
    boost::json::object evidence;
    for (const auto& [name, value] : each.evidence) evidence[name] = value;
    tests[code(each.part)] = {{"outcome", code(each.outcome)},
                              {"evidence", std::move(evidence)},
                              {"started", base::to_rfc3339(each.started)},
                              {"ended", base::to_rfc3339(each.ended)}};
  }
  boost::json::object object = {{"results", std::move(tests)}};
  if (score)
    object["score"] = {
        {"single", score->single}, {"all", score->all}, {"threads", score->threads}, {"version", score->version}};
  return object;
}

}  // namespace checkup
