// Donation lists: sent, their columns confirmed, their result.
#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "collection/json.hpp"
#include "collection/pages_donation.hpp"
#include "collection/web_shared.hpp"

namespace collection {
namespace {

namespace json = boost::json;

constexpr std::size_t list_limit = (20u << 20) + (64u << 10);  ///< the file and the form around it

documents::SheetReader reader_of(const Services& services) {
  documents::SheetReader reader;
  if (!services.program.empty()) reader.program = services.program;
  return reader;
}

json::object donation_json(storage::Session& session, const i18n::Translator& tr, const Declared& declared) {
  const Donation& donation = declared.donation;
  json::object object{{"id", donation.id.text()},
                      {"donor", donation.donor.text()},
                      {"agreement", nullptr},
                      {"state", declared.lot ? "declared" : "to_map"},
                      {"file_name", donation.file_name},
                      {"created_at", base::to_rfc3339(donation.created_at)}};
  if (donation.agreement) object["agreement"] = donation.agreement->text();
  object["mapping"] = to_json(donation.mapping);
  if (!declared.lot) return object;
  const auto lines = lines_of_lot(session, declared.lot->id);
  std::vector<base::Refusal> problems;
  for (const auto& line : lines) problems.insert(problems.end(), line.problems.begin(), line.problems.end());
  object["lot"] = json::object{{"id", declared.lot->id.text()}, {"number", declared.lot->number}};
  object["counts"] = to_json(count(lines));
  object["problems"] = problems_json(tr, problems);
  return object;
}

http::Response answer(storage::Session& session, const i18n::Translator& tr, const http::Request& request,
                      const Declared& declared) {
  const std::string place = "/donations/" + declared.donation.id.text();
  return accounts::done(request, place, json::serialize(donation_json(session, tr, declared)), declared.lot ? 201 : 202,
                        declared.lot ? "collection.donation.declared" : "collection.donation.to_map");
}

/// The lines of a list under a mapping, with what the stock already holds; refusals when none can be used.
struct Prepared {
  std::vector<Line> lines;
  std::vector<base::Refusal> refusals;
};

Prepared prepare(const Services& services, const OrganisationId& organisation, const documents::Workbook& workbook,
                 const Mapping& mapping) {
  Prepared prepared;
  if (const auto checked = check_mapping(mapping); !checked.ok()) return {.refusals = {checked.refusal()}};
  prepared.lines = read_lines(sheet_of(workbook, mapping), mapping);
  if (prepared.lines.empty()) return {.refusals = {{.code = "collection.list.no_line", .field = "file"}}};
  if (prepared.lines.size() > most_lines)
    return {.refusals = {{.code = "collection.list.too_long",
                          .field = "file",
                          .arguments = {{"most", std::to_string(most_lines)}}}}};
  std::set<std::string> in_stock;
  services.database.read([&](storage::Session& session) {
    for (const auto& line : prepared.lines)
      if (!line.serial.empty() && number_in_stock(session, organisation, line.serial))
        in_stock.insert(scan_key(line.serial));
  });
  find_duplicates(prepared.lines, in_stock);
  if (std::any_of(prepared.lines.begin(), prepared.lines.end(), [](const Line& line) { return line.usable(); }))
    return prepared;
  for (const auto& line : prepared.lines) {
    if (prepared.refusals.size() >= 1000) break;
    prepared.refusals.insert(prepared.refusals.end(), line.problems.begin(), line.problems.end());
  }
  return prepared;
}

http::Response upload_page(const Services& services, const http::Request& request, const html::Submission& sent,
                           int status) {
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("collection.donation.new"));
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"}};
  page.refused = !sent.refusals().empty();
  UploadForm form{.tr = tr, .csrf = page.csrf, .sent = sent, .donor = std::string(request.query.get("donor"))};
  const auto& who = accounts::caller(request);
  services.database.read([&](storage::Session& session) {
    form.donors = list_donors(session, who.organisation);
    form.agreements = list_agreements(session, who.organisation, std::nullopt);
    form.waiting = list_donations_to_map(session, who.organisation);
  });
  return accounts::show(page, upload_form(form), status);
}

class Upload {
 public:
  Upload(const Services& services, const http::Request& request)
      : services_(services), request_(request), tr_(accounts::translator(services, request)) {}

  http::Response run() {
    auto input = accounts::Input::read(request_);
    if (!input.ok()) return accounts::refuse(services_, request_, input.refusal());
    values_ = input->values();
    const auto donor = DonorId::parse(input->text("donor"));
    if (!donor.ok())
      return refuse({{.code = input->has("donor") ? "collection.donation.no_such_donor" : "accounts.input.missing",
                      .field = "donor"}});
    list_ = {.donor = *donor, .agreement = input->text("agreement")};
    if (auto refusal = take_file()) return refuse({std::move(*refusal)});
    const auto workbook = reader_of(services_).read(list_.bytes, list_.file_name);
    if (!workbook.ok()) {
      base::Refusal why = workbook.refusal();
      why.field = "file";
      return refuse({why});
    }
    return read(*workbook);
  }

 private:
  std::optional<base::Refusal> take_file() {
    const auto found = std::find_if(request_.uploads.begin(), request_.uploads.end(),
                                    [](const http::Upload& each) { return each.field == "file"; });
    if (found == request_.uploads.end() || found->bytes.empty())
      return base::Refusal{.code = "collection.list.no_file", .field = "file"};
    list_.file_name = found->file_name.empty() ? "liste" : found->file_name;
    list_.content_type = base::shorten(base::printable(found->content_type), 100);
    list_.bytes = found->bytes;
    list_.sha256 = base::to_hex(base::sha256(found->bytes));
    return std::nullopt;
  }

  http::Response read(const documents::Workbook& workbook) {
    const auto& organisation = accounts::caller(request_).organisation;
    bool known_donor = false;
    bool sent_before = false;
    RememberedHeadings remembered;
    services_.database.read([&](storage::Session& session) {
      known_donor = find_donor(session, organisation, list_.donor).has_value();
      sent_before = find_donation_by_list(session, organisation, list_.donor, list_.sha256).has_value();
      remembered = remembered_headings(session, list_.donor);
    });
    if (!known_donor) return refuse({{.code = "collection.donation.no_such_donor", .field = "donor"}});
    const Mapping mapping = propose_mapping(workbook, remembered);
    Prepared prepared;
    const bool certain = mapping.certain();
    if (certain && !sent_before) {
      prepared = prepare(services_, organisation, workbook, mapping);
      if (!prepared.refusals.empty()) return refuse(prepared.refusals);
    }
    auto answered =
        accounts::write_once(services_, request_, [&](storage::Session& session) -> base::Result<http::Response> {
          const auto occasion = equipment::occasion_of(request_);
          TRY(declared, offer_list(session, occasion, list_, mapping));
          if (certain && !sent_before && !declared.lot && declared.donation.state == DonationState::to_map) {
            TRY(now_declared, declare_list(session, occasion, declared.donation, mapping, prepared.lines, false));
            return answer(session, tr_, request_, now_declared);
          }
          return answer(session, tr_, request_, declared);
        });
    if (!answered.ok()) return refuse({answered.refusal()});
    return std::move(*answered);
  }

  http::Response refuse(const std::vector<base::Refusal>& refusals) const {
    if (request_.wants_json()) return accounts::refuse_all(services_, request_, refusals);
    return upload_page(services_, request_, html::Submission(values_, refusals), accounts::status_of(refusals.front()));
  }

  const Services& services_;
  const http::Request& request_;
  const i18n::Translator& tr_;
  std::map<std::string, std::string> values_;
  NewList list_;
};

std::optional<Declared> read_declared(storage::Session& session, const http::Request& request) {
  const auto id = DonationId::parse(request.parameter("id"));
  if (!id.ok()) return std::nullopt;
  auto donation = find_donation(session, accounts::caller(request).organisation, *id);
  if (!donation) return std::nullopt;
  auto lot = lot_of_donation(session, donation->organisation, donation->id);
  return Declared{.donation = std::move(*donation), .lot = std::move(lot)};
}

base::Result<documents::Workbook> workbook_of(const Services& services, const Donation& donation) {
  const auto bytes = services.database.read(
      [&](storage::Session& session) { return kept_file(session, donation.organisation, donation.raw); });
  return reader_of(services).read(bytes, donation.file_name);
}

http::Response mapping_page(const Services& services, const http::Request& request, const Donation& donation,
                            const Mapping& mapping, const std::vector<base::Refusal>& refusals) {
  const auto& tr = accounts::translator(services, request);
  const auto workbook = workbook_of(services, donation);
  if (!workbook.ok()) return accounts::refuse(services, request, workbook.refusal());
  auto page = accounts::page_of(services, request, tr("collection.mapping.title"));
  page.subtitle = donation.file_name;
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"},
                      {.text = tr("collection.donation.new"), .href = "/donations/new"}};
  page.refused = !refusals.empty();
  return accounts::show(page,
                        mapping_form({.tr = tr,
                                      .csrf = page.csrf,
                                      .donation = donation.id.text(),
                                      .mapping = mapping,
                                      .sheet = sheet_of(*workbook, mapping),
                                      .refusals = refusals}),
                        refusals.empty() ? 200 : 422);
}

http::Response show_donation(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto declared =
      services.database.read([&](storage::Session& session) { return read_declared(session, request); });
  if (!declared) return accounts::refuse(services, request, {.code = "collection.donation.unknown"});
  if (request.wants_json())
    return http::Response::json(services.database.read(
        [&](storage::Session& session) { return json::serialize(donation_json(session, tr, *declared)); }));
  if (!declared->lot) return mapping_page(services, request, declared->donation, declared->donation.mapping, {});
  const auto lines =
      services.database.read([&](storage::Session& session) { return lines_of_lot(session, declared->lot->id); });
  auto page = accounts::page_of(services, request, tr("collection.donation.title", {{"lot", declared->lot->number}}));
  page.subtitle = declared->lot->donor_name + " · " + declared->donation.file_name;
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"},
                      {.text = declared->lot->number, .href = "/lots/" + declared->lot->id.text()}};
  page.primary = html::link_button(tr("collection.donation.to_lot"), "/lots/" + declared->lot->id.text(),
                                   html::ButtonStyle::primary, html::Icon::truck);
  return accounts::show(page, donation_result(tr, *declared->lot, lines));
}

/// {"columns":{"0":"kind","3":"serial"},"heading_line":4}, a form of the same names, or the proposal's own array sent back.
base::Result<Mapping> confirmed_mapping(const http::Request& request, const accounts::Input& input,
                                        const Mapping& proposed) {
  Mapping mapping = proposed;
  if (request.header("content-type").starts_with("application/json")) {
    TRY(body, base::parse_json(request.body));
    const auto* columns = body.is_object() ? body.get_object().if_contains("columns") : nullptr;
    if (columns != nullptr && columns->is_array()) {
      TRY(sent, mapping_from_json(body));
      for (const auto& each : sent.columns)
        for (auto& column : mapping.columns)
          if (column.index == each.index) column.column = each.column;
    }
  }
  TRY(line, input.integer("heading_line"));
  if (line) mapping.heading_line = std::max<std::int64_t>(0, *line);
  for (auto& each : mapping.columns) {
    each.certain = true;
    const std::string name = "columns." + std::to_string(each.index);
    if (!input.has(name)) continue;
    const auto column = column_from_code(input.text(name));
    if (!column)
      return base::Refusal{
          .code = "collection.mapping.bad_column", .field = name, .arguments = {{"text", input.text(name)}}};
    each.column = *column;
  }
  return mapping;
}

http::Response confirm(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto before =
      services.database.read([&](storage::Session& session) { return read_declared(session, request); });
  if (!before) return accounts::refuse(services, request, {.code = "collection.donation.unknown"});
  auto mapping = confirmed_mapping(request, *input, before->donation.mapping);
  if (!mapping.ok()) return accounts::refuse(services, request, mapping.refusal());
  std::vector<Line> lines;
  if (!before->lot) {
    const auto workbook = workbook_of(services, before->donation);
    if (!workbook.ok()) return accounts::refuse(services, request, workbook.refusal());
    auto prepared = prepare(services, before->donation.organisation, *workbook, *mapping);
    if (!prepared.refusals.empty()) {
      if (request.wants_json()) return accounts::refuse_all(services, request, prepared.refusals);
      return mapping_page(services, request, before->donation, *mapping, prepared.refusals);
    }
    lines = std::move(prepared.lines);
  }
  auto answered =
      accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
        auto current = read_declared(session, request);
        if (!current) return base::Refusal{.code = "collection.donation.unknown"};
        TRY(declared, declare_list(session, equipment::occasion_of(request), current->donation, *mapping, lines, true));
        return answer(session, tr, request, declared);
      });
  if (answered.ok()) return std::move(*answered);
  return accounts::refuse(services, request, answered.refusal());
}

http::Response sorting_page(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("collection.sorting.title"));
  return accounts::show(page, sorting_instructions(tr));
}

}  // namespace

void add_donation_routes(http::Router& router, const Services& services) {
  using http::Method;
  const auto sent = [&services](const http::Request& request) { return Upload(services, request).run(); };
  const auto shown = [&services](const http::Request& request) { return show_donation(services, request); };
  const auto confirmed = [&services](const http::Request& request) { return confirm(services, request); };
  add(router, Method::get, "/sorting-instructions", http::Allow::anyone(),
      [&services](const http::Request& request) { return sorting_page(services, request); });
  add(router, Method::get, "/donations/new", office(),
      [&services](const http::Request& request) { return upload_page(services, request, {}, 200); });
  add(router, Method::post, "/donations", office(), sent, {}, list_limit);
  add(router, Method::get, "/donations/{id}", office_readers(), shown);
  add(router, Method::post, "/donations/{id}/mapping", office(), confirmed);
  add(router, Method::post, "/api/v1/donations", office(), sent,
      http::Operation{.summary = "Declares a donor's list; 202 when its columns must be confirmed. The same file again "
                                 "is the same donation",
                      .response = "Donation",
                      .request = {{.name = "donor", .required = true},
                                  {.name = "file", .type = "file", .required = true},
                                  {.name = "agreement"}},
                      .request_type = "multipart/form-data",
                      .statuses = {201, 202, 422}},
      list_limit);
  add(router, Method::get, "/api/v1/donations/{id}", office_readers(), shown,
      http::Operation{.summary = "One donation with its problems", .response = "Donation", .statuses = {200, 404}});
  add(router, Method::post, "/api/v1/donations/{id}/mapping", office(), confirmed,
      http::Operation{.summary = "Confirms what the columns mean; remembered for this donor",
                      .response = "Donation",
                      .request = {{.name = "columns", .type = "object", .required = true},
                                  {.name = "heading_line", .type = "integer"}},
                      .statuses = {201, 404, 422}});
}

}  // namespace collection
