#include "equipment/tests.hpp"

#include <algorithm>
#include <array>

namespace equipment {
namespace {

struct Test {
  std::string_view code;
  bool essential;
};
constexpr std::array all_tests = {
    Test{"power", true}, Test{"ram", true},      Test{"cpu", true},      Test{"disk", true},   Test{"screen", true},
    Test{"touch", true}, Test{"keyboard", true}, Test{"battery", false}, Test{"sound", false}, Test{"webcam", false},
    Test{"wifi", false}, Test{"ports", false},   Test{"call", true}};

const Test* find(std::string_view code) {
  const auto* found =
      std::find_if(all_tests.begin(), all_tests.end(), [&](const Test& test) { return test.code == code; });
  return found == all_tests.end() ? nullptr : found;
}

}  // namespace

std::vector<std::string_view> tests_required(Kind kind) {
  switch (kind) {
    case Kind::laptop:
      return {"power", "ram", "disk", "screen", "keyboard", "battery", "sound", "webcam", "wifi", "ports"};
    case Kind::desktop:
    case Kind::thin_client:
      return {"power", "ram", "disk", "sound", "ports"};
    case Kind::all_in_one:
      return {"power", "ram", "disk", "screen", "sound", "webcam", "wifi", "ports"};
    case Kind::server:
      return {"power", "ram", "disk", "ports"};
    case Kind::tablet:
      return {"power", "screen", "touch", "battery", "sound", "webcam", "wifi"};
    case Kind::smartphone:
      return {"power", "screen", "touch", "battery", "sound", "webcam", "wifi", "call"};
    case Kind::phone:
      return {"power", "screen", "keyboard", "battery", "call"};
    case Kind::monitor:
    case Kind::projector:
      return {"power", "screen", "ports"};
    case Kind::printer:
    case Kind::multifunction:
    case Kind::network:
    case Kind::dock:
    case Kind::other_device:
      return {"power", "ports"};
    case Kind::disk:
      return {"disk"};
    case Kind::charger:
      return {"power"};
    case Kind::keyboard:
      return {"keyboard"};
    case Kind::mouse:
    case Kind::cable:
    case Kind::other_accessory:
      return {};
  }
  return {};
}

bool is_test(std::string_view code) { return find(code) != nullptr; }

bool is_essential_test(std::string_view code) {
  const auto* test = find(code);
  return test != nullptr && test->essential;
}

bool is_graded(Kind kind) { return kind == Kind::laptop || kind == Kind::desktop || kind == Kind::all_in_one; }

}  // namespace equipment
