#include "accounts/structure.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/check_digits.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

std::string text_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

boost::json::object settings_of(const Organisation& organisation) {
  auto parsed = base::parse_json(organisation.settings);
  return parsed.ok() && parsed->is_object() ? parsed->get_object() : boost::json::object();
}

}  // namespace

Structure structure_of(const Organisation& organisation) {
  const auto settings = settings_of(organisation);
  Structure structure{.name = organisation.name,
                      .kinds = organisation.kinds,
                      .public_body = organisation.public_body,
                      .zone = organisation.zone};
  if (const auto* numbering = settings.if_contains("numbering"); numbering != nullptr && numbering->is_object()) {
    structure.site = text_in(numbering->get_object(), "site");
    const auto* digits = numbering->get_object().if_contains("digits");
    if (digits != nullptr && digits->is_int64()) structure.digits = digits->get_int64();
  }
  structure.address = text_in(settings, "address");
  structure.siret = text_in(settings, "siret");
  structure.legal_mentions = text_in(settings, "legal_mentions");
  return structure;
}

std::vector<base::Refusal> check(const Structure& structure) {
  std::vector<base::Refusal> refusals;
  const auto refuse = [&](std::string code, std::string field) {
    refusals.push_back({.code = std::move(code), .field = std::move(field)});
  };
  if (structure.name.empty()) refuse("accounts.input.missing", "name");
  if (structure.name.size() > 200) refuse("accounts.input.too_long", "name");
  if (structure.kinds.empty()) refuse("accounts.organisation.no_kind", "kinds");
  for (const auto& kind : structure.kinds)
    if (std::find(organisation_kinds.begin(), organisation_kinds.end(), kind) == organisation_kinds.end()) {
      refuse("accounts.organisation.bad_kind", "kinds");
      break;
    }
  if (!base::day_in_zone(base::Instant(), structure.zone).ok()) refuse("accounts.organisation.bad_zone", "zone");
  const bool letters =
      std::all_of(structure.site.begin(), structure.site.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (structure.site.size() != 2 || !letters) refuse("accounts.organisation.bad_site", "site");
  if (structure.digits < 3 || structure.digits > 6) refuse("accounts.organisation.bad_digits", "digits");
  if (!structure.siret.empty() && !base::is_siret(structure.siret)) refuse("accounts.organisation.bad_siret", "siret");
  if (structure.address.size() > 1000) refuse("accounts.input.too_long", "address");
  if (structure.legal_mentions.size() > 2000) refuse("accounts.input.too_long", "legal_mentions");
  return refusals;
}

void apply(const Structure& structure, Organisation& organisation) {
  organisation.name = structure.name;
  organisation.kinds = structure.kinds;
  organisation.public_body = structure.public_body;
  organisation.zone = structure.zone;
  auto settings = settings_of(organisation);
  if (!settings["numbering"].is_object()) settings["numbering"] = boost::json::object();
  settings["numbering"].get_object()["site"] = structure.site;
  settings["numbering"].get_object()["digits"] = structure.digits;
  settings["address"] = structure.address;
  settings["siret"] = structure.siret;
  settings["legal_mentions"] = structure.legal_mentions;
  organisation.settings = boost::json::serialize(settings);
}

}  // namespace accounts
