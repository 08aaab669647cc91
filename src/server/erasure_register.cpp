#include "server/erasure_register.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "base/time.hpp"

namespace server {

bool write_erasure_register(storage::Database& database, const std::string& file) {
  std::set<std::string> known;
  std::ifstream old(file);
  for (std::string line; std::getline(old, line);) known.insert(line.substr(0, line.find(' ')));
  std::string lines;
  database.read([&](storage::Session& session) {
    session.each<std::string, std::int64_t>(
        "SELECT id, erased_at FROM data_subject WHERE erased_at IS NOT NULL ORDER BY erased_at, id",
        [&](const std::string& id, std::int64_t at) {
          if (!known.contains(id)) lines += id + " " + base::to_rfc3339(base::from_milliseconds(at)) + "\n";
        });
  });
  if (lines.empty()) return false;
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  const bool written = descriptor >= 0 &&
                       ::write(descriptor, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()) &&
                       ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!written) throw storage::Fault(storage::Fault::Kind::disk, "register of erasures: " + file);
  return true;
}

}  // namespace server
