#include <spdlog/spdlog.h>

#include <csignal>
#include <iostream>

#include "equipment/log.hpp"
#include "server/background.hpp"
#include "server/commands.hpp"
#include "server/composition.hpp"

namespace server {
namespace {

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

std::vector<Background::Task> background_tasks(storage::Database& database, const accounts::Keys& keys) {
  std::vector<Background::Task> tasks;
  tasks.push_back({.name = "log", .run = [&](base::Instant now) { return equipment::append_waiting_events(database, keys, now) > 0; }});
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
  const Background background(background_tasks(*installation->database, installation->keys));
  spdlog::info("Boucle {} : http://{}:{}/", BOUCLE_VERSION, options.bind, (*listening)->port());
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("arrêt");
  return 0;
}

}  // namespace server
