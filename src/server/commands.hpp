#pragma once
// What each command of `boucle` does; main.cpp only reads the command line. Each returns the exit status.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "i18n/i18n.hpp"
#include "server/data_folder.hpp"

namespace server {

struct ServeOptions {
  Place place;
  std::uint16_t port = 8080;
  std::string bind = "127.0.0.1";
  std::string public_url;
  std::vector<std::string> trusted_proxies;
  std::string smtp, smtp_from, smtp_user,
      smtp_password_file;  ///< mail server: jobs::read_smtp checks them; none: mails wait
};
int serve(const ServeOptions& options, const i18n::Translators& translators, const std::string& program);

// ---- people and rights ----
int create_administrator(const Place& place, const std::string& email,
                         const i18n::Translator& tr);  ///< password on stdin
int create_organisation(const Place& place, const std::string& code, const std::string& name,
                        const std::vector<std::string>& kinds, const i18n::Translator& tr);
int create_token(const Place& place, const std::string& organisation, const std::string& role, const std::string& label,
                 const i18n::Translator& tr);
struct StationCode {
  std::string organisation;  ///< code; empty: the only one
  std::string name;
  std::int64_t uses = 1, days = 7;
  std::string public_url;  ///< empty: the code alone is printed
};
/// Prints what a station is given to join: https://HOST/enrol#CODE, or the code.
int make_station_code(const Place& place, const StationCode& wanted, const i18n::Translator& tr);

// ---- tools on files: no installation needed ----
int inventory(const std::vector<std::string>& files, bool together, const i18n::Translator& tr);
struct GradeOptions {
  std::string rules;
  std::optional<int> cpumark;
  double ram_gb = 0;
  std::vector<std::string> disks;
  bool windows10 = false;
};
int grade(const GradeOptions& options, const i18n::Translator& tr);
int cpumark(const std::string& table, const std::string& name, const i18n::Translator& tr);
int verify(const std::string& file, const std::string& trust, const i18n::Translator& tr);

// ---- the installation as a whole ----
int backup(const Place& place, const std::string& file, const i18n::Translator& tr);
int restore(const Place& place, const std::string& file, const i18n::Translator& tr);
int rebuild(const Place& place, const i18n::Translator& tr);
int simulate(const Place& place, std::int64_t items, std::uint64_t seed, const i18n::Translator& tr);
/// Makes the demonstration workshop if it is not there, and prints who can sign in.
int demonstrate(const Place& place, const i18n::Translators& translators, const i18n::Translator& tr);

/// Prints the refusal's sentence on stderr; 1, or 2 for a wrong use.
int refused(const base::Refusal& refusal, const i18n::Translator& tr, int status = 1);
/// The whole file; refuses "server.file.unreadable" and over 64 MiB ".too_large".
base::Result<std::string> read_file(const std::string& path);

}  // namespace server
