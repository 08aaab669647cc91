// The command line of `boucle-station`. Help is in French, or in English when the locale (LC_ALL, LC_MESSAGES, LANG) begins with "en".
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "station/commands.hpp"
#include "station/erasing.hpp"
#include "station/recheck.hpp"
#include "station/run.hpp"
#include "station/version.hpp"

namespace {

i18n::Language language_of_terminal() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("en") ? i18n::Language::english : i18n::Language::french;
  }
  return i18n::Language::french;
}

class CommandLine {
 public:
  CommandLine(const i18n::Translators& translators, i18n::Language language)
      : translators_(translators),
        tr_(translators[language]),
        around_{.out = std::cout,
                .err = std::cerr,
                .tr = tr_,
                .machine = station::this_machine(),
                .patience = {},
                .terminal = ::isatty(STDOUT_FILENO) == 1} {}

  int run(int count, char** arguments) {
    app_.name("boucle-station");
    app_.description(tr_("station.help.station"));
    app_.footer(tr_("station.help.exit_statuses"));
    app_.require_subcommand(1);
    const auto formatter = std::make_shared<CLI::Formatter>();
    for (const char* word : {"Usage", "OPTIONS", "SUBCOMMAND", "REQUIRED", "Needs"}) {
      formatter->label(word, tr_("station.label." + std::string(word)));
    }
    app_.formatter(formatter);
    app_.option_defaults()->group(tr_("station.label.option_group"));
    app_.set_version_flag("--version", std::string(station::version()), tr_("station.help.version"));
    app_.set_help_flag("-h,--help", tr_("station.help.help"));
    add_run();
    add_inventory();
    add_report();
    add_plan();
    add_erase();
    add_recheck();
    add_enrol();
    add_send();
    add_status();
    try {
      app_.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? station::ExitStatus::done : station::ExitStatus::misused;
    }
    return status_;
  }

 private:
  CLI::App* add_word(const std::string& word, const std::string& help) {
    return app_.add_subcommand(word, help)->group(tr_("station.label.command_group"));
  }

  void add_inventory() {
    auto* command = add_word("inventory", tr_("station.help.inventory"));
    command->add_flag("--json", inventory_.json, tr_("station.help.as_json"));
    command->add_option("--from", inventory_.from, tr_("station.help.from"))->type_name("DIR");
    command->callback([this] { status_ = station::inventory(inventory_, around_); });
  }

  void add_report() {
    auto* command = add_word("report", tr_("station.help.report"));
    add_server(*command, report_.server);
    command->add_option("--item-number", report_.item_number, tr_("station.help.item_number"))->type_name("N");
    command->add_option("--operator", report_.operator_code, tr_("station.help.operator"))->type_name("CODE");
    command->add_option("--station", report_.station, tr_("station.help.name"))->type_name("NAME");
    command->add_option("--from", report_.from, tr_("station.help.from"))->type_name("DIR");
    command->add_option("--output", report_.output, tr_("station.help.output"))->type_name("FILE");
    add_places(*command, report_.state, report_.spool);
    add_attempts(*command);
    command->callback([this] { status_ = station::report(report_, around_); });
  }

  void add_run() {
    auto* command = add_word("run", tr_("station.help.run"));
    command->add_option("--policy", run_.policy, tr_("station.help.policy"))->type_name("P")->capture_default_str();
    command->add_option("--station", run_.station, tr_("station.help.name"))->type_name("NAME");
    command->add_option("--language", run_.language, tr_("station.help.language"))->type_name("fr|en");
    command->add_flag("--bench", run_.on_bench, tr_("station.help.bench"));
    command->add_flag("--image", run_.image, tr_("station.help.image"));
    add_server(*command, run_.server);
    add_places(*command, run_.state, run_.spool);
    add_bench(*command, run_.bench);
    command->callback([this] { status_ = station::run(run_, around_, translators_); });
  }

  void add_plan() {
    auto* command = add_word("plan", tr_("station.help.plan"));
    add_policy(*command, plan_.policy);
    command->add_option("--drive", plan_.serials, tr_("station.help.drive"))->type_name("S");
    command->add_flag("--json", plan_.json, tr_("station.help.plan_json"));
    add_bench(*command, plan_.bench);
    command->callback([this] { status_ = station::plan(plan_, around_); });
  }

  void add_erase() {
    auto* command = add_word("erase", tr_("station.help.erase"));
    add_policy(*command, erase_.policy);
    command->add_option("--drive", erase_.serials, tr_("station.help.drive"))->type_name("S")->required();
    command->add_flag("--yes", erase_.yes, tr_("station.help.yes"));
    command->add_flag("--machine", erase_.machine, tr_("station.help.machine"));
    command->add_flag("--json", erase_.json, tr_("station.help.erase_json"));
    command->add_option("--psid", erase_.psid, tr_("station.help.psid"))->type_name("PSID");
    command->add_option("--item-number", erase_.item_number, tr_("station.help.item_number"))->type_name("N");
    command->add_option("--operator", erase_.operator_code, tr_("station.help.operator"))->type_name("CODE");
    command->add_option("--station", erase_.station, tr_("station.help.name"))->type_name("NAME");
    add_server(*command, erase_.server);
    add_places(*command, erase_.state, erase_.spool);
    add_bench(*command, erase_.bench);
    command->callback([this] { status_ = station::erase(erase_, around_); });
  }

  void add_recheck() {
    auto* command = add_word("recheck", tr_("station.help.recheck"));
    command->add_option("FILE", recheck_.certificate, tr_("station.help.certificate"))->required()->option_text(" ");
    command->add_option("--share", recheck_.share, tr_("station.help.share"))
        ->type_name("0..1")
        ->check(CLI::Range(0.0, 1.0).description(""));
    command->add_flag("--json", recheck_.json, tr_("station.help.recheck_json"));
    add_bench(*command, recheck_.bench);
    command->callback([this] { status_ = station::recheck(recheck_, around_); });
  }

  void add_enrol() {
    auto* command = add_word("enrol", tr_("station.help.enrol"));
    command->add_option("ADDRESS", enrol_.text, tr_("station.help.enrol_text"))->required()->option_text(" ");
    command->add_option("CODE", enrol_.code, tr_("station.help.enrol_code"))->option_text(" ");
    command->add_option("--name", enrol_.name, tr_("station.help.name"))->type_name("NAME");
    command->add_option("--state", enrol_.state, tr_("station.help.state", {{"folder", station::default_state}}))
        ->type_name("DIR");
    command->callback([this] { status_ = station::enrol_station(enrol_, around_); });
  }

  void add_send() {
    auto* command = add_word("send", tr_("station.help.send"));
    add_places(*command, places_.state, places_.spool);
    add_server(*command, server_);
    add_attempts(*command);
    command->callback([this] { status_ = station::send(places_, server_, around_); });
  }

  void add_status() {
    auto* command = add_word("status", tr_("station.help.status"));
    add_places(*command, places_.state, places_.spool);
    command->callback([this] { status_ = station::status(places_, around_); });
  }

  void add_policy(CLI::App& command, std::string& policy) {
    command.add_option("--policy", policy, tr_("station.help.policy"))->type_name("P")->required();
  }

  void add_bench(CLI::App& command, station::BenchOptions& bench) {
    command.add_flag("--practice", bench.practice, tr_("station.help.practice"));
    command.add_option("--loop", bench.loops, tr_("station.help.loop"))->type_name("DEV");
  }

  void add_server(CLI::App& command, station::ServerOptions& server) {
    auto* url = command.add_option("--server", server.url, tr_("station.help.server"))->type_name("URL");
    auto* token = command.add_option("--token-file", server.token_file, tr_("station.help.token_file"))->type_name("F");
    url->needs(token);
    token->needs(url);
  }

  void add_places(CLI::App& command, std::string& state, std::string& spool) {
    command.add_option("--state", state, tr_("station.help.state", {{"folder", station::default_state}}))
        ->type_name("DIR");
    command.add_option("--spool", spool, tr_("station.help.spool"))->type_name("DIR");
  }

  void add_attempts(CLI::App& command) {
    command.add_option("--attempts", around_.patience.attempts, tr_("station.help.attempts"))
        ->type_name("N")
        ->check(CLI::Range(1, 100).description(""))
        ->capture_default_str();
  }

  const i18n::Translators& translators_;
  const i18n::Translator& tr_;
  station::Surroundings around_;
  CLI::App app_;
  station::InventoryOptions inventory_;
  station::ReportOptions report_;
  station::RunOptions run_;
  station::PlanOptions plan_;
  station::EraseOptions erase_;
  station::RecheckOptions recheck_;
  station::EnrolOptions enrol_;
  station::ServerOptions server_;
  station::Places places_;
  int status_ = station::ExitStatus::done;
};

}  // namespace

int main(int count, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe must not end the program between the disk and the server
  const i18n::Translators translators;
  return CommandLine(translators, language_of_terminal()).run(count, arguments);
}
