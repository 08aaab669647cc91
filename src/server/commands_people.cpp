// Commands on people and rights, for the person who installs.
#include <iostream>

#include "accounts/actions.hpp"
#include "base/text.hpp"
#include "server/commands.hpp"

namespace server {
namespace {

/// Opens the installation and runs one write; prints what `show` makes of its value.
template <typename Work, typename Show>
int change(const Place& place, const i18n::Translator& tr, Work&& work, Show&& show) {
  auto installation = open_installation(place);
  if (!installation.ok()) return refused(installation.refusal(), tr);
  auto result = installation->database->write([&](storage::Session& session) { return work(session); });
  if (!result.ok()) return refused(result.refusal(), tr);
  show(*result);
  return 0;
}

}  // namespace

int create_administrator(const Place& place, const std::string& email, const i18n::Translator& tr) {
  std::string password;
  std::getline(std::cin, password);
  while (!password.empty() && (password.back() == '\r' || password.back() == '\n')) password.pop_back();
  return change(
      place, tr,
      [&](storage::Session& session) {
        return accounts::create_instance_administrator(session, email, password, base::system_now());
      },
      [&](const accounts::Person& person) {
        std::cout << tr("server.admin.created", {{"email", person.email}}) << '\n';
      });
}

int create_organisation(const Place& place, const std::string& code, const std::string& name,
                        const std::vector<std::string>& kinds, const i18n::Translator& tr) {
  return change(
      place, tr,
      [&](storage::Session& session) {
        return accounts::create_organisation(session, code, name, kinds, base::system_now());
      },
      [&](const accounts::Organisation& organisation) { std::cout << organisation.id.text() << '\n'; });
}

int create_token(const Place& place, const std::string& organisation, const std::string& role, const std::string& label,
                 const i18n::Translator& tr) {
  const auto known = accounts::role_from_code(role);
  if (!known) return refused({.code = "accounts.role.bad", .field = "role", .arguments = {{"role", role}}}, tr, 2);
  return change(
      place, tr,
      [&](storage::Session& session) -> base::Result<std::string> {
        const auto found = accounts::find_organisation_by_code(session, organisation);
        if (!found) return base::Refusal{.code = "accounts.organisation.unknown", .field = "organisation"};
        return accounts::create_token(session, found->id, *known, label, base::system_now());
      },
      [](const std::string& token) { std::cout << token << '\n'; });
}

}  // namespace server
