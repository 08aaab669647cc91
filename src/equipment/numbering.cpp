#include "equipment/numbering.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"

namespace equipment {

base::Result<NumberScheme> parse_number_scheme(std::string_view settings_json) {
  TRY(settings, base::parse_json(settings_json));
  NumberScheme scheme;
  const auto* object = settings.if_object();
  const auto* numbering = object == nullptr ? nullptr : object->if_contains("numbering");
  if (numbering == nullptr || !numbering->is_object()) return scheme;
  const auto& fields = numbering->get_object();
  if (const auto* site = fields.if_contains("site"); site != nullptr && site->is_string())
    scheme.site = std::string(site->get_string());
  if (const auto* digits = fields.if_contains("digits"); digits != nullptr && digits->is_int64())
    scheme.digits = static_cast<int>(digits->get_int64());
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (scheme.site.size() != 2 || !capital(scheme.site[0]) || !capital(scheme.site[1]))
    return base::Refusal{.code = "equipment.numbering.bad_site", .field = "site"};
  if (scheme.digits < 3 || scheme.digits > 6)
    return base::Refusal{.code = "equipment.numbering.bad_digits", .field = "digits"};
  return scheme;
}

std::string series(const NumberScheme& scheme, Kind kind, base::Day day) {
  const std::string year = std::to_string(static_cast<int>(day.year()) % 100);
  return scheme.site + std::string(number_code(kind)) + (year.size() < 2 ? "0" + year : year);
}

std::string format_number(std::string_view series, std::int64_t n, int digits) {
  std::string figure = std::to_string(n);
  if (figure.size() < static_cast<std::size_t>(digits))
    figure.insert(0, static_cast<std::size_t>(digits) - figure.size(), '0');
  return std::string(series) + "-" + figure;
}

std::string draw_number(storage::Session& session, const OrganisationId& organisation, std::string_view series,
                        int digits) {
  while (true) {
    const auto n = session.value<std::int64_t>(
        "INSERT INTO number_series (organisation_id, series, next) VALUES (:1, :2, 2) "
        "ON CONFLICT (organisation_id, series) DO UPDATE SET next = number_series.next + 1 RETURNING next - 1",
        organisation.text(), std::string(series));
    const std::string number = format_number(series, n.value(), digits);
    if (!session.value<std::int64_t>("SELECT 1 FROM item WHERE organisation_id = :1 AND number = :2",
                                     organisation.text(), number))
      return number;
  }
}

std::string draw_item_number(storage::Session& session, const OrganisationId& organisation, Kind kind, base::Day day) {
  const auto settings =
      session.value<std::string>("SELECT settings FROM organisation WHERE id = :1", organisation.text());
  const NumberScheme scheme = parse_number_scheme(settings.value_or("{}")).value_or({});
  return draw_number(session, organisation, series(scheme, kind, day), scheme.digits);
}

}  // namespace equipment
