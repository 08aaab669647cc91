#include "station/commands.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <ctime>
#include <ostream>

#include "base/text.hpp"
#include "station/enrolment.hpp"
#include "station/folder.hpp"
#include "station/table.hpp"

namespace station {
namespace {

constexpr std::size_t largest_token_file = 8192;

base::Result<Collected> collect(const std::string& from, const Surroundings& around) {
  if (!from.empty()) return read_folder(from);
  around.err << around.tr("station.reading") << '\n';
  return probe(around.machine);
}

std::string name_of_this_machine() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  return base::trim(base::shorten(base::printable(name.data()), 64));
}

/// Local time minus UTC, as the machine is set.
std::chrono::minutes offset_at(base::Instant instant) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(instant);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return {};
  return std::chrono::duration_cast<std::chrono::minutes>(std::chrono::seconds(local.tm_gmtoff));
}

std::string local_time(base::Instant instant) {
  std::string text = local_rfc3339(instant, offset_at(instant)).substr(0, 16);
  std::ranges::replace(text, 'T', ' ');
  return text;
}

base::Outcome write_copy(const std::string& output, const base::Bytes& bytes, std::ostream& out) {
  if (output != "-") return write_durably(output, bytes);
  out << bytes << '\n' << std::flush;
  if (!out) return base::Refusal{.code = "station.output.not_written"};
  return base::Done{};
}

const char* sentence_key(Fate fate) {
  switch (fate) {
    case Fate::accepted:
      return "station.send.accepted";
    case Fate::refused:
      return "station.send.refused";
    case Fate::not_admitted:
      return "station.send.not_admitted";
    case Fate::postponed:
      break;
  }
  return "station.send.postponed";
}

int exit_status_of(const std::vector<Delivery>& deliveries) {
  const auto any = [&](Fate fate) { return std::ranges::find(deliveries, fate, &Delivery::fate) != deliveries.end(); };
  if (any(Fate::refused)) return ExitStatus::refused;
  if (any(Fate::not_admitted)) return ExitStatus::not_admitted;
  if (any(Fate::postponed)) return ExitStatus::waiting;
  return ExitStatus::done;
}

/// « 409 – Un rapport différent porte déjà ce numéro. »
std::string join_status(int status, const std::string& sentence) {
  return std::to_string(status) + (sentence.empty() ? "" : " – " + sentence);
}

void print_delivery(const Delivery& delivery, const Surroundings& around) {
  std::string sentence = delivery.sentence;
  if (delivery.status != 0) sentence = join_status(delivery.status, sentence);
  if (delivery.status == 200 || delivery.status == 201) sentence = around.tr("station.send.not_boucle");
  around.err << around.tr(sentence_key(delivery.fate), {{"id", delivery.id.text()}, {"sentence", sentence}}) << '\n';
}

/// What the report is sealed with. A report that is only written to a file needs neither state nor chain of its own, but is signed
/// all the same if there is a key.
base::Result<base::Bytes> sealed(const ReportHead& head, const Content& content, const State& state) {
  return make_report(head, content, Chain{}, state.key());
}

int write_only(const ReportHead& head, const Content& content, const State& state, const std::string& output,
               const Surroundings& around) {
  const auto bytes = sealed(head, content, state);
  if (!bytes.ok()) return refused_with(bytes.refusal(), around);
  const auto copied = write_copy(output, *bytes, around.out);
  return copied.ok() ? ExitStatus::done : refused_with(copied.refusal(), around);
}

}  // namespace

int refused_with(const base::Refusal& refusal, const Surroundings& around, int exit_status) {
  around.err << "boucle-station: " << i18n::refusal_text(around.tr, refusal) << '\n';
  return exit_status;
}

ReportHead make_head(const std::string& station, const std::string& operator_code, const std::string& item_number) {
  const auto given = [](const std::string& text) { return text.empty() ? std::optional<std::string>() : text; };
  const auto now = base::system_now();
  return {.id = ReportId::create(now),
          .station = station.empty() ? name_of_this_machine() : station,
          .occurred_at = now,
          .offset = offset_at(now),
          .operator_code = given(base::upper(base::trim(operator_code))),
          .item_number = given(item_number)};
}

std::filesystem::path state_folder(const std::string& given) { return given.empty() ? default_state : given; }

base::Result<Spool> open_spool(const State& state, const std::string& given, Spool::Missing missing) {
  return Spool::open(given.empty() ? state.spool_folder() : std::filesystem::path(given), missing);
}

base::Result<std::optional<Server>> choose_server(const ServerOptions& options,
                                                  const std::optional<Enrolment>& enrolment,
                                                  const i18n::Translator& tr) {
  const auto language = i18n::language_code(tr.language());
  if (!options.url.empty()) {
    TRY(token, read_file(options.token_file, largest_token_file));
    TRY(server, make_server(options.url, token, language));
    return std::optional(std::move(server));
  }
  if (!enrolment) return std::optional<Server>();
  TRY(server, make_server(enrolment->url, enrolment->token, language));
  return std::optional(std::move(server));
}

int send_all(Spool& spool, const Server& server, const Surroundings& around) {
  const auto deliveries =
      deliver(spool, server, around.patience, [&](const std::string& sentence, std::chrono::milliseconds delay) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(delay).count();
        around.err << around.tr("station.send.again", {{"sentence", sentence}, {"seconds", std::to_string(seconds)}})
                   << '\n';
      });
  if (!deliveries.ok()) return refused_with(deliveries.refusal(), around);
  for (const auto& delivery : *deliveries) print_delivery(delivery, around);
  if (const auto left = spool.waiting(); left.ok() && !left->empty()) {
    const auto count = static_cast<std::int64_t>(left->size());
    around.err << around.tr.count("station.send.left", count, {{"folder", spool.folder().string()}}) << '\n';
  }
  return exit_status_of(*deliveries);
}

int inventory(const InventoryOptions& options, const Surroundings& around) {
  const auto collected = collect(options.from, around);
  if (!collected.ok()) return refused_with(collected.refusal(), around);
  const auto machine = inventory_of(collected->raw);
  if (options.json) {
    around.out << boost::json::serialize(equipment::to_json(machine)) << '\n';
    print_remarks(around.err, collected->remarks, around.tr);
  } else {
    print_inventory(around.out, machine, collected->remarks, around.tr, around.terminal ? Print::bold : Print::plain);
  }
  around.out << std::flush;
  return collected->raw.nothing() || !around.out ? ExitStatus::failed : ExitStatus::done;
}

int report(const ReportOptions& options, const Surroundings& around) {
  // Whatever a person typed wrong is told before the minute that reading takes.
  auto state = State::open(state_folder(options.state));
  if (!state.ok()) return refused_with(state.refusal(), around);
  const auto enrolment = state->enrolment();
  if (!enrolment.ok()) return refused_with(enrolment.refusal(), around);
  const std::string name = options.station.empty() && *enrolment ? (*enrolment)->name : options.station;
  const auto head = make_head(name, options.operator_code, options.item_number);
  if (const auto checked = check_head(head); !checked.ok())
    return refused_with(checked.refusal(), around, ExitStatus::misused);
  const auto server = choose_server(options.server, *enrolment, around.tr);
  if (!server.ok()) return refused_with(server.refusal(), around, ExitStatus::misused);

  const auto collected = collect(options.from, around);
  if (!collected.ok()) return refused_with(collected.refusal(), around);
  print_remarks(around.err, collected->remarks, around.tr);
  if (collected->raw.nothing()) return refused_with({.code = "station.report.nothing_read"}, around);
  Content content{.raw = collected->raw};
  if (options.from.empty()) content.host = read_host("/");  // outputs of a folder are of another machine

  if (!options.output.empty() && options.spool.empty() && options.server.url.empty())
    return write_only(head, content, *state, options.output, around);
  auto spool = open_spool(*state, options.spool, Spool::Missing::create);
  if (!spool.ok()) return refused_with(spool.refusal(), around);
  const auto kept = state->add_report(
      *spool, head.id, [&](const Chain& chain) { return make_report(head, content, chain, state->key()); });
  if (!kept.ok()) return refused_with(kept.refusal(), around);
  around.err << around.tr("station.report.kept", {{"file", spool->file_of(head.id).string()}}) << '\n' << std::flush;
  if (!options.output.empty()) {
    const auto bytes = spool->read(head.id);
    const auto copied = bytes.ok() ? write_copy(options.output, *bytes, around.out) : base::Outcome(bytes.refusal());
    if (!copied.ok()) return refused_with(copied.refusal(), around);
  }
  return *server ? send_all(*spool, **server, around) : ExitStatus::done;
}

int send(const Places& places, const ServerOptions& options, const Surroundings& around) {
  const auto state = State::open(state_folder(places.state));
  if (!state.ok()) return refused_with(state.refusal(), around);
  const auto enrolment = state->enrolment();
  if (!enrolment.ok()) return refused_with(enrolment.refusal(), around);
  const auto server = choose_server(options, *enrolment, around.tr);
  if (!server.ok()) return refused_with(server.refusal(), around, ExitStatus::misused);
  if (!*server) return refused_with({.code = "station.server.none"}, around, ExitStatus::misused);
  auto spool = open_spool(*state, places.spool, Spool::Missing::refuse);
  if (!spool.ok()) return refused_with(spool.refusal(), around);
  const auto waiting = spool->waiting();
  if (!waiting.ok()) return refused_with(waiting.refusal(), around);
  if (waiting->empty()) around.err << around.tr("station.status.nothing") << '\n';
  return send_all(*spool, **server, around);
}

int enrol_station(const EnrolOptions& options, const Surroundings& around) {
  const auto invitation = read_invitation(options.text, options.code);
  if (!invitation.ok()) return refused_with(invitation.refusal(), around, ExitStatus::misused);
  auto state = State::open(state_folder(options.state));
  if (!state.ok()) return refused_with(state.refusal(), around);
  const auto enrolment = enrol(*state, *invitation, options.name, i18n::language_code(around.tr.language()));
  if (!enrolment.ok()) return refused_with(enrolment.refusal(), around, ExitStatus::not_admitted);
  around.out << around.tr("station.enrol.done", {{"name", enrolment->name},
                                                 {"organisation", enrolment->organisation},
                                                 {"fingerprint", state->key().public_key().fingerprint()}})
             << '\n';
  return ExitStatus::done;
}

int status(const Places& places, const Surroundings& around) {
  const auto state = State::open(state_folder(places.state));
  if (!state.ok()) return refused_with(state.refusal(), around);
  const auto spool = open_spool(*state, places.spool, Spool::Missing::refuse);
  if (!spool.ok()) return refused_with(spool.refusal(), around);
  const auto waiting = spool->waiting();
  if (!waiting.ok()) return refused_with(waiting.refusal(), around);
  const auto refused = spool->refused();
  if (!refused.ok()) return refused_with(refused.refusal(), around);
  const auto& tr = around.tr;
  if (waiting->empty()) around.out << tr("station.status.nothing") << '\n';
  if (!waiting->empty())
    around.out << tr.count("station.status.waiting", static_cast<std::int64_t>(waiting->size())) << '\n';
  for (const auto& each : *waiting) {
    const auto size = tr.bytes(static_cast<std::int64_t>(each.bytes));
    around.out << "  " << each.id.text() << "  " << local_time(each.since) << "  " << size << '\n';
  }
  if (!refused->empty())
    around.out << tr.count("station.status.refused", static_cast<std::int64_t>(refused->size())) << '\n';
  for (const auto& each : *refused) {
    around.out << "  " << each.id.text() << "  " << local_time(each.refusal.at) << "  " << each.refusal.status
               << "\n    " << each.refusal.sentence << '\n';
  }
  if (!refused->empty()) return ExitStatus::refused;
  return waiting->empty() ? ExitStatus::done : ExitStatus::waiting;
}

}  // namespace station
