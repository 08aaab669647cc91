#include "station/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/json.hpp"
#include "station/folder.hpp"

namespace station {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".json";
constexpr std::string_view answer_ending = ".answer.json";  // not a key

base::Refusal not_written(const fs::path& file, int error) {
  return {.code = "station.spool.not_written",
          .arguments = {{"file", file.string()}, {"reason", std::strerror(error)}}};
}

base::Refusal unusable(const fs::path& folder, const std::string& reason) {
  return {.code = "station.spool.unusable", .arguments = {{"folder", folder.string()}, {"reason", reason}}};
}

/// 0, or errno. The name of a file is on the disk only once its folder is.
int sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  return error;
}

/// 0, or errno.
int write_all(int descriptor, const base::Bytes& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    done += static_cast<std::size_t>(count);
  }
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

base::Outcome make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return unusable(folder, std::strerror(errno));
  if (!fs::is_directory(folder, error)) return unusable(folder, std::strerror(ENOTDIR));
  return base::Done{};
}

/// What a program that was killed while writing left: nobody was told that it was kept.
void remove_old_drafts(const fs::path& folder) {
  std::vector<fs::path> old;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code gone;
    const auto written = entry->last_write_time(gone);
    const bool is_old = !gone && fs::file_time_type::clock::now() - written > std::chrono::hours(1);
    if (is_old && entry->path().extension() == ".draft") old.push_back(entry->path());
  }
  for (const auto& draft : old) fs::remove(draft, error);
}

/// The ids of the reports in a folder, oldest first (UUIDv7 sort by time); other files are not looked at.
base::Result<std::vector<ReportId>> reports_in(const fs::path& folder) {
  std::vector<ReportId> ids;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.ends_with(ending)) continue;
    const auto id = ReportId::parse(std::string_view(name).substr(0, name.size() - ending.size()));
    if (id.ok()) ids.push_back(*id);
  }
  if (error) return unusable(folder, error.message());
  std::ranges::sort(ids);
  return ids;
}

/// Renames; a report that another program took meanwhile is no fault.
base::Outcome move(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) return not_written(to, errno);
  for (const auto& folder : {to.parent_path(), from.parent_path()}) {
    if (const int error = sync_folder(folder)) return not_written(folder, error);
  }
  return base::Done{};
}

ServerRefusal read_answer(const fs::path& file) {
  ServerRefusal refusal;
  const auto bytes = read_file(file, std::size_t{1024} * 1024);
  if (!bytes.ok()) return refusal;
  const auto value = base::parse_json(*bytes);
  if (!value.ok() || !value->is_object()) return refusal;
  const auto& object = value->as_object();
  if (const auto* status = object.if_contains("status"); status != nullptr && status->is_int64()) {
    refusal.status = static_cast<int>(status->as_int64());
  }
  if (const auto* sentence = object.if_contains("sentence"); sentence != nullptr && sentence->is_string()) {
    refusal.sentence = std::string(sentence->as_string());
  }
  if (const auto* at = object.if_contains("refused_at"); at != nullptr && at->is_string()) {
    refusal.at = base::parse_rfc3339(std::string_view(at->as_string())).value_or(base::Instant());
  }
  return refusal;
}

}  // namespace

base::Outcome write_durably(const fs::path& file, const base::Bytes& bytes) {
  // The name has the process in it, so that two programs never write the same one.
  const fs::path draft = file.string() + "." + std::to_string(::getpid()) + ".draft";
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return not_written(file, errno);
  int error = write_all(descriptor, bytes);
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(draft.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(draft.c_str());
    return not_written(file, error);
  }
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (const int folder_error = sync_folder(folder)) return not_written(folder, folder_error);
  return base::Done{};
}

base::Result<Spool> Spool::open(const fs::path& folder, Missing missing) {
  std::error_code error;
  const fs::path whole = fs::absolute(folder, error).lexically_normal();
  Spool spool(whole.has_filename() ? whole : whole.parent_path());
  if (missing == Missing::refuse && !fs::is_directory(spool.folder_, error))
    return unusable(spool.folder_, std::strerror(ENOENT));
  TRY_DONE(make_folder(spool.folder_));
  TRY_DONE(make_folder(spool.refused_folder()));
  remove_old_drafts(spool.folder_);
  return spool;
}

base::Outcome Spool::add(const ReportId& id, const base::Bytes& report) { return write_durably(file_of(id), report); }

base::Result<std::vector<WaitingReport>> Spool::waiting() const {
  TRY(ids, reports_in(folder_));
  std::vector<WaitingReport> reports;
  for (const auto& id : ids) {
    struct stat about{};
    if (::stat(file_of(id).c_str(), &about) != 0) continue;  // sent by another program meanwhile
    const auto since = std::chrono::seconds(about.st_mtim.tv_sec);
    reports.push_back({.id = id, .bytes = static_cast<std::uintmax_t>(about.st_size), .since = base::Instant(since)});
  }
  return reports;
}

base::Result<std::vector<RefusedReport>> Spool::refused() const {
  TRY(ids, reports_in(refused_folder()));
  std::vector<RefusedReport> reports;
  for (const auto& id : ids) {
    reports.push_back({.id = id, .refusal = read_answer(refused_folder() / (id.text() + std::string(answer_ending)))});
  }
  return reports;
}

base::Result<base::Bytes> Spool::read(const ReportId& id) const { return read_file(file_of(id), largest_report); }

base::Outcome Spool::clear(const ReportId& id) {
  if (::unlink(file_of(id).c_str()) != 0 && errno != ENOENT) return not_written(file_of(id), errno);
  if (const int error = sync_folder(folder_)) return not_written(folder_, error);
  return base::Done{};
}

base::Outcome Spool::refuse(const ReportId& id, const ServerRefusal& refusal) {
  boost::json::object answer;
  answer["status"] = refusal.status;
  answer["sentence"] = refusal.sentence;
  answer["refused_at"] = base::to_rfc3339(refusal.at);
  // The reason first: a report among the refused ones is never without it.
  TRY_DONE(write_durably(refused_folder() / (id.text() + std::string(answer_ending)), boost::json::serialize(answer)));
  return move(file_of(id), refused_folder() / file_of(id).filename());
}

}  // namespace station
