// Commands on files: what hardware outputs say, grades, marks.
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "base/text.hpp"
#include "equipment/grading/cpumark_table.hpp"
#include "equipment/grading/grade.hpp"
#include "equipment/grading/scheme.hpp"
#include "equipment/hardware/inventory.hpp"
#include "server/commands.hpp"

namespace server {
namespace {

equipment::Sentence sentences(const i18n::Translator& tr) {
  return
      [&tr](const std::string& key, const std::map<std::string, std::string>& arguments) { return tr(key, arguments); };
}

void print(const boost::json::value& value) { std::cout << boost::json::serialize(value) << '\n'; }

}  // namespace

int refused(const base::Refusal& refusal, const i18n::Translator& tr, int status) {
  std::cerr << "boucle: " << i18n::refusal_text(tr, refusal) << '\n';
  return status;
}

base::Result<std::string> read_file(const std::string& path) {
  constexpr std::streamoff largest = 64 * 1024 * 1024;
  const base::Refusal unreadable{.code = "server.file.unreadable", .arguments = {{"file", path}}};
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return unreadable;
  const std::streamoff size = file.tellg();
  if (size < 0) return unreadable;
  if (size > largest) return base::Refusal{.code = "server.file.too_large", .arguments = {{"file", path}}};
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), size)) return unreadable;
  return bytes;
}

int inventory(const std::vector<std::string>& files, bool together, const i18n::Translator& tr) {
  std::vector<equipment::Source> sources;
  for (const auto& file : files) {
    auto bytes = read_file(file);
    if (!bytes.ok() && bytes.refusal().code == "server.file.unreadable") return refused(bytes.refusal(), tr, 2);
    // A file that is too large to be an output is answered like any other unreadable one.
    sources.push_back({.name = file, .bytes = bytes.ok() ? std::move(*bytes) : std::string()});
  }
  boost::json::array all;
  if (together) {
    all.push_back(equipment::to_json(equipment::read_inventory(sources)));
  } else {
    for (const auto& source : sources) all.push_back(equipment::to_json(equipment::read_inventory({&source, 1})));
  }
  print(all);
  return 0;
}

int grade(const GradeOptions& options, const i18n::Translator& tr) {
  auto bytes = read_file(options.rules);
  if (!bytes.ok()) return refused(bytes.refusal(), tr, 2);
  const auto scheme = equipment::parse_grading_rules(*bytes);
  if (!scheme.ok()) return refused(scheme.refusal(), tr);
  equipment::GradingInput input{
      .cpumark = options.cpumark, .ram_gb = options.ram_gb, .disks = {}, .windows10 = options.windows10};
  for (const auto& text : options.disks) {
    const auto disk = equipment::parse_disk_argument(text);
    if (!disk.ok()) return refused(disk.refusal(), tr, 2);
    input.disks.push_back(*disk);
  }
  const auto result = equipment::grade(*scheme, input);
  if (!result.ok()) return refused(result.refusal(), tr);
  print(equipment::to_json(*result, sentences(tr)));
  return 0;
}

int cpumark(const std::string& table, const std::string& name, const i18n::Translator& tr) {
  auto bytes = read_file(table);
  if (!bytes.ok()) return refused(bytes.refusal(), tr, 2);
  const auto parsed = equipment::CpumarkTable::parse(*bytes);
  if (!parsed.ok()) return refused(parsed.refusal(), tr);
  print(equipment::to_json(parsed->find(name), sentences(tr)));
  return 0;
}

}  // namespace server
