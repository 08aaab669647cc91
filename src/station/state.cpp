#include "station/state.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "base/json.hpp"
#include "base/text.hpp"
#include "station/folder.hpp"

namespace station {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 16384;
constexpr const char* key_file = "key";
constexpr const char* enrolment_file = "enrolment.json";
constexpr const char* chain_file = "chain.json";

base::Refusal unusable(const fs::path& folder, const std::string& reason) {
  return {.code = "station.state.unusable", .arguments = {{"folder", folder.string()}, {"reason", reason}}};
}
base::Refusal damaged(const fs::path& file) {
  return {.code = "station.state.damaged", .arguments = {{"file", file.string()}}};
}

base::Outcome make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return unusable(folder, error.message());
  fs::permissions(folder, fs::perms::owner_all, error);  // a FAT stick has no permissions: not an error
  return base::Done{};
}

/// Held while a report is made; let go when the program ends, however it ends.
class Lock {
 public:
  explicit Lock(const fs::path& folder)
      : descriptor_(::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0) {
      ::close(descriptor_);
      descriptor_ = -1;
    }
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  bool held() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

base::Result<proof::SigningKey> read_or_make_key(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) {
    auto secret = proof::Secret::from_bytes(base::random_bytes(32));
    CHECK(secret.ok());
    TRY_DONE(write_durably(file, proof::write_master_key(*secret)));
  }
  TRY(text, read_file(file, largest_file));
  // The folder is the station's own; a FAT stick shows every file as open to all, so the mode says nothing here.
  TRY(master, proof::read_master_key(text, 0600));
  return proof::SigningKey(proof::derive(master, "station-signing"));
}

std::string text_at(const boost::json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

base::Result<std::optional<boost::json::object>> read_object(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return std::optional<boost::json::object>();
  TRY(text, read_file(file, largest_file));
  const auto value = base::parse_json(text);
  if (!value.ok() || !value->is_object()) return damaged(file);
  return std::optional(value->as_object());
}

base::Result<Chain> read_chain(const fs::path& folder) {
  TRY(object, read_object(folder / chain_file));
  if (!object) return Chain{};
  const auto* sequence = object->if_contains("sequence");
  if (sequence == nullptr || !sequence->is_int64() || sequence->as_int64() < 0) return damaged(folder / chain_file);
  return Chain{.sequence = sequence->as_int64(), .previous = text_at(*object, "previous")};
}

base::Outcome write_chain(const fs::path& folder, const Chain& chain) {
  const boost::json::object object = {{"sequence", chain.sequence}, {"previous", chain.previous}};
  return write_durably(folder / chain_file, boost::json::serialize(object) + "\n");
}

}  // namespace

base::Result<State> State::open(const fs::path& folder) {
  TRY_DONE(make_folder(folder));
  TRY_DONE(make_folder(folder / "pending"));
  const Lock lock(folder);
  if (!lock.held()) return unusable(folder, std::strerror(errno));
  TRY(key, read_or_make_key(folder / key_file));
  return State(folder, std::move(key));
}

base::Result<std::optional<Enrolment>> State::enrolment() const {
  TRY(object, read_object(folder_ / enrolment_file));
  if (!object) return std::optional<Enrolment>();
  Enrolment found{.url = text_at(*object, "url"),
                  .token = text_at(*object, "token"),
                  .name = text_at(*object, "name"),
                  .organisation = text_at(*object, "organisation"),
                  .trust = text_at(*object, "trust")};
  if (found.url.empty() || found.token.empty()) return damaged(folder_ / enrolment_file);
  return std::optional(std::move(found));
}

base::Outcome State::keep_enrolment(const Enrolment& enrolment) {
  const boost::json::object object = {{"url", enrolment.url},
                                      {"token", enrolment.token},
                                      {"name", enrolment.name},
                                      {"organisation", enrolment.organisation},
                                      {"trust", enrolment.trust}};
  return write_durably(folder_ / enrolment_file, boost::json::serialize(object) + "\n");
}

base::Outcome State::finish_pending(Spool& spool) const {
  TRY(chain, read_chain(folder_));
  std::error_code error;
  std::vector<fs::path> files;
  for (auto entry = fs::directory_iterator(folder_ / "pending", error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    files.push_back(entry->path());
  if (error) return unusable(folder_ / "pending", error.message());
  for (const auto& file : files) {
    const auto id = ReportId::parse(file.stem().string());
    if (id.ok()) {
      // One that cannot be read now may be the one that the chain goes through: it stays, and the chain goes no further.
      TRY(bytes, read_file(file, largest_report));
      // Only that one counts; any other was cut before anybody was told of it, as was one that has no report's name yet.
      if (base::to_hex(base::sha256(bytes)) == chain.previous) TRY_DONE(spool.add(*id, bytes));
    }
    fs::remove(file, error);
  }
  return base::Done{};
}

base::Outcome State::add_report(Spool& spool, const ReportId& id,
                                const std::function<base::Result<base::Bytes>(const Chain&)>& make,
                                const std::function<base::Outcome()>& kept) {
  const Lock lock(folder_);
  if (!lock.held()) return unusable(folder_, std::strerror(errno));
  TRY_DONE(finish_pending(spool));
  TRY(chain, read_chain(folder_));
  TRY(bytes, make({.sequence = chain.sequence + 1, .previous = chain.previous}));
  TRY_DONE(write_durably(folder_ / "pending" / (id.text() + ".json"), bytes));
  TRY_DONE(write_chain(folder_, {.sequence = chain.sequence + 1, .previous = base::to_hex(base::sha256(bytes))}));
  TRY_DONE(finish_pending(spool));
  return kept();
}

}  // namespace station
