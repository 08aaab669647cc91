#include "stock/draft.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "html/forms.hpp"
#include "stock/scan.hpp"

namespace stock {
namespace {

/// Where to mend it and the word that says so, by the field of the rule's refusal.
html::Missing todo(const i18n::Translator& tr, const equipment::Item& item, std::string text, std::string_view field,
                   bool bench) {
  const std::string page = "/items/" + item.id.text();
  if (!bench) return {.text = std::move(text), .href = page, .action = tr("stock.todo.item")};
  const auto at = [&](std::string_view place, const char* key) {
    return html::Missing{.text = std::move(text), .href = page + std::string(place), .action = tr(key)};
  };
  if (field.starts_with("media")) return at("/erasure", "stock.todo.media");
  if (field.starts_with("tests")) return at("/tests", "stock.todo.tests");
  if (field.starts_with("category")) return at("/grade", "stock.todo.category");
  if (field.starts_with("status"))
    return at(item.status == equipment::Status::received ? "/triage" : "/close", "stock.todo.status");
  return at("", field.starts_with("locks") ? "stock.todo.locks" : "stock.todo.item");
}

constexpr std::string_view missing_test = "erasure.departure.test_missing.";  // not a key

bool is_missing_test(const base::Refusal& refusal) { return refusal.code.starts_with(missing_test); }

/// Ten tests not yet done are one thing to do: their names on one line.
std::string missing_tests(const i18n::Translator& tr, const Judged& judged) {
  std::string names;
  for (const auto& each : judged.missing)
    if (is_missing_test(each))
      names += (names.empty() ? "" : ", ") + tr("equipment.test." + each.code.substr(missing_test.size()));
  return names;
}

}  // namespace

bool Draft::ready() const {
  return !items.empty() &&
         std::all_of(items.begin(), items.end(), [](const Judged& each) { return each.missing.empty(); });
}

Draft read_draft(storage::Session& session, const OrganisationId& organisation, DepartureKind kind,
                 const std::vector<std::string>& texts) {
  Draft draft{.kind = kind};
  for (const auto& text : texts) {
    const auto id = find_scanned(session, organisation, text);
    if (!id.ok()) {
      draft.refused.push_back(id.refusal());
      draft.refused.back().field = "scan";
      continue;
    }
    const bool known =
        std::any_of(draft.items.begin(), draft.items.end(), [&](const Judged& each) { return each.item.id == *id; });
    if (!known) draft.items.push_back(judge(session, equipment::find_item(session, organisation, *id).value(), kind));
  }
  return draft;
}

std::vector<std::string> draft_texts(const http::Request& request) {
  std::vector<std::string> texts;
  for (const auto item : request.query.all("item")) texts.emplace_back(item);
  if (const auto scan = request.query.get("scan"); !scan.empty()) texts.emplace_back(scan);
  return texts;
}

html::Query draft_query(const Draft& draft, std::size_t without) {
  html::Query query;
  for (std::size_t i = 0; i < draft.items.size(); ++i)
    if (i != without) query.emplace_back("item", draft.items[i].item.number);
  return query;
}

std::string title_of(const i18n::Translator& tr, equipment::Kind kind, std::string_view maker, std::string_view model) {
  std::string name(maker);
  if (!model.empty()) name += (name.empty() ? "" : " ") + std::string(model);
  const std::string word = tr("equipment.kind." + std::string(equipment::code(kind)));
  return name.empty() ? word : word + " · " + name;
}

html::Html missing_callout(const i18n::Translator& tr, const Judged& judged, bool bench) {
  if (judged.missing.empty()) return {};
  std::vector<html::Missing> items;
  if (const std::string tests = missing_tests(tr, judged); !tests.empty())
    items.push_back(todo(tr, judged.item, tr("stock.departure.tests_to_do", {{"tests", tests}}), "tests", bench));
  for (const auto& each : judged.missing)
    if (!is_missing_test(each)) items.push_back(todo(tr, judged.item, i18n::refusal_text(tr, each), each.field, bench));
  return html::callout({.tone = html::Tone::danger,
                        .title = tr("stock.departure.stays", {{"number", judged.item.number}}),
                        .items = std::move(items)});
}

bool at_bench(const accounts::Caller& who) {
  using enum accounts::Role;
  return who.any({technician, supervisor, administrator});
}

html::Html scan_form(const i18n::Translator& tr, const Draft& draft, const std::string& path, const html::Query& keep) {
  html::Query hidden = keep;
  for (auto& each : draft_query(draft)) hidden.push_back(std::move(each));
  const html::Submission sent({}, draft.refused);
  const auto field = html::field(tr, {.name = "scan",
                                      .label = tr("stock.scan.label"),
                                      .error = sent.error(tr, "scan"),
                                      .hint = tr("stock.scan.hint"),
                                      .required = true,
                                      .autofocus = true,
                                      .autocomplete = "off",
                                      .scan = true});
  return html::form({.tr = tr,
                     .action = path,
                     .submit = tr("stock.scan.add"),
                     .method = html::FormMethod::get,
                     .hidden = std::move(hidden),
                     .style = draft.items.empty() ? html::ButtonStyle::primary : html::ButtonStyle::secondary},
                    field);
}

bool may_handle(const accounts::Caller& who, DepartureKind kind) {
  using enum accounts::Role;
  if (who.any({supervisor, administrator})) return true;
  switch (kind) {
    case DepartureKind::gift:
      return who.has(distributor);
    case DepartureKind::sale:
      return who.has(shopkeeper);
    case DepartureKind::waste:
    case DepartureKind::give_back:
    case DepartureKind::dismantling:
      return false;
  }
  return false;
}

base::Result<DepartureId> asked_id(const http::Request& request, const std::string& field) {
  const std::string text = field.empty() ? std::string(request.header("idempotency-key")) : field;
  if (text.empty()) return DepartureId::create(request.now);
  auto id = DepartureId::parse(text);
  if (id.ok()) return id;
  if (!field.empty()) return base::Refusal{.code = "stock.departure.bad_id", .field = "id"};
  // A key that is no UUID names one all the same: UUIDv8 of its hash, in the caller's organisation.
  std::string hex =
      base::to_hex(base::sha256(accounts::caller(request).organisation.text() + "\n" + text)).substr(0, 32);
  hex[12] = '8';
  hex[16] = '8';
  return DepartureId::parse(hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
                            hex.substr(16, 4) + "-" + hex.substr(20));
}

}  // namespace stock
