#include <spdlog/spdlog.h>

#include <csignal>
#include <iostream>

#include "accounts/sessions.hpp"
#include "equipment/log.hpp"
#include "erasure/certificate_actions.hpp"
#include "erasure/recheck_actions.hpp"
#include "jobs/mail.hpp"
#include "server/background.hpp"
#include "server/commands.hpp"
#include "server/composition.hpp"
#include "server/erasure_register.hpp"

namespace server {
namespace {

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

/// Nothing when no mail server is given: letters then wait, and /instance/mail says so.
base::Result<std::optional<jobs::Smtp>> mail_server(const ServeOptions& options) {
  if (options.smtp.empty()) return std::optional<jobs::Smtp>();
  // The links of letters begin with the public address, never with what a request claims its host to be.
  if (options.public_url.empty()) return base::Refusal{.code = "server.smtp.needs_public_url", .field = "public-url"};
  TRY(smtp, jobs::read_smtp(options.smtp, options.smtp_from, options.smtp_user, options.smtp_password_file));
  return std::optional<jobs::Smtp>(std::move(smtp));
}

std::vector<Background::Task> background_tasks(storage::Database& database, const accounts::Keys& keys,
                                               const std::optional<jobs::Smtp>& smtp, const std::string& erasures,
                                               const std::string& public_url) {
  std::vector<Background::Task> tasks;
  tasks.push_back({.name = "log", .run = [&](base::Instant now) {
                     return equipment::append_waiting_events(database, keys, now) > 0;
                   }});
  tasks.push_back({.name = "certificates", .run = [&](base::Instant now) {
                     return erasure::issue_due_certificates(database, keys, public_url, now) > 0;
                   }});
  tasks.push_back({.name = "rechecks",
                   .run =
                       [&](base::Instant now) {
                         erasure::draw_rechecks(database, now);
                         return false;
                       },
                   .rest = std::chrono::minutes(10)});
  tasks.push_back({.name = "mail",
                   .run = [&](base::Instant now) { return jobs::send_due_mail(database, smtp, now); },
                   .rest = std::chrono::seconds(5)});
  tasks.push_back({.name = "erasures",
                   .run = [&](base::Instant) { return write_erasure_register(database, erasures); },
                   .rest = std::chrono::seconds(2)});
  tasks.push_back({.name = "purge",
                   .run =
                       [&](base::Instant now) {
                         accounts::purge(database, now);
                         return false;
                       },
                   .rest = std::chrono::hours(1)});
  return tasks;
}

}  // namespace

int serve(const ServeOptions& options, const i18n::Translators& translators, const std::string& program) {
  const auto& tr = translators[i18n::Language::french];
  // Signals are taken by sigwait below; every thread made from here on leaves them to it.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto installation = open_installation(options.place);
  if (!installation.ok()) return refused(installation.refusal(), tr);
  const auto smtp = mail_server(options);
  if (!smtp.ok()) return refused(smtp.refusal(), tr, 2);
  const accounts::Services services{.database = *installation->database,
                                    .keys = installation->keys,
                                    .translators = translators,
                                    .public_url = without_slash(options.public_url),
                                    .program = program};
  http::ServerOptions http_options;
  http_options.bind = options.bind;
  http_options.port = options.port;
  http_options.trusted_proxies = options.trusted_proxies;
  http_options.workers = 32;
  auto listening = http::Server::start(http_options, all_routes(services), all_hooks(services));
  if (!listening.ok()) return refused(listening.refusal(), tr);
  const std::string erasures = options.place.erasure_register();
  const Background background(
      background_tasks(*installation->database, installation->keys, *smtp, erasures, services.public_url));
  spdlog::info("Boucle {} : http://{}:{}/", BOUCLE_VERSION, options.bind, (*listening)->port());
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("arrêt");
  return 0;
}

}  // namespace server
