#include "base/text.hpp"
#include "collection/actions.hpp"
#include "equipment/numbering.hpp"

namespace collection {
namespace {

std::string lot_series(base::Day day) {
  const int year = static_cast<int>(day.year()) % 100;
  return std::string("LOT") + (year < 10 ? "0" : "") + std::to_string(year);
}

/// The declaration as it stands now: written at first, and again when a line or an answer changed.
void record_declaration(storage::Session& session, const Occasion& occasion, const Lot& lot,
                        const std::string& list_sha256) {
  const Counts counts = count(lines_of_lot(session, lot.id));
  equipment::record_lot(session, occasion, lot.id,
                        equipment::LotDeclared{.number = lot.number,
                                               .lines = counts.lines,
                                               .accepted = counts.accepted,
                                               .refused = counts.refused,
                                               .to_inspect = counts.to_inspect + counts.problems,
                                               .list_sha256 = list_sha256});
}

std::string list_sha256_of(storage::Session& session, const Lot& lot) {
  if (!lot.donation) return {};
  const auto donation = find_donation(session, lot.organisation, *lot.donation);
  return donation ? donation->list_sha256 : std::string();
}

/// The serial of a corrected line must still be nobody else's.
std::optional<base::Refusal> serial_taken(storage::Session& session, const Lot& lot, const Line& line) {
  const std::string key = scan_key(line.serial);
  if (key.empty()) return std::nullopt;
  for (const auto& other : lines_with_key(session, lot.id, line.serial))
    if (other.line != line.line && scan_key(other.serial) == key && other.usable())
      return base::Refusal{.code = "collection.line.duplicate_serial",
                           .field = "serial",
                           .line = line.line,
                           .arguments = {{"serial", line.serial}, {"first", std::to_string(other.line)}}};
  if (number_in_stock(session, lot.organisation, line.serial))
    return base::Refusal{.code = "collection.line.serial_in_stock",
                         .field = "serial",
                         .line = line.line,
                         .arguments = {{"serial", line.serial}}};
  return std::nullopt;
}

}  // namespace

base::Result<Declared> offer_list(storage::Session& session, const Occasion& occasion, const NewList& list,
                                  const Mapping& mapping) {
  if (!find_donor(session, occasion.organisation, list.donor))
    return base::Refusal{.code = "collection.donor.unknown", .field = "donor"};
  if (auto known = find_donation_by_list(session, occasion.organisation, list.donor, list.sha256)) {
    auto lot = lot_of_donation(session, occasion.organisation, known->id);
    return Declared{.donation = std::move(*known), .lot = std::move(lot)};
  }
  TRY(agreement, agreement_for(session, occasion, list.donor, list.agreement));
  Donation donation{.id = DonationId::create(occasion.now),
                    .organisation = occasion.organisation,
                    .donor = list.donor,
                    .agreement = agreement,
                    .file_name = list.file_name,
                    .list_sha256 = list.sha256,
                    .mapping = mapping,
                    .created_at = occasion.now};
  donation.raw = keep_file(session, occasion.organisation, list.bytes, list.content_type, occasion.now);
  insert_donation(session, donation);
  return Declared{.donation = std::move(donation)};
}

base::Result<Declared> declare_list(storage::Session& session, const Occasion& occasion, Donation donation,
                                    const Mapping& mapping, std::vector<Line> lines, bool learn) {
  if (donation.state == DonationState::declared) {
    auto lot = lot_of_donation(session, occasion.organisation, donation.id);
    return Declared{.donation = std::move(donation), .lot = std::move(lot)};
  }
  TRY_DONE(check_mapping(mapping));
  const base::Day day = today(session, occasion);
  answer_lines(lines, day);
  donation.state = DonationState::declared;
  donation.mapping = mapping;
  update_donation(session, donation);
  if (learn) remember_headings(session, donation.donor, mapping);
  Lot lot{.id = LotId::create(occasion.now),
          .organisation = occasion.organisation,
          .donor = donation.donor,
          .donation = donation.id,
          .agreement = donation.agreement,
          .number = equipment::draw_number(session, occasion.organisation, lot_series(day), 3),
          .declared_at = occasion.now};
  insert_lot(session, lot);
  for (auto& line : lines) {
    line.id = LineId::create(occasion.now);
    insert_line(session, donation.id, lot.id, line);
  }
  record_declaration(session, occasion, lot, donation.list_sha256);
  return Declared{.donation = std::move(donation), .lot = find_lot(session, occasion.organisation, lot.id)};
}

base::Result<Line> correct_line(storage::Session& session, const Occasion& occasion, const Lot& lot,
                                std::int64_t number, const LineText& text) {
  auto before = find_line(session, lot.id, number);
  if (!before) return base::Refusal{.code = "collection.line.unknown", .arguments = {{"line", std::to_string(number)}}};
  if (!items_of_line(session, before->id).empty())
    return base::Refusal{.code = "collection.line.received.conflict", .arguments = {{"line", std::to_string(number)}}};
  Line line = read_line(text, number);
  if (!line.problems.empty()) return line.problems.front();
  line.id = before->id;
  line.original = before->original;
  if (const auto taken = serial_taken(session, lot, line)) return *taken;
  // The original cells may hold the very word that was corrected; the new text alone is answered.
  Line told = line;
  told.original.clear();
  const Sorted sorted = answer_of(told, today(session, occasion));
  line.answer = sorted.answer;
  line.reason = sorted.reason;
  update_line(session, line);
  record_declaration(session, occasion, lot, list_sha256_of(session, lot));
  return line;
}

base::Result<std::int64_t> change_answers(storage::Session& session, const Occasion& occasion, const Lot& lot,
                                          const std::vector<std::int64_t>& numbers, Answer answer,
                                          const std::string& reason) {
  if (base::trim(reason).empty()) return base::Refusal{.code = "collection.answer.reason_needed", .field = "reason"};
  std::vector<Line> lines;
  for (const std::int64_t number : numbers) {
    auto line = find_line(session, lot.id, number);
    if (!line)
      return base::Refusal{
          .code = "collection.line.unknown", .field = "line", .arguments = {{"line", std::to_string(number)}}};
    if (!line->usable())
      return base::Refusal{.code = "collection.answer.line_unreadable",
                           .field = "line",
                           .arguments = {{"line", std::to_string(number)}}};
    lines.push_back(std::move(*line));
  }
  if (numbers.empty())
    for (auto& line : lines_of_lot(session, lot.id))
      if (line.usable()) lines.push_back(std::move(line));
  for (auto& line : lines) {
    line.answer = answer;
    line.reason = "manual";
    line.note = base::shorten(base::trim(reason), 500);
    update_line(session, line);
  }
  if (!lines.empty()) record_declaration(session, occasion, lot, list_sha256_of(session, lot));
  return static_cast<std::int64_t>(lines.size());
}

}  // namespace collection
