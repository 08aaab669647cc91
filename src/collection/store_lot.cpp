#include "base/text.hpp"
#include "collection/store.hpp"
#include "equipment/record.hpp"

namespace collection {
namespace {

constexpr const char* lot_columns =
    "SELECT lot.id, lot.organisation_id, lot.donor_id, donor.name, lot.donation_id, lot.agreement_id, lot.number, "
    "lot.state, lot.weight_g, lot.declared_at, lot.received_at "
    "FROM lot JOIN donor ON donor.id = lot.donor_id WHERE lot.organisation_id = :1 ";

template <typename Row, typename... Parameters>
void each_lot(storage::Session& session, const std::string& rest, Row&& row, Parameters&&... parameters) {
  session
      .each<std::string, std::string, std::string, std::string, std::optional<std::string>, std::optional<std::string>,
            std::string, std::string, std::optional<std::int64_t>, std::int64_t, std::optional<std::int64_t>>(
          lot_columns + rest,
          [&](std::string id, std::string organisation, std::string donor, std::string donor_name,
              std::optional<std::string> donation, std::optional<std::string> agreement, std::string number,
              std::string state, std::optional<std::int64_t> weight, std::int64_t declared,
              std::optional<std::int64_t> received) {
            Lot lot{.id = LotId::parse(id).value(),
                    .organisation = OrganisationId::parse(organisation).value(),
                    .donor = DonorId::parse(donor).value(),
                    .donor_name = std::move(donor_name),
                    .number = std::move(number),
                    .state = lot_state_from_code(state).value_or(LotState::declared),
                    .weight_g = weight,
                    .declared_at = base::from_milliseconds(declared)};
            if (donation) lot.donation = DonationId::parse(*donation).value();
            if (agreement) lot.agreement = AgreementId::parse(*agreement).value();
            if (received) lot.received_at = base::from_milliseconds(*received);
            if constexpr (std::is_same_v<std::invoke_result_t<Row&, Lot>, bool>)
              return row(std::move(lot));
            else
              return row(std::move(lot)), true;
          },
          std::forward<Parameters>(parameters)...);
}

std::int64_t count_sql(storage::Session& session, const std::string& sql, const LotId& lot) {
  return session.value<std::int64_t>(sql, lot.text()).value_or(0);
}

void add_item(LotFigures& figures, const equipment::Item& item) {
  ++figures.received;
  if (!item.line.empty()) ++figures.on_lines;
  if (item.status != equipment::Status::received) ++figures.triaged;
  if (item.mass_g)
    figures.mass_g += *item.mass_g;
  else
    ++figures.without_mass;
  if (item.mass_source == equipment::MassSource::weighed) ++figures.weighed;
  using enum equipment::Verdict;
  const auto done = [](const equipment::Medium& medium) {
    return medium.verdict == erased || medium.verdict == erased_with_exceptions || medium.verdict == destroyed;
  };
  const bool may_hold = equipment::data_risk(item.kind) == equipment::DataRisk::always || !item.media.empty();
  if (may_hold) ++figures.with_media;
  if (may_hold &&
      (item.proven_without_media || (!item.media.empty() && std::all_of(item.media.begin(), item.media.end(), done))))
    ++figures.erased;
  if (item.status == equipment::Status::ready || item.status == equipment::Status::reserved) ++figures.ready;
  if (item.departed_at) ++figures.departed;
}

}  // namespace

void insert_lot(storage::Session& session, const Lot& lot) {
  session.execute(
      "INSERT INTO lot (id, organisation_id, donor_id, donation_id, agreement_id, number, state, weight_g, "
      "declared_at, received_at) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10)",
      lot.id.text(), lot.organisation.text(), lot.donor.text(),
      lot.donation ? std::optional(lot.donation->text()) : std::nullopt,
      lot.agreement ? std::optional(lot.agreement->text()) : std::nullopt, lot.number, std::string(code(lot.state)),
      lot.weight_g, base::to_milliseconds(lot.declared_at),
      lot.received_at ? std::optional(base::to_milliseconds(*lot.received_at)) : std::nullopt);
}

void update_lot(storage::Session& session, const Lot& lot) {
  session.execute("UPDATE lot SET state = :1, weight_g = :2, received_at = :3 WHERE id = :4",
                  std::string(code(lot.state)), lot.weight_g,
                  lot.received_at ? std::optional(base::to_milliseconds(*lot.received_at)) : std::nullopt,
                  lot.id.text());
}

std::optional<Lot> find_lot(storage::Session& session, const OrganisationId& organisation, const LotId& id) {
  std::optional<Lot> found;
  each_lot(session, "AND lot.id = :2", [&](Lot lot) { found = std::move(lot); }, organisation.text(), id.text());
  return found;
}

std::optional<Lot> lot_of_donation(storage::Session& session, const OrganisationId& organisation,
                                   const DonationId& donation) {
  std::optional<Lot> found;
  each_lot(
      session, "AND lot.donation_id = :2", [&](Lot lot) { found = std::move(lot); }, organisation.text(),
      donation.text());
  return found;
}

std::vector<LotRow> list_lots(storage::Session& session, const LotFilter& filter) {
  std::vector<LotRow> rows;
  const std::string words = base::fold(filter.words);
  const std::string rest =
      "AND (:2 = '' OR lot.donor_id = :2) AND (:3 = '' OR lot.state = :3 OR (:3 = 'open' AND lot.state <> 'received')) "
      "AND (:4 = '' OR (lot.declared_at, lot.id) < (SELECT last.declared_at, last.id FROM lot last WHERE last.id = "
      ":4)) ORDER BY lot.declared_at DESC, lot.id DESC";
  each_lot(
      session, rest,
      [&](Lot lot) {
        if (!words.empty() && base::fold(lot.number + " " + lot.donor_name).find(words) == std::string::npos)
          return true;
        rows.push_back({.lot = std::move(lot)});
        return static_cast<std::int64_t>(rows.size()) < filter.limit;
      },
      filter.organisation.text(), filter.donor, filter.state, filter.after);
  for (auto& row : rows) {
    row.declared = count_sql(session,
                             "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM donation_line WHERE lot_id = :1 "
                             "AND answer <> 'refused'",
                             row.lot.id);
    row.received = count_sql(session, "SELECT CAST(COUNT(*) AS BIGINT) FROM item WHERE lot_id = :1", row.lot.id);
  }
  return rows;
}

LotFigures figures_of(storage::Session& session, const LotId& lot) {
  LotFigures figures;
  for (const auto& item : equipment::items_of_lot(session, lot)) add_item(figures, item);
  const auto received = received_by_line(session, lot);
  session.each<std::string, std::int64_t, std::string, std::optional<std::string>, std::int64_t>(
      "SELECT id, quantity, answer, kind, CASE WHEN problem IS NULL THEN 0 ELSE 1 END FROM donation_line WHERE lot_id "
      "= :1",
      [&](std::string id, std::int64_t quantity, std::string answer, std::optional<std::string> kind,
          std::int64_t problem) {
        ++figures.lines;
        if (problem != 0)
          ++figures.problems;
        else if (answer == "accepted")
          ++figures.accepted;
        else if (answer == "refused")
          ++figures.refused;
        else
          ++figures.to_inspect;
        if (answer == "refused") return;
        figures.declared += quantity;
        const auto found = received.find(id);
        const std::int64_t missing =
            std::max<std::int64_t>(0, quantity - (found == received.end() ? 0 : found->second));
        figures.missing += missing;
        const auto known = kind ? equipment::kind_from_code(*kind) : std::nullopt;
        if (!known || equipment::data_risk(*known) != equipment::DataRisk::never) figures.missing_data += missing;
      },
      lot.text());
  return figures;
}

void write_alert(storage::Session& session, const LotId& lot, const LotAlert& alert, const std::string& called_by,
                 base::Instant now) {
  session.execute(
      "INSERT INTO lot_alert (lot_id, missing, state, at, called_by) VALUES (:1, :2, :3, :4, :5) ON CONFLICT (lot_id) "
      "DO UPDATE SET missing = excluded.missing, "
      "state = excluded.state, at = excluded.at, called_by = excluded.called_by",
      lot.text(), alert.missing, alert.state, base::to_milliseconds(now), called_by);
}

std::optional<LotAlert> find_alert(storage::Session& session, const LotId& lot) {
  std::optional<LotAlert> found;
  session.each<std::int64_t, std::string>(
      "SELECT missing, state FROM lot_alert WHERE lot_id = :1",
      [&](std::int64_t missing, std::string state) { found = LotAlert{.missing = missing, .state = std::move(state)}; },
      lot.text());
  return found;
}

}  // namespace collection
