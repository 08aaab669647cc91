// Commands on people and rights, for the person who installs.
#include <iostream>

#include "accounts/actions.hpp"
#include "base/text.hpp"
#include "server/commands.hpp"
#include "workshop/actions_station.hpp"

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

int make_station_code(const Place& place, const StationCode& wanted, const i18n::Translator& tr) {
  const auto structure = [&](storage::Session& session) -> base::Result<accounts::Organisation> {
    if (wanted.organisation.empty()) {
      auto all = accounts::list_organisations(session);
      if (all.size() == 1) return std::move(all.front());
    } else if (auto found = accounts::find_organisation_by_code(session, wanted.organisation)) {
      return std::move(*found);
    }
    return base::Refusal{.code = "accounts.organisation.unknown", .field = "organisation"};
  };
  return change(
      place, tr,
      [&](storage::Session& session) -> base::Result<workshop::NewCode> {
        TRY(organisation, structure(session));
        const auto now = base::system_now();
        TRY(made, workshop::make_code(session, organisation.id, wanted.name, wanted.uses, wanted.days, "CLI", now));
        accounts::Caller who;
        who.organisation = organisation.id;
        accounts::audit(session, &who, "", "station_code_made", made.code.id.text(), made.code.name, now);
        return made;
      },
      [&](const workshop::NewCode& made) {
        std::string url = wanted.public_url;
        while (url.ends_with('/')) url.pop_back();
        std::cout << (url.empty() ? made.text : workshop::enrolment_text(url, made.text)) << '\n';
      });
}

}  // namespace server
