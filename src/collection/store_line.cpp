#include <boost/json.hpp>

#include "base/json.hpp"
#include "collection/store.hpp"
#include "equipment/record.hpp"

namespace collection {
namespace {

std::optional<std::string> problem_text(const Line& line) {
  if (line.problems.empty()) return std::nullopt;
  return boost::json::serialize(problems_to_json(line.problems));
}

std::optional<std::string> kind_text(const Line& line) {
  if (!line.kind) return std::nullopt;
  return std::string(equipment::code(*line.kind));
}

std::vector<std::string> cells_of(const std::string& json) {
  std::vector<std::string> cells;
  const auto parsed = base::parse_json(json);
  if (!parsed.ok() || !parsed->is_array()) return cells;
  for (const auto& each : parsed->get_array())
    if (each.is_string()) cells.emplace_back(each.get_string());
  return cells;
}

template <typename Row, typename... Parameters>
void each_line(storage::Session& session, const std::string& rest, Row&& row, Parameters&&... parameters) {
  session.each<std::string, std::int64_t, std::optional<std::string>, std::string, std::string, std::string,
               std::string, std::int64_t, std::optional<std::int64_t>, std::string, std::string, std::string,
               std::optional<std::string>, std::string, std::string>(
      "SELECT id, line, kind, maker, model, serial, asset_tag, quantity, mass_g, remarks, answer, reason, problem, "
      "original, note FROM donation_line WHERE " +
          rest,
      [&](std::string id, std::int64_t number, std::optional<std::string> kind, std::string maker, std::string model,
          std::string serial, std::string asset_tag, std::int64_t quantity, std::optional<std::int64_t> mass,
          std::string remarks, std::string answer, std::string reason, std::optional<std::string> problem,
          std::string original, std::string note) {
        Line line{.id = LineId::parse(id).value(),
                  .line = number,
                  .kind = kind ? equipment::kind_from_code(*kind) : std::nullopt,
                  .maker = std::move(maker),
                  .model = std::move(model),
                  .serial = std::move(serial),
                  .asset_tag = std::move(asset_tag),
                  .remarks = std::move(remarks),
                  .quantity = quantity,
                  .mass_g = mass,
                  .answer = answer_from_code(answer).value_or(Answer::to_inspect),
                  .reason = std::move(reason),
                  .note = std::move(note),
                  .original = cells_of(original)};
        if (problem)
          if (const auto json = base::parse_json(*problem); json.ok()) line.problems = problems_from_json(*json);
        row(std::move(line));
      },
      std::forward<Parameters>(parameters)...);
}

}  // namespace

void insert_line(storage::Session& session, const DonationId& donation, const LotId& lot, const Line& line) {
  boost::json::array cells;
  for (const auto& cell : line.original) cells.emplace_back(cell);
  session.execute(
      "INSERT INTO donation_line (id, donation_id, lot_id, line, kind, maker, model, serial, asset_tag, quantity, "
      "mass_g, remarks, answer, reason, problem, original, note, "
      "serial_key, asset_key) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, :18, "
      ":19)",
      line.id.text(), donation.text(), lot.text(), line.line, kind_text(line), line.maker, line.model, line.serial,
      line.asset_tag, line.quantity, line.mass_g, line.remarks, std::string(code(line.answer)), line.reason,
      problem_text(line), boost::json::serialize(cells), line.note, scan_key(line.serial), scan_key(line.asset_tag));
}

void update_line(storage::Session& session, const Line& line) {
  session.execute(
      "UPDATE donation_line SET kind = :1, maker = :2, model = :3, serial = :4, asset_tag = :5, quantity = :6, mass_g "
      "= :7, remarks = :8, answer = :9, reason = :10, "
      "problem = :11, note = :12, serial_key = :13, asset_key = :14 WHERE id = :15",
      kind_text(line), line.maker, line.model, line.serial, line.asset_tag, line.quantity, line.mass_g, line.remarks,
      std::string(code(line.answer)), line.reason, problem_text(line), line.note, scan_key(line.serial),
      scan_key(line.asset_tag), line.id.text());
}

std::optional<Line> find_line(storage::Session& session, const LotId& lot, std::int64_t number) {
  std::optional<Line> found;
  each_line(session, "lot_id = :1 AND line = :2", [&](Line line) { found = std::move(line); }, lot.text(), number);
  return found;
}

std::vector<Line> lines_of_lot(storage::Session& session, const LotId& lot) {
  std::vector<Line> lines;
  each_line(session, "lot_id = :1 ORDER BY line", [&](Line line) { lines.push_back(std::move(line)); }, lot.text());
  return lines;
}

std::vector<Line> lines_after(storage::Session& session, const LotId& lot, std::int64_t after, std::int64_t limit) {
  std::vector<Line> lines;
  each_line(
      session, "lot_id = :1 AND line > :2 ORDER BY line LIMIT :3", [&](Line line) { lines.push_back(std::move(line)); },
      lot.text(), after, limit);
  return lines;
}

std::vector<Line> lines_with_key(storage::Session& session, const LotId& lot, std::string_view scanned) {
  std::vector<Line> lines;
  const std::string key = scan_key(scanned);
  if (key.empty()) return lines;
  each_line(
      session, "lot_id = :1 AND serial_key = :2 ORDER BY line LIMIT 50",
      [&](Line line) { lines.push_back(std::move(line)); }, lot.text(), key);
  if (lines.empty())
    each_line(
        session, "lot_id = :1 AND asset_key = :2 ORDER BY line LIMIT 50",
        [&](Line line) { lines.push_back(std::move(line)); }, lot.text(), key);
  return lines;
}

std::vector<ReceivedItem> items_of_line(storage::Session& session, const LineId& line) {
  std::vector<ReceivedItem> items;
  session.each<std::string, std::string>(
      "SELECT id, number FROM item WHERE line_id = :1 ORDER BY row_number",
      [&](std::string id, std::string number) {
        items.push_back({equipment::ItemId::parse(id).value(), std::move(number)});
      },
      line.text());
  return items;
}

std::map<std::string, std::int64_t> received_by_line(storage::Session& session, const LotId& lot) {
  std::map<std::string, std::int64_t> received;
  session.each<std::string, std::int64_t>(
      "SELECT line_id, CAST(COUNT(*) AS BIGINT) FROM item WHERE lot_id = :1 AND line_id IS NOT NULL GROUP BY line_id",
      [&](std::string line, std::int64_t n) { received[line] = n; }, lot.text());
  return received;
}

std::optional<std::string> number_in_stock(storage::Session& session, const OrganisationId& organisation,
                                           std::string_view serial) {
  const std::string key = scan_key(serial);
  if (key.empty()) return std::nullopt;
  for (const auto& id : equipment::items_with_key(session, organisation, serial)) {
    const auto item = equipment::find_item(session, organisation, id);
    if (item && equipment::in_stock(item->status) && scan_key(item->serial) == key) return item->number;
  }
  return std::nullopt;
}

}  // namespace collection
