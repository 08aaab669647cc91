// The command line of `boucle`. Help is in French, or in English when the locale (LC_ALL, LC_MESSAGES, LANG) begins with "en".
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "documents/sheet_read.hpp"
#include "server/commands.hpp"
#include "storage/database.hpp"

namespace {

i18n::Language language_of_terminal() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("en") ? i18n::Language::english : i18n::Language::french;
  }
  return i18n::Language::french;
}

/// --data, --database and --key-file, the same for every command that opens an installation.
void add_place(CLI::App& command, server::Place& place, const i18n::Translator& tr) {
  command.add_option("--data", place.data, tr("server.help.data"))->required()->type_name("DIR");
  command.add_option("--database", place.database, tr("server.help.database"))->type_name("URL");
  command.add_option("--key-file", place.key_file, tr("server.help.key_file"))->type_name("F");
}

struct CommandLine {
  explicit CommandLine(const i18n::Translators& all_translators, std::string own_program)
      : translators(all_translators), tr(all_translators[language_of_terminal()]), program(std::move(own_program)) {}

  const i18n::Translators& translators;
  const i18n::Translator& tr;
  std::string program;
  CLI::App app;
  int status = 0;

  server::ServeOptions serving;
  server::Place place;
  std::string email, code, name, role, label = "API", file, table, trust;
  std::vector<std::string> kinds, files;
  bool together = false;
  std::int64_t items = 0;
  std::uint64_t seed = 0;
  server::GradeOptions grading;
  server::StationCode wanted_code;

  void add_serve() {
    auto* command = app.add_subcommand("serve", tr("server.help.serve"));
    add_place(*command, serving.place, tr);
    command->add_option("--port", serving.port, tr("server.help.port"))->type_name("N")->capture_default_str();
    command->add_option("--bind", serving.bind, tr("server.help.bind"))->type_name("A")->capture_default_str();
    command->add_option("--public-url", serving.public_url, tr("server.help.public_url"))->type_name("U");
    command->add_option("--trusted-proxy", serving.trusted_proxies, tr("server.help.trusted_proxy"))->type_name("A");
    auto* smtp =
        command->add_option("--smtp", serving.smtp, tr("server.help.smtp"))->type_name("U")->envname("BOUCLE_SMTP");
    auto* sender = command->add_option("--smtp-from", serving.smtp_from, tr("server.help.smtp_from"))
                       ->type_name("E")
                       ->envname("BOUCLE_SMTP_FROM");
    auto* user = command->add_option("--smtp-user", serving.smtp_user, tr("server.help.smtp_user"))
                     ->type_name("N")
                     ->envname("BOUCLE_SMTP_USER");
    command->add_option("--smtp-password-file", serving.smtp_password_file, tr("server.help.smtp_password_file"))
        ->type_name("F")
        ->envname("BOUCLE_SMTP_PASSWORD_FILE")
        ->needs(user);
    smtp->needs(sender);
    command->callback([this] { status = server::serve(serving, translators, program); });
  }

  void add_people() {
    auto* admin = app.add_subcommand("admin", tr("server.help.admin"))
                      ->require_subcommand(1)
                      ->add_subcommand("create", tr("server.help.admin"));
    add_place(*admin, place, tr);
    admin->add_option("--email", email, tr("server.help.email"))->required()->type_name("E");
    admin->callback([this] { status = server::create_administrator(place, email, tr); });

    auto* organisation = app.add_subcommand("organisation", tr("server.help.organisation"))
                             ->require_subcommand(1)
                             ->add_subcommand("create", tr("server.help.organisation"));
    add_place(*organisation, place, tr);
    organisation->add_option("--code", code, tr("server.help.code"))->required()->type_name("C");
    organisation->add_option("--name", name, tr("server.help.name"))->required()->type_name("N");
    organisation->add_option("--kind", kinds, tr("server.help.kind"))->required()->type_name("K")->delimiter(',');
    organisation->callback([this] { status = server::create_organisation(place, code, name, kinds, tr); });

    auto* token = app.add_subcommand("token", tr("server.help.token"))
                      ->require_subcommand(1)
                      ->add_subcommand("create", tr("server.help.token"));
    add_place(*token, place, tr);
    token->add_option("--organisation", code, tr("server.help.code"))->required()->type_name("C");
    token->add_option("--role", role, tr("server.help.role"))->required()->type_name("ROLE");
    token->add_option("--label", label, tr("server.help.label"))->type_name("L")->capture_default_str();
    token->callback([this] { status = server::create_token(place, code, role, label, tr); });

    auto* station = app.add_subcommand("station-code", tr("server.help.station_code"));
    add_place(*station, place, tr);
    station->add_option("--name", wanted_code.name, tr("server.help.station_name"))->required()->type_name("N");
    station->add_option("--uses", wanted_code.uses, tr("server.help.station_uses"))
        ->type_name("K")
        ->capture_default_str();
    station->add_option("--days", wanted_code.days, tr("server.help.station_days"))
        ->type_name("D")
        ->capture_default_str();
    station->add_option("--organisation", wanted_code.organisation, tr("server.help.station_structure"))
        ->type_name("C");
    station->add_option("--public-url", wanted_code.public_url, tr("server.help.station_url"))->type_name("U");
    station->callback([this] { status = server::make_station_code(place, wanted_code, tr); });
  }

  void add_files() {
    auto* inventory = app.add_subcommand("inventory", tr("server.help.inventory"));
    inventory->add_flag("--together", together, tr("server.help.together"));
    inventory->add_option("FILE", files, tr("server.help.inventory_files"))->required();
    inventory->callback([this] { status = server::inventory(files, together, tr); });

    auto* grade = app.add_subcommand("grade", tr("server.help.grade"));
    grade->add_option("--rules", grading.rules, tr("server.help.rules"))->required()->type_name("FILE");
    grade->add_option("--cpumark", grading.cpumark, tr("server.help.cpumark_value"))->type_name("N");
    grade->add_option("--ram", grading.ram_gb, tr("server.help.ram"))->required()->type_name("GB");
    grade->add_option("--disk", grading.disks, tr("server.help.disk"))->type_name("NVME|SSD|HDD:GB");
    grade->add_flag("--windows10", grading.windows10, tr("server.help.windows10"));
    grade->callback([this] { status = server::grade(grading, tr); });

    auto* cpumark = app.add_subcommand("cpumark", tr("server.help.cpumark"));
    cpumark->add_option("--table", table, tr("server.help.table"))->required()->type_name("FILE");
    cpumark->add_option("NAME", name, tr("server.help.cpu_name"))->required();
    cpumark->callback([this] { status = server::cpumark(table, name, tr); });

    auto* verify = app.add_subcommand("verify", tr("server.help.verify"));
    verify->add_option("--trust", trust, tr("server.help.trust"))->type_name("KEY");
    verify->add_option("FILE", file, tr("server.help.verify_file"))->required();
    verify->callback([this] { status = server::verify(file, trust, tr); });
  }

  void add_installation() {
    auto* backup = app.add_subcommand("backup", tr("server.help.backup"));
    add_place(*backup, place, tr);
    backup->add_option("FILE", file, tr("server.help.backup_file"))->required();
    backup->callback([this] { status = server::backup(place, file, tr); });

    auto* restore = app.add_subcommand("restore", tr("server.help.restore"));
    add_place(*restore, place, tr);
    restore->add_option("FILE", file, tr("server.help.backup_file"))->required();
    restore->callback([this] { status = server::restore(place, file, tr); });

    auto* rebuild = app.add_subcommand("rebuild", tr("server.help.rebuild"));
    add_place(*rebuild, place, tr);
    rebuild->callback([this] { status = server::rebuild(place, tr); });

    auto* simulate = app.add_subcommand("simulate", tr("server.help.simulate"));
    add_place(*simulate, place, tr);
    simulate->add_option("--items", items, tr("server.help.items"))
        ->required()
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000));
    simulate->add_option("--seed", seed, tr("server.help.seed"))->required()->type_name("S");
    simulate->callback([this] { status = server::simulate(place, items, seed, tr); });

    auto* demo = app.add_subcommand("demo", tr("server.help.demo"));
    add_place(*demo, place, tr);
    demo->callback([this] { status = server::demonstrate(place, translators, tr); });
  }

  int run(int count, char** arguments) {
    app.name("boucle");
    app.description(tr("server.help.boucle"));
    app.require_subcommand(1);
    app.set_version_flag("--version", BOUCLE_VERSION, tr("server.help.version"));
    const auto formatter = std::make_shared<CLI::Formatter>();
    for (const char* word : {"Usage", "OPTIONS", "SUBCOMMAND", "REQUIRED"})
      formatter->label(word, tr("server.label." + std::string(word)));
    formatter->column_width(34);
    app.formatter(formatter);
    app.get_help_ptr()->group(tr("server.label.options"));
    app.set_help_flag("-h,--help", tr("server.help.help"));
    add_serve();
    add_people();
    add_files();
    add_installation();
    try {
      app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
      const int result = app.exit(error);
      return result == 0 ? 0 : 2;
    }
    return status;
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "--sheet-child") return documents::sheet_child_main(0, 1);
  const i18n::Translators translators;
  CommandLine command_line(translators, std::filesystem::read_symlink("/proc/self/exe").string());
  try {
    return command_line.run(count, arguments);
  } catch (const storage::Fault& fault) {
    std::cerr << "boucle: " << fault.what() << '\n';
    return 1;
  }
}
