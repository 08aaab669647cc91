#include "checkup/files.hpp"

#include <algorithm>
#include <fstream>

#include "base/text.hpp"

namespace checkup {

std::string line_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return base::trim(base::printable(line));
}

std::optional<long long> number_in(const std::filesystem::path& file) { return base::to_integer(line_of(file)); }

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace checkup
