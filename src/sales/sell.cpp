#include "sales/sell.hpp"

#include <boost/json.hpp>

#include "accounts/store.hpp"
#include "base/bytes.hpp"
#include "sales/store_rules.hpp"
#include "stock/paper_head.hpp"

namespace sales {
namespace {

using equipment::OrganisationId;

Seller seller_of(storage::Session& session, const OrganisationId& organisation) {
  const auto found = accounts::find_organisation(session, organisation);
  CHECK(found.has_value());
  const auto head = stock::paper_head(found->name, found->zone, found->settings);
  return {.name = head.organisation, .address = head.address, .siret = head.siret};
}

/// What tells this sale from another one under the same id.
std::string more_of(const SaleOrder& order) {
  std::string text = std::string(code(order.payment)) + (order.precarious ? "\nprecarious\n" : "\n");
  for (const auto& line : order.lines)
    text += (line.asked.price ? std::to_string(line.asked.price->in_cents()) : "-") + " " + line.asked.reason + "\n";
  return text;
}

std::vector<base::Refusal> fill(storage::Session& session, const equipment::Occasion& occasion, const SaleOrder& order,
                                std::span<const stock::Judged> judged, stock::Departure& departure) {
  const Rules rules = rules_on(session, occasion.organisation, today(session, occasion.organisation, occasion.now));
  std::vector<QuotedItem> items;
  std::vector<AskedPrice> asked;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    items.push_back({.item = judged[i].item, .terms = collection::terms_of_lot(session, judged[i].item.lot)});
    asked.push_back(order.lines[i].asked);
  }
  auto quoted = quote(rules, items, asked);
  if (quoted.capped && !order.precarious) quoted.refusals.push_back({.code = "sales.cap.buyer", .field = "precarious"});
  if (!quoted.refusals.empty()) return quoted.refusals;
  const ChainEnd end = chain_end(session, occasion.organisation);
  for (std::size_t i = 0; i < quoted.lines.size(); ++i) departure.lines[i].price = quoted.lines[i].price;
  departure.total = quoted.total.price;
  departure.sale = to_sale({.sequence = end.sequence + 1,
                            .previous_sha256 = end.sha256,
                            .seller = seller_of(session, occasion.organisation),
                            .payment = order.payment,
                            .precarious = order.precarious,
                            .vat = rules.vat,
                            .warranty = rules.warranty,
                            .lines = std::move(quoted.lines),
                            .total = quoted.total});
  return {};
}

}  // namespace

ChainEnd chain_end(storage::Session& session, const OrganisationId& organisation) {
  const auto row = session.first<std::int64_t, std::string>(
      "SELECT sequence, sha256 FROM receipt WHERE organisation_id = :1 ORDER BY sequence DESC LIMIT 1",
      organisation.text());
  return row ? ChainEnd{std::get<0>(*row), std::get<1>(*row)} : ChainEnd{};
}

void add_to_chain(storage::Session& session, const OrganisationId& organisation, const stock::Departure& sale) {
  session.execute(
      "INSERT INTO receipt (organisation_id, sequence, departure_id, sha256, prints) VALUES (:1, :2, :3, :4, 0)",
      organisation.text(), receipt_of(sale).sequence, sale.id.text(), base::to_hex(base::sha256(sale.content)));
}

stock::DepartureAnswer sell(storage::Session& session, const accounts::Keys& keys, const equipment::Occasion& occasion,
                            const SaleOrder& order) {
  stock::DepartureOrder departure_order{
      .id = order.id, .kind = stock::DepartureKind::sale, .receiver = order.buyer, .more = more_of(order)};
  for (const auto& line : order.lines) departure_order.items.push_back(line.item);
  const auto answer =
      stock::depart(session, keys, occasion, departure_order,
                    [&](storage::Session& inside, std::span<const stock::Judged> judged, stock::Departure& departure) {
                      return fill(inside, occasion, order, judged, departure);
                    });
  if (!answer.ok()) return answer;
  const auto& departure = answer.value();
  const bool again =
      session.value<std::int64_t>("SELECT sequence FROM receipt WHERE departure_id = :1", departure.id.text())
          .has_value();
  if (!again) add_to_chain(session, occasion.organisation, departure);
  return answer;
}

std::int64_t prints_of(storage::Session& session, const OrganisationId& organisation, const stock::DepartureId& id) {
  return session
      .value<std::int64_t>("SELECT prints FROM receipt WHERE organisation_id = :1 AND departure_id = :2",
                           organisation.text(), id.text())
      .value_or(0);
}

base::Result<std::int64_t> print_receipt(storage::Session& session, const OrganisationId& organisation,
                                         const stock::DepartureId& id) {
  const auto prints = session.value<std::int64_t>(
      "SELECT prints FROM receipt WHERE organisation_id = :1 AND departure_id = :2", organisation.text(), id.text());
  if (!prints) return base::Refusal{.code = "sales.receipt.unknown"};
  session.execute("UPDATE receipt SET prints = prints + 1 WHERE organisation_id = :1 AND departure_id = :2",
                  organisation.text(), id.text());
  return *prints;
}

base::Result<std::int64_t> check_chain(storage::Session& session, const OrganisationId& organisation) {
  ChainEnd last;
  std::optional<base::Refusal> broken;
  session.each<std::int64_t, std::string, std::string, std::string, std::string, std::string>(
      "SELECT r.sequence, r.sha256, d.id, d.kind, d.number, d.content FROM receipt r JOIN departure d ON d.id = "
      "r.departure_id "
      "WHERE r.organisation_id = :1 ORDER BY r.sequence",
      [&](std::int64_t sequence, const std::string& sha256, const std::string& id, const std::string& kind,
          const std::string& number, const std::string& content) {
        stock::Departure departure{.id = stock::DepartureId::parse(id).value(), .number = number};
        stock::read_content(departure, content);
        if (sequence != last.sequence + 1) {
          broken =
              base::Refusal{.code = "sales.chain.gap", .arguments = {{"sequence", std::to_string(last.sequence + 1)}}};
        } else if (kind != "sale" || base::to_hex(base::sha256(content)) != sha256 ||
                   receipt_of(departure).previous_sha256 != last.sha256 || receipt_of(departure).sequence != sequence) {
          broken = base::Refusal{.code = "sales.chain.broken", .arguments = {{"number", number}}};
        }
        last = {sequence, sha256};
        return !broken.has_value();
      },
      organisation.text());
  if (broken) return *broken;
  // Sales taken over from another tool have no receipt of this till.
  const auto sales = session.value<std::int64_t>(
      "SELECT CAST(COUNT(*) AS BIGINT) FROM departure WHERE organisation_id = :1 AND kind = 'sale' AND content LIKE "
      "'%\"previous_sha256\"%'",
      organisation.text());
  if (sales.value_or(0) != last.sequence)
    return base::Refusal{.code = "sales.chain.gap", .arguments = {{"sequence", std::to_string(last.sequence + 1)}}};
  return last.sequence;
}

}  // namespace sales
