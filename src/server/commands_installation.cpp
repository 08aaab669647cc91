// Backup, restore, rebuild: the installation as a whole.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "accounts/store.hpp"
#include "accounts/vault.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "equipment/log.hpp"
#include "equipment/rebuild.hpp"
#include "equipment/record.hpp"
#include "server/commands.hpp"
#include "server/demonstration.hpp"
#include "server/simulation.hpp"

namespace server {
namespace {

/// Says in each organisation's own history that its record resumed from a backup, and from which checkpoint: whoever holds a later
/// one can see what was lost.
void record_restore(storage::Session& session, base::Instant now) {
  for (const auto& organisation : accounts::list_organisations(session)) {
    const auto state = equipment::log_state(session, organisation.id);
    equipment::record_lot(session, {.organisation = organisation.id, .actor = "ADMIN", .now = now}, std::nullopt,
                          equipment::LogRestored{.size = static_cast<std::int64_t>(state.size),
                                                 .checkpoint_sha256 = base::to_hex(base::sha256(state.checkpoint))});
  }
}

/// The people erased since the backup was made are erased again.
std::int64_t replay_erasures(storage::Session& session, const std::string& register_file, base::Instant now) {
  std::int64_t count = 0;
  std::ifstream file(register_file);
  for (std::string line; std::getline(file, line);) {
    const auto subject = accounts::SubjectId::parse(base::trim(line.substr(0, line.find(' '))));
    if (subject.ok() && accounts::erase_subject(session, *subject, now)) ++count;
  }
  return count;
}

}  // namespace

int backup(const Place& place, const std::string& file, const i18n::Translator& tr) {
  auto installation = open_installation(place);
  if (!installation.ok()) return refused(installation.refusal(), tr);
  const auto done = installation->database->backup_to(file);
  if (!done.ok()) return refused(done.refusal(), tr);
  std::cout << tr("server.backup.done", {{"file", file}, {"key", place.key_path()}}) << '\n';
  return 0;
}

int restore(const Place& place, const std::string& file, const i18n::Translator& tr) {
  namespace fs = std::filesystem;
  const fs::path target = fs::path(place.data) / "boucle.sqlite";
  if (!place.database.empty()) return refused({.code = "server.restore.sqlite_only"}, tr, 2);
  if (fs::exists(target))
    return refused({.code = "server.restore.not_empty", .arguments = {{"folder", place.data}}}, tr);
  std::ifstream source(file, std::ios::binary);
  std::string head(16, '\0');
  if (!source.read(head.data(), 16) || head != std::string("SQLite format 3\0", 16))
    return refused({.code = "server.restore.not_a_backup", .arguments = {{"file", file}}}, tr);
  std::error_code error;
  fs::create_directories(place.data, error);
  const fs::path part = target.string() + ".part";
  if (!fs::copy_file(file, part, fs::copy_options::overwrite_existing, error))
    return refused({.code = "server.file.unreadable", .arguments = {{"file", file}}}, tr);
  fs::rename(part, target, error);
  if (error) return refused({.code = "server.file.unwritable", .arguments = {{"file", target.string()}}}, tr);
  auto installation = open_installation(place);
  if (!installation.ok()) {
    fs::remove(target, error);  // what is there is no usable database: leave the folder as it was
    return refused(installation.refusal(), tr);
  }
  const auto now = base::system_now();
  const auto erased = installation->database->write([&](storage::Session& session) {
    record_restore(session, now);
    return replay_erasures(session, place.erasure_register(), now);
  });
  std::cout << tr("server.restore.done", {{"erased", std::to_string(erased)}}) << '\n';
  return 0;
}

int rebuild(const Place& place, const i18n::Translator& tr) {
  auto installation = open_installation(place);
  if (!installation.ok()) return refused(installation.refusal(), tr);
  while (equipment::append_waiting_events(*installation->database, installation->keys, base::system_now()) > 0) {}
  const auto result = equipment::rebuild_items(*installation->database);
  std::cout << tr("server.rebuild.done", {{"items", tr.number(result.items)}, {"changed", tr.number(result.changed)}})
            << '\n';
  int status = 0;
  installation->database->read([&](storage::Session& session) {
    for (const auto& organisation : accounts::list_organisations(session)) {
      const auto checked = equipment::check_log(session, installation->keys, organisation.id, organisation.code);
      if (checked.ok()) continue;
      std::cerr << organisation.code << ": ";
      status = refused(checked.refusal(), tr);
    }
  });
  if (status == 0) std::cout << tr("server.rebuild.log_verified") << '\n';
  return status;
}

int simulate(const Place& place, std::int64_t items, std::uint64_t seed, const i18n::Translator& tr) {
  auto installation = open_installation(place);
  if (!installation.ok()) return refused(installation.refusal(), tr);
  const auto progress = [&, shown = std::int64_t{0}](std::int64_t done) mutable {
    if (done - shown < items / 20) return;
    shown = done;
    std::cerr << tr("server.simulate.progress", {{"done", tr.number(done)}, {"items", tr.number(items)}}) << '\n';
  };
  const auto made = server::simulate(*installation->database, installation->keys, items, seed, progress);
  if (!made.ok()) return refused(made.refusal(), tr);
  std::cout << tr("server.simulate.done", {{"items", tr.number(items)}}) << '\n';
  return 0;
}

int demonstrate(const Place& place, const i18n::Translators& translators, const i18n::Translator& tr) {
  auto installation = open_installation(place);
  if (!installation.ok()) return refused(installation.refusal(), tr);
  const accounts::Services services{.database = *installation->database,
                                    .keys = installation->keys,
                                    .translators = translators,
                                    .public_url = {},
                                    .program = {}};
  const auto made = make_demonstration(services, base::system_now());
  if (!made.ok()) return refused(made.refusal(), tr);
  std::cout << tr("server.demo.logins", {{"password", std::string(demo_password)}}) << '\n';
  for (const auto& login : demo_logins()) std::cout << "  " << login.email << "  " << tr(login.role) << '\n';
  return 0;
}

}  // namespace server
