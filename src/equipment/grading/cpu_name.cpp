#include "equipment/grading/cpu_name.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/text.hpp"

namespace equipment {
namespace {

using Words = std::vector<std::string>;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return letter >= 'a' && letter <= 'z'; }
bool all_digits(std::string_view word) { return !word.empty() && std::all_of(word.begin(), word.end(), is_digit); }
bool all_letters(std::string_view word) { return !word.empty() && std::all_of(word.begin(), word.end(), is_letter); }
std::ptrdiff_t count_digits(std::string_view word) { return std::count_if(word.begin(), word.end(), is_digit); }

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
void drop(Words& words, std::string_view word) { std::erase(words, word); }
void erase_at(Words& words, std::size_t at, std::size_t count) {
  const auto first = words.begin() + static_cast<std::ptrdiff_t>(at);
  words.erase(first, first + static_cast<std::ptrdiff_t>(count));
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::string without_trademarks(std::string_view text) {
  constexpr std::size_t longest_name = 300;
  std::string name = base::lower(base::shorten(base::to_utf8(text), longest_name));
  for (const std::string_view sign : {"(r)", "(tm)", "(c)", "\xC2\xAE", "\xE2\x84\xA2", "\xC2\xA0"})
    replace_all(name, sign, " ");
  return name;
}

std::string join(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

std::string plain_name(const std::string& name) {
  Words words;
  for (const std::string& word : base::split(name, ' '))
    if (!base::trim(word).empty()) words.push_back(base::trim(word));
  return join(words);
}

/// Words of letters, digits, « . » between digits and « + »; everything else separates.
Words split_words(std::string name) {
  replace_all(name, " w/", " with ");
  Words words(1);
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char letter = name[at];
    const bool between_digits = at > 0 && is_digit(name[at - 1]) && at + 1 < name.size() && is_digit(name[at + 1]);
    if (is_letter(letter) || is_digit(letter) || letter == '+' || (letter == '.' && between_digits))
      words.back() += letter;
    else if (letter == ',' && between_digits)
      words.back() += '.';
    else if (letter == '@' && words.back().empty())
      words.back() = "@", words.emplace_back();
    else if (letter == '@')
      words.emplace_back("@"), words.emplace_back();
    else if (!words.back().empty())
      words.emplace_back();
  }
  drop(words, "");
  return words;
}

/// « 2.67ghz », « 2.40 ghz », « 1300mhz », « @ 2.67 »: removed from the words.
std::optional<int> take_frequency(Words& words) {
  std::optional<int> megahertz;
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::string number = words[at];
    const bool after_at = at > 0 && words[at - 1] == "@";
    const bool unit_follows = at + 1 < words.size() && (words[at + 1] == "ghz" || words[at + 1] == "mhz");
    std::string unit = unit_follows ? words[at + 1] : "";
    if (number.ends_with("ghz") || number.ends_with("mhz")) {
      unit = number.substr(number.size() - 3);
      number.resize(number.size() - 3);
    } else if (!unit_follows && !after_at) {
      continue;
    }
    const auto value = base::to_number(number);
    if (!value || *value > 1e5) continue;
    megahertz = static_cast<int>(std::lround(unit == "mhz" ? *value : *value * 1000));
    erase_at(words, at, number == words[at] && unit_follows ? 2 : 1);
    --at;
  }
  drop(words, "@");
  return megahertz;
}

/// « 8-Core », « Quad Core », « 10 Cores »: removed; says how many.
std::optional<int> take_cores(Words& words) {
  static constexpr std::array<std::string_view, 9> names{"", "single", "dual", "triple", "quad",
                                                         "", "six",    "",     "eight"};
  std::optional<int> cores;
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    if (words[at + 1] != "core" && words[at + 1] != "cores") continue;
    std::optional<int> count;
    if (all_digits(words[at]) && words[at].size() <= 3) count = std::stoi(words[at]);
    if (one_of(words[at], names))
      count = static_cast<int>(std::find(names.begin(), names.end(), words[at]) - names.begin());
    if (!count) continue;
    cores = count;
    erase_at(words, at, 2);
    --at;
  }
  return cores;
}

void cut_from(Words& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end() && found - words.begin() >= 2) words.erase(found, words.end());
}

/// What names of integrated graphics and sellers add: « with Radeon Graphics », « 12 Compute Cores 4C+8G », « 11th Gen ».
void drop_what_says_nothing(Words& words) {
  cut_from(words, "with");
  cut_from(words, "radeon");
  if (const auto compute = std::find(words.begin(), words.end(), "compute"); compute != words.end()) {
    const bool count_before = compute != words.begin() && all_digits(*(compute - 1));
    words.erase(count_before ? compute - 1 : compute, words.end());
  }
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const std::string& word = words[at];
    const bool ordinal =
        word.size() >= 3 && all_digits(std::string_view(word).substr(0, word.size() - 2)) &&
        one_of(std::string_view(word).substr(word.size() - 2), std::array<std::string_view, 4>{"st", "nd", "rd", "th"});
    if (ordinal && words[at + 1] == "gen") erase_at(words, at--, 2);
  }
  for (const std::string_view noise : {"cpu", "processor", "processeur", "apu", "genuine", "vpro", "technology"})
    drop(words, noise);
}

std::string take_brand(Words& words) {
  static constexpr std::array<std::string_view, 5> intel{"core", "core2", "pentium", "celeron", "xeon"};
  static constexpr std::array<std::string_view, 9> amd{"ryzen",   "athlon", "phenom",       "sempron", "turion",
                                                       "opteron", "epyc",   "threadripper", "fx"};
  for (const std::string_view brand : {"intel", "amd", "apple", "qualcomm"})
    if (has(words, brand)) {
      drop(words, brand);
      return std::string(brand);
    }
  for (const std::string& word : words) {
    if (one_of(word, intel) || word == "atom" || word == "ultra") return "intel";
    if (one_of(word, amd)) return "amd";
    if (word == "snapdragon") return "qualcomm";
  }
  static constexpr std::array<std::string_view, 6> apu{"a4", "a6", "a8", "a9", "a10", "a12"};
  return words.size() > 1 && one_of(words.front(), apu) ? "amd" : "";
}

/// « core2duo », « corei7 » → two words; « core 2 duo » → « core2 duo »; « i7 620m » → « core i7 620m ».
void normalise_core(Words& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string word = words[at];
    for (const std::string_view glued : {"core2", "core"})
      if (word.size() > glued.size() && word != "core2" && word.starts_with(glued) && word != "cores") {
        words[at] = glued;
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, word.substr(glued.size()));
        break;
      }
    if (words[at] == "core" && at + 1 < words.size() && words[at + 1] == "2") {
      words[at] = "core2";
      erase_at(words, at + 1, 1);
    }
  }
  for (std::size_t at = 0; at < words.size(); ++at) {
    static constexpr std::array<std::string_view, 5> tiers{"i3", "i5", "i7", "i9", "ultra"};
    if (!one_of(words[at], tiers) || has(words, "core")) continue;
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), "core");
    break;
  }
}

/// First-generation Core names put a letter before the number: « M 620 » is 620M, « Q 720 » is 720QM.
std::string letter_after(std::string_view letter, const std::string& number) {
  if (letter == "q" || letter == "l" || letter == "u") return number + std::string(letter) + "m";
  if (letter == "x") return number + (number == "920" || number == "940" ? "xm" : "x");
  static constexpr std::array<std::string_view, 6> same{"m", "e", "k", "s", "le", "ue"};
  return one_of(letter, same) ? number + std::string(letter) : "";
}

void normalise_tier_number(Words& words) {
  static constexpr std::array<std::string_view, 4> tiers{"i3", "i5", "i7", "i9"};
  static constexpr std::array<std::string_view, 18> suffixes{"m", "u",  "y",  "k", "kf", "f",  "t",  "te", "s",
                                                             "h", "hq", "hk", "e", "qm", "um", "lm", "xm", "x"};
  const auto tier =
      std::find_if(words.begin(), words.end(), [](const std::string& word) { return one_of(word, tiers); });
  if (tier == words.end()) return;
  const auto at = static_cast<std::size_t>(tier - words.begin()) + 1;
  if (at >= words.size()) return;
  if (words[at] == "extreme") erase_at(words, at, 1);
  const bool pair = at + 1 < words.size();
  if (pair && all_letters(words[at]) && all_digits(words[at + 1]) && words[at + 1].size() == 3) {
    const std::string number = letter_after(words[at], words[at + 1]);
    if (number.empty()) return;
    words[at] = number;
    erase_at(words, at + 1, 1);
  } else if (pair && all_digits(words[at]) && words[at].size() >= 3 && one_of(words[at + 1], suffixes)) {
    words[at] += words[at + 1];
    erase_at(words, at + 1, 1);
  } else if (at < words.size() && words[at].size() == 4 && all_digits(words[at].substr(1))) {
    if (const std::string number = letter_after(words[at].substr(0, 1), words[at].substr(1)); !number.empty())
      words[at] = number;
  }
}

/// Intel's part numbers with four digits say alone which processor it is: the words around them may be missing.
void normalise_old_intel(Words& words) {
  const bool numbered =
      std::any_of(words.begin(), words.end(), [](const std::string& word) { return count_digits(word) >= 4; });
  if (!numbered) return;
  if (has(words, "core2"))
    for (const std::string_view word : {"duo", "quad", "extreme", "solo"}) drop(words, word);
  if (has(words, "pentium") || has(words, "celeron")) drop(words, "dual");
}

/// « E5-2620v3 » → « e5 2620 v3 »; « E5-2620 0 » is E5-2620 (the first generation writes a zero).
void normalise_xeon(Words& words) {
  if (!has(words, "xeon")) return;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::size_t size = words[at].size();
    if (size < 5 || words[at][size - 2] != 'v' || !is_digit(words[at][size - 1]) || !is_digit(words[at][size - 3]))
      continue;
    const std::string marker = words[at].substr(size - 2);
    words[at].resize(size - 2);
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, marker);
  }
  if (words.size() > 1 && words.back() == "0") words.pop_back();
}

/// « PRO A10-8700B R6 » = « A10 PRO-8700B »: PRO goes last, the graphics' R6 after a number goes away.
void normalise_amd(Words& words) {
  for (std::size_t at = 1; at < words.size(); ++at)
    if (words[at].size() == 2 && words[at][0] == 'r' && is_digit(words[at][1]) && count_digits(words[at - 1]) >= 4)
      erase_at(words, at--, 1);
  if (!has(words, "pro")) return;
  drop(words, "pro");
  words.emplace_back("pro");
}

std::string longest_digits(const std::string& key) {
  std::string longest;
  std::string run;
  for (const char letter : key + " ") {
    if (is_digit(letter)) {
      run += letter;
      continue;
    }
    if (run.size() > longest.size()) longest = run;
    run.clear();
  }
  return longest;
}

std::string unique_part_number(const Words& words) {
  for (const std::string& word : words)
    if (word.size() >= 5 && word.size() <= 6 && all_digits(std::string_view(word).substr(word.size() - 4)) &&
        all_letters(std::string_view(word).substr(0, word.size() - 4)))
      return word;
  return {};
}

}  // namespace

CpuName read_cpu_name(std::string_view text) {
  const std::string name = without_trademarks(text);
  CpuName read;
  read.plain = plain_name(name);
  Words words = split_words(name);
  read.megahertz = take_frequency(words);
  normalise_core(words);
  drop_what_says_nothing(words);
  read.cores = take_cores(words);
  const std::string brand = take_brand(words);
  if (brand == "intel") {
    normalise_tier_number(words);
    normalise_old_intel(words);
    normalise_xeon(words);
    read.model = unique_part_number(words);
  }
  if (brand == "amd") normalise_amd(words);
  const auto digits_in = [&](std::ptrdiff_t least) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return count_digits(word) >= least; });
  };
  constexpr std::ptrdiff_t shortest_intel_number = 3;
  read.precise = digits_in(brand == "intel" ? shortest_intel_number : 1);
  if (!brand.empty()) words.insert(words.begin(), brand);
  read.key = join(words);
  if (brand == "intel" && !read.precise && read.megahertz && words.size() > 1) {
    // Pentium 4, Celeron M, old Xeon: sold by frequency alone.
    read.key += " @" + std::to_string(*read.megahertz);
    read.precise = true;
  }
  read.digits = longest_digits(read.key);
  return read;
}

}  // namespace equipment
