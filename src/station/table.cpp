#include "station/table.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "base/text.hpp"

namespace station {
namespace {

constexpr std::size_t label_width = 20;
constexpr std::size_t line_width = 78;

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Lines of at most `width` characters, broken at spaces; a longer word keeps its line.
std::vector<std::string> fold_lines(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const auto& word : base::split(text, ' ')) {
    if (!lines.back().empty() && width_of(lines.back()) + 1 + width_of(word) > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

std::string rule(const char* stroke) {
  std::string line;
  for (std::size_t i = 0; i < line_width; ++i) line += stroke;
  return line;
}

class Table {
 public:
  Table(std::ostream& out, Print print) : out_(out), print_(print) { out_ << rule("═") << '\n'; }

  void row(const std::string& label, const std::vector<std::string>& values) {
    if (!first_) out_ << rule("─") << '\n';
    first_ = false;
    std::string shown = label;
    for (const auto& value : values) {
      for (const auto& line : fold_lines(value, line_width - label_width - 2)) {
        out_ << "  " << shown << std::string(label_width - std::min(label_width, width_of(shown)), ' ');
        out_ << (print_ == Print::bold ? "\033[1m" + line + "\033[0m" : line) << '\n';
        shown.clear();
      }
    }
  }
  void end() { out_ << rule("═") << '\n'; }

 private:
  std::ostream& out_;
  Print print_;
  bool first_ = true;
};

std::string join(std::initializer_list<std::optional<std::string>> texts, std::string_view between) {
  std::string all;
  for (const auto& text : texts) {
    if (!text || text->empty()) continue;
    all += (all.empty() ? std::string() : std::string(between)) + *text;
  }
  return all;
}

std::string round_figure(double value, const i18n::Translator& tr) {
  const auto thousandths = std::llround(value * 1000);
  return thousandths % 1000 == 0 ? tr.number(thousandths / 1000) : tr.decimal(thousandths, 1);
}

/// As shops say it: billions of bytes, « 256 Go », « 2 To ».
std::string drive_size(std::uint64_t bytes, const i18n::Translator& tr) {
  const auto gigabytes = std::llround(static_cast<double>(bytes) / 1e9);
  if (gigabytes < 1000) return tr("station.table.gigabytes", {{"n", tr.number(gigabytes)}});
  return tr("station.table.terabytes", {{"n", round_figure(std::round(static_cast<double>(bytes) / 1e11) / 10, tr)}});
}

std::string drive_line(const equipment::InstalledDisk& disk, const i18n::Translator& tr) {
  const std::string kind = tr("equipment.hardware.disk." + std::string(equipment::name_of(disk.kind)));
  std::optional<std::string> size, serial;
  if (disk.size_bytes) size = drive_size(*disk.size_bytes, tr);
  if (disk.serial) serial = tr("station.table.serial", {{"serial", *disk.serial}});
  return join({kind, size, disk.model, serial}, " · ");
}

std::vector<std::string> drive_lines(const equipment::Inventory& machine, const i18n::Translator& tr) {
  std::vector<std::string> lines;
  for (const auto& disk : machine.disks) lines.push_back(drive_line(disk, tr));
  return lines;
}

std::vector<std::string> serial_lines(const equipment::Serials& serials, const i18n::Translator& tr) {
  std::vector<std::string> lines;
  if (serials.system) lines.push_back(*serials.system);
  if (serials.chassis && serials.chassis != serials.system)
    lines.push_back(tr("station.table.chassis_serial", {{"serial", *serials.chassis}}));
  if (lines.empty() && serials.board) lines.push_back(tr("station.table.board_serial", {{"serial", *serials.board}}));
  return lines;
}

std::string processor(const equipment::Cpu& cpu, const i18n::Translator& tr) {
  std::optional<std::string> cores;
  if (cpu.cores) cores = tr.count("station.table.cores", *cpu.cores);
  return join({cpu.name ? cpu.name : cpu.family, cores}, " · ");
}

std::string model(const equipment::Inventory& machine) {
  const std::string name = join({machine.maker, machine.commercial_name, machine.model}, " ");
  return name.empty() ? join({machine.board_maker, machine.board_model}, " ") : name;
}

}  // namespace

void print_inventory(std::ostream& out, const equipment::Inventory& machine, const std::vector<Remark>& remarks,
                     const i18n::Translator& tr, Print print) {
  const std::string unknown = tr("station.table.unknown");
  const auto known = [&](const std::string& text) { return std::vector<std::string>{text.empty() ? unknown : text}; };
  const auto all_known = [&](std::vector<std::string> lines) {
    if (lines.empty()) lines.push_back(unknown);
    return lines;
  };
  Table table(out, print);
  table.row(tr("station.table.machine"), known(model(machine)));
  table.row(tr("station.table.shape"), known(machine.chassis ? tr("equipment.hardware.chassis." +
                                                                  std::string(equipment::name_of(*machine.chassis)))
                                                             : ""));
  table.row(tr("station.table.serials"), all_known(serial_lines(machine.serials, tr)));
  table.row(tr("station.table.processor"), known(processor(machine.cpu, tr)));
  table.row(
      tr("station.table.memory"),
      known(machine.ram.nominal_gb ? tr("station.table.gigabytes", {{"n", round_figure(*machine.ram.nominal_gb, tr)}})
                                   : ""));
  table.row(tr("station.table.drives"), all_known(drive_lines(machine, tr)));
  table.row(tr("station.table.screen"),
            known(machine.screen_inches ? tr("station.table.inches", {{"n", round_figure(*machine.screen_inches, tr)}})
                                        : ""));
  table.row(tr("station.table.battery"),
            known(machine.battery_health_percent
                      ? tr("station.table.health", {{"n", round_figure(*machine.battery_health_percent, tr)}})
                      : ""));
  table.row(tr("station.table.webcam"),
            known(machine.webcam ? tr(*machine.webcam ? "station.table.yes" : "station.table.no") : ""));
  table.row(tr("station.table.firmware"), known(machine.firmware.value_or("")));
  table.end();

  std::vector<Remark> all;
  if (machine.problem) all.push_back({.code = *machine.problem});
  for (const auto& warning : machine.warnings) all.push_back({.code = warning});
  all.insert(all.end(), remarks.begin(), remarks.end());
  if (all.empty()) return;
  out << '\n' << "  " << tr("station.table.look") << '\n';
  print_remarks(out, all, tr);
}

void print_remarks(std::ostream& out, const std::vector<Remark>& remarks, const i18n::Translator& tr) {
  for (const auto& remark : remarks) {
    const char* bullet = "  • ";
    for (const auto& line : fold_lines(i18n::refusal_text(tr, remark), line_width - 4)) {
      out << bullet << line << '\n';
      bullet = "    ";
    }
  }
}

}  // namespace station
