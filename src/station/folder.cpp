#include "station/folder.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "base/json.hpp"
#include "base/text.hpp"

namespace station {
namespace {

namespace fs = std::filesystem;

/// smartctl outputs are sometimes kept as one array: the report holds them one by one.
void add_drives(std::string text, RawOutputs& raw) {
  const auto value = base::parse_json(text);
  if (!value.ok() || !value->is_array()) {
    raw.smartctl.push_back(std::move(text));
    return;
  }
  for (const auto& drive : value->as_array()) raw.smartctl.push_back(boost::json::serialize(drive));
}

base::Outcome set_once(std::optional<std::string>& place, std::string text, const std::string& file) {
  if (place) return base::Refusal{.code = "station.from.twice", .arguments = {{"file", file}}};
  place = std::move(text);
  return base::Done{};
}

base::Outcome add_file(base::Bytes bytes, const std::string& file, Collected& all) {
  const Remark unknown{.code = "station.from.unknown", .arguments = {{"file", file}}};
  const auto kind = equipment::detect_kind(bytes);
  if (!kind) {
    all.remarks.push_back(unknown);
    return base::Done{};
  }
  using equipment::SourceKind;
  switch (*kind) {
    case SourceKind::Lshw:
      return set_once(all.raw.lshw, base::to_utf8(bytes), file);
    case SourceKind::Dmidecode:
      return set_once(all.raw.dmidecode, base::to_utf8(bytes), file);
    case SourceKind::Lsblk:
      return set_once(all.raw.lsblk, base::to_utf8(bytes), file);
    case SourceKind::Smartctl:
      add_drives(base::to_utf8(bytes), all.raw);
      break;
    case SourceKind::Edid:
      all.raw.edid.push_back(std::move(bytes));
      break;
    case SourceKind::Battery:
      all.raw.batteries.push_back(base::to_utf8(bytes));
      break;
    case SourceKind::Together:
      all.remarks.push_back(unknown);
      break;
  }
  return base::Done{};
}

}  // namespace

base::Result<base::Bytes> read_file(const fs::path& path, std::size_t largest) {
  std::ifstream file(path, std::ios::binary);
  const base::Refusal unreadable{.code = "station.file.unreadable", .arguments = {{"file", path.string()}}};
  std::error_code error;
  if (!file || !fs::is_regular_file(path, error)) return unreadable;
  base::Bytes bytes(static_cast<std::size_t>(std::min<std::uintmax_t>(fs::file_size(path, error), largest)) + 1, '\0');
  if (error) return unreadable;
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) return unreadable;
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.size() > largest)
    return base::Refusal{.code = "station.file.too_large", .arguments = {{"file", path.string()}}};
  return bytes;
}

base::Result<Collected> read_folder(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code not_a_file;
    if (entry->is_regular_file(not_a_file)) files.push_back(entry->path());
  }
  if (error) return base::Refusal{.code = "station.from.unreadable", .arguments = {{"folder", folder.string()}}};
  std::ranges::sort(files);
  Collected all;
  for (const auto& file : files) {
    TRY(bytes, read_file(file, equipment::largest_source_bytes));
    TRY_DONE(add_file(std::move(bytes), file.filename().string(), all));
  }
  return all;
}

}  // namespace station
