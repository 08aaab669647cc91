#include "sales/receipt.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"
#include "proof/canonical_json.hpp"
#include "storage/database.hpp"

namespace sales {
namespace {

namespace json = boost::json;

json::object line_json(const QuotedLine& line) {
  json::object object{{"net_cents", line.amounts.net.in_cents()},
                      {"vat_cents", line.amounts.vat.in_cents()},
                      {"wording", code(line.wording)},
                      {"reason", line.reason},
                      {"capped", line.capped}};
  object["suggested_cents"] = line.suggested ? json::value(line.suggested->in_cents()) : json::value(nullptr);
  return object;
}

base::Money money_at(const json::object& object, std::string_view name) {
  return base::Money::cents(object.at(name).as_int64());
}
std::string text_at(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

QuotedLine line_from(const json::object& object, base::Money price) {
  QuotedLine line{
      .price = price,
      .reason = text_at(object, "reason"),
      .amounts = {.price = price, .net = money_at(object, "net_cents"), .vat = money_at(object, "vat_cents")},
      .wording = text_at(object, "wording") == code(Wording::refurbished) ? Wording::refurbished : Wording::second_hand,
      .capped = object.at("capped").as_bool()};
  if (const auto* suggested = object.if_contains("suggested_cents"); suggested != nullptr && suggested->is_int64())
    line.suggested = base::Money::cents(suggested->get_int64());
  return line;
}

}  // namespace

std::string_view code(Payment payment) {
  switch (payment) {
    case Payment::cash:
      return "cash";
    case Payment::card:
      return "card";
    case Payment::cheque:
      return "cheque";
    case Payment::transfer:
      return "transfer";
  }
  return {};
}

std::optional<Payment> payment_from_code(std::string_view text) {
  for (const Payment payment : all_payments)
    if (code(payment) == text) return payment;
  return std::nullopt;
}

std::string to_sale(const Receipt& receipt) {
  json::array lines;
  for (const auto& line : receipt.lines) lines.push_back(line_json(line));
  // Canonical, so that it reads the same the moment it is made and ever after.
  return proof::to_canonical(json::object{{"sequence", receipt.sequence},
                                          {"previous_sha256", receipt.previous_sha256},
                                          {"seller",
                                           {{"name", receipt.seller.name},
                                            {"address", receipt.seller.address},
                                            {"siret", receipt.seller.siret}}},
                                          {"payment", code(receipt.payment)},
                                          {"precarious", receipt.precarious},
                                          {"vat", to_json(receipt.vat)},
                                          {"warranty", to_json(receipt.warranty)},
                                          {"lines", std::move(lines)},
                                          {"net_cents", receipt.total.net.in_cents()},
                                          {"vat_cents", receipt.total.vat.in_cents()}})
      .value();
}

Receipt receipt_of(const stock::Departure& departure) {
  try {
    const auto parsed = base::parse_json(departure.sale);
    if (!parsed.ok()) throw storage::Fault(storage::Fault::Kind::corrupt, "a receipt's content is unreadable");
    const auto& sale = parsed->as_object();
    const auto& seller = sale.at("seller").as_object();
    Receipt receipt{.sequence = sale.at("sequence").as_int64(),
                    .previous_sha256 = text_at(sale, "previous_sha256"),
                    .seller = {.name = text_at(seller, "name"),
                               .address = text_at(seller, "address"),
                               .siret = text_at(seller, "siret")},
                    .payment = payment_from_code(text_at(sale, "payment")).value_or(Payment::cash),
                    .precarious = sale.at("precarious").as_bool(),
                    .vat = vat_from_json(sale.at("vat")).value_or({}),
                    .warranty = warranty_from_json(sale.at("warranty")).value_or({})};
    const auto& lines = sale.at("lines").as_array();
    if (lines.size() != departure.lines.size())
      throw storage::Fault(storage::Fault::Kind::corrupt, "a receipt has lost lines");
    for (std::size_t i = 0; i < lines.size(); ++i)
      receipt.lines.push_back(line_from(lines[i].as_object(), departure.lines[i].price));
    receipt.total = {.price = departure.total, .net = money_at(sale, "net_cents"), .vat = money_at(sale, "vat_cents")};
    return receipt;
  } catch (const storage::Fault&) {
    throw;
  } catch (const std::exception& error) {  // Boost.JSON's, for a member that is not there or of another type
    throw storage::Fault(storage::Fault::Kind::corrupt,
                         std::string("a receipt's content is unreadable: ") + error.what());
  }
}

}  // namespace sales
