#include "equipment/hardware/disk_kind.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/text.hpp"

namespace equipment {
namespace {

/// '#' is a digit, '@' a letter, '?' a letter or digit; the rest is itself. Only the beginning is compared.
bool begins_like(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const auto letter = static_cast<unsigned char>(text[at]);
    const char wanted = pattern[at];
    if (wanted == '#' && std::isdigit(letter) == 0) return false;
    if (wanted == '@' && std::isalpha(letter) == 0) return false;
    if (wanted == '?' && std::isalnum(letter) == 0) return false;
    if (wanted != '#' && wanted != '@' && wanted != '?' && static_cast<unsigned char>(wanted) != letter) return false;
  }
  return true;
}

template <std::size_t N>
bool begins_like_any(std::string_view text, const std::array<std::string_view, N>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](std::string_view pattern) { return begins_like(text, pattern); });
}

/// Series with platters and nothing else. Western Digital's own flash is « WDS… » or « WDBN… », never WD and a digit.
constexpr auto rotating = std::to_array<std::string_view>(
    {"hitachi hts", "hitachi hte",  "hitachi htc",  "hitachi hds",  "hitachi hdt", "hitachi hdp", "hitachi hdx",
     "hitachi hcc", "hitachi hua",  "hgst hts",     "hgst hte",     "hgst htc",    "hgst hdn",    "hgst huh",
     "hgst hus72",  "hts##",        "hte##",        "hds##",        "hdt##",       "hua##",       "ic25n0",
     "ic35l0",      "ibm-d",        "wdc wd#",      "wd#####",      "samsung hd#", "samsung hm#", "samsung hn-m",
     "samsung sp#", "samsung sv#",  "samsung mp0",  "toshiba mk#",  "toshiba mq0", "toshiba dt0", "toshiba hdw",
     "toshiba mg0", "fujitsu mh@#", "fujitsu mp@#", "fujitsu mj@#", "maxtor #",    "maxtor stm#", "quantum fireball",
     "excelstor",   "st-#",         "toshiba md0",  "wd##@@@@"});

constexpr auto flash = std::to_array<std::string_view>(
    {"crucial_ct",   "crucial ct",   "ct###mx",       "ct####mx",     "ct###bx",      "ct####bx",
     "ct###m#",      "ct###m550",    "samsung mz",    "mz?????",      "intel ssd",    "kingston sa4",
     "kingston suv", "kingston sv3", "kingston shfs", "kingston skc", "kingston sms", "kingston sh1",
     "kingston rbu", "micron_m",     "micron 1100",   "micron_1100",  "mtfdd",        "toshiba thn",
     "sandisk sd#@", "liteonit l",   "liteon c",      "liteon l",     "sk hynix sc",  "wdc wds"});

/// Seagate's present scheme: ST, capacity, two letters for the segment, then digits. Flash has other letters (FM, FN, HM, KN…).
bool is_rotating_seagate(std::string_view model) {
  if (!model.starts_with("st") || model.size() < 8) return false;
  std::size_t at = 2;
  while (at < model.size() && std::isdigit(static_cast<unsigned char>(model[at])) != 0) ++at;
  const std::size_t digits = at - 2;
  if (digits < 2 || at >= model.size()) return false;
  const std::string_view letters = model.substr(at, 2);
  constexpr std::array<std::string_view, 13> segments = {"dm", "lm", "nm", "vx", "lx", "dx", "lt",
                                                         "vn", "ne", "vm", "mm", "dl", "vt"};
  const bool digit_follows = model.size() > at + 2 && std::isdigit(static_cast<unsigned char>(model[at + 2])) != 0;
  if (digit_follows) return std::find(segments.begin(), segments.end(), letters) != segments.end();
  // Until 2011: ST3 (3.5 inches) or ST9 (2.5 inches), capacity, and only the interface after it.
  constexpr std::array<std::string_view, 10> interfaces = {"a",  "as", "asg", "ns",  "sv",
                                                           "av", "sc", "acs", "scs", "gas"};
  std::string_view rest = model.substr(at);
  rest = rest.substr(0, rest.find(' '));
  return (model[2] == '3' || model[2] == '9' || model[2] == '1') && digits >= 4 &&
         std::find(interfaces.begin(), interfaces.end(), rest) != interfaces.end();
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// « SSD » as a word of its own or glued to one, but not inside SSHD (hybrid: it turns).
bool says_ssd(std::string_view model) { return contains_any(model, {"ssd", "solid state", "solid-state"}); }

}  // namespace

std::optional<DiskKind> kind_from_model(std::string_view text) {
  std::string model = base::lower(base::trim(text));
  if (model.starts_with("ata ")) model = base::trim(std::string_view(model).substr(4));
  if (model.empty() || is_virtual_drive(model)) return {};
  if (says_ssd(model) || begins_like_any(model, flash)) return DiskKind::Ssd;
  if (model.starts_with("seagate st")) model.erase(0, 8);
  if (model.starts_with("wdc_wd")) model[3] = ' ';
  if (begins_like_any(model, rotating) || is_rotating_seagate(model)) return DiskKind::Hdd;
  return {};
}

bool is_virtual_drive(std::string_view text) {
  return contains_any(base::lower(text), {"vbox", "vmware", "qemu", "virtual", "msft", "virtio", "logical volume",
                                          "perc ", "megaraid", "serveraid", "smart array", "raid", "msa ", "iscsi"});
}

bool is_phantom_drive(std::string_view text) {
  return contains_any(base::lower(text), {"floppy", "virtual cd", "virtual media", "virtual dvd", "virtual hdisk",
                                          "virtual usb", "virtual hd", "idrac", "lcdrive", "internal dual sd empty"});
}

}  // namespace equipment
