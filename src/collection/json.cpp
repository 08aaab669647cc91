#include "collection/json.hpp"

#include <boost/json.hpp>

namespace collection {

namespace json = boost::json;

json::object to_json(const Donor& donor, const Contact* contact) {
  json::object object{{"id", donor.id.text()},
                      {"name", donor.name},
                      {"kind", code(donor.kind)},
                      {"siret", nullptr},
                      {"created_at", base::to_rfc3339(donor.created_at)}};
  if (!donor.siret.empty()) object["siret"] = donor.siret;
  if (contact == nullptr || contact->empty()) return object;
  json::object shown;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) shown[name] = value;
  };
  add("person", contact->person);
  add("name", contact->name);
  add("email", contact->email);
  add("phone", contact->phone);
  add("address", contact->address);
  object["contact"] = std::move(shown);
  return object;
}

json::object to_json(const Agreement& agreement) {
  const AgreementTerms& terms = agreement.terms;
  json::array exceptions;
  for (const auto& each : terms.accepted_exceptions) exceptions.emplace_back(each);
  json::object object{{"id", agreement.id.text()},
                      {"number", terms.number},
                      {"donor", agreement.donor.text()},
                      {"level", equipment::code(terms.level)},
                      {"days_to_erasure", terms.days_to_erasure},
                      {"place", terms.on_site ? "on_site" : "workshop"},
                      {"subcontractors", terms.subcontractors},
                      {"accepted_rank", equipment::code(terms.accepted_rank)},
                      {"accepted_exceptions", std::move(exceptions)},
                      {"proof_years", terms.proof_years},
                      {"key_fingerprint", agreement.key_fingerprint},
                      {"public_free_transfer", terms.public_free_transfer},
                      {"signed_on", base::to_iso(agreement.signed_on)},
                      {"valid_until", nullptr}};
  if (agreement.valid_until) object["valid_until"] = base::to_iso(*agreement.valid_until);
  return object;
}

json::object to_json(const Counts& counts) {
  return {{"lines", counts.lines},
          {"accepted", counts.accepted},
          {"refused", counts.refused},
          {"to_inspect", counts.to_inspect},
          {"problems", counts.problems}};
}

json::object to_json(const Line& line, std::int64_t received) {
  json::object object{{"line", line.line},           {"kind", nullptr},       {"maker", line.maker},
                      {"model", line.model},         {"serial", line.serial}, {"asset_tag", line.asset_tag},
                      {"quantity", line.quantity},   {"mass_g", nullptr},     {"remarks", line.remarks},
                      {"answer", code(line.answer)}, {"reason", line.reason}, {"note", line.note},
                      {"received", received}};
  if (line.kind) object["kind"] = equipment::code(*line.kind);
  if (line.mass_g) object["mass_g"] = *line.mass_g;
  if (!line.usable()) object["problems"] = problems_to_json(line.problems);
  return object;
}

json::object to_json(const Lot& lot) {
  json::object object{
      {"id", lot.id.text()},          {"number", lot.number}, {"donor", lot.donor.text()},
      {"donor_name", lot.donor_name}, {"donation", nullptr},  {"agreement", nullptr},
      {"state", code(lot.state)},     {"weight_g", nullptr},  {"declared_at", base::to_rfc3339(lot.declared_at)},
      {"received_at", nullptr}};
  if (lot.donation) object["donation"] = lot.donation->text();
  if (lot.agreement) object["agreement"] = lot.agreement->text();
  if (lot.weight_g) object["weight_g"] = *lot.weight_g;
  if (lot.received_at) object["received_at"] = base::to_rfc3339(*lot.received_at);
  return object;
}

json::object to_json(const LotFigures& figures) {
  return {{"lines", figures.lines},           {"accepted", figures.accepted}, {"refused", figures.refused},
          {"to_inspect", figures.to_inspect}, {"problems", figures.problems}, {"declared", figures.declared},
          {"received", figures.received},     {"missing", figures.missing},   {"missing_data", figures.missing_data},
          {"extra", figures.extra()},         {"triaged", figures.triaged},   {"erased", figures.erased},
          {"ready", figures.ready},           {"departed", figures.departed}, {"mass_g", figures.mass_g}};
}

json::object received_item_json(const equipment::Item& item, std::optional<std::int64_t> line) {
  json::object object{{"id", item.id.text()},
                      {"number", item.number},
                      {"kind", equipment::code(item.kind)},
                      {"maker", item.maker},
                      {"model", item.model},
                      {"serial", item.serial},
                      {"asset_tag", item.asset_tag},
                      {"mass_g", nullptr},
                      {"mass_source", equipment::code(item.mass_source)},
                      {"status", equipment::code(item.status)}};
  if (item.mass_g) object["mass_g"] = *item.mass_g;
  if (line) object["line"] = *line;
  return object;
}

json::array problems_json(const i18n::Translator& tr, const std::vector<base::Refusal>& problems) {
  json::array all;
  for (const auto& each : problems) {
    json::object problem{{"field", each.field}, {"code", each.code}, {"detail", i18n::refusal_text(tr, each)}};
    if (each.line) problem["line"] = *each.line;
    all.push_back(std::move(problem));
  }
  return all;
}

}  // namespace collection
