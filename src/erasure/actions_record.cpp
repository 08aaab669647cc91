#include "erasure/actions_record.hpp"

#include <algorithm>

#include "collection/agreement.hpp"
#include "erasure/verdict.hpp"

namespace erasure {
namespace {

using equipment::Item;
using equipment::Verdict;

ErasureRecord row_of(const equipment::Occasion& bench, const Item& item, const equipment::MediumId& medium,
                     const SignedRecord& record, const Carrier& carrier, const Measured& measured) {
  return {.id = record.record.id,
          .organisation = bench.organisation,
          .item = item.id,
          .medium = medium,
          .report = carrier.report,
          .station = carrier.station,
          .sequence = carrier.sequence,
          .sha256 = record.sha256,
          .bytes = record.bytes,
          .verdict = measured.judged.verdict,
          .required = measured.judged.required,
          .achieved = measured.judged.achieved,
          .exceptions = measured.judged.exceptions,
          .reasons = measured.assessment.reasons,
          .to_destroy = measured.assessment.to_destroy,
          .started = record.record.started,
          .ended = record.record.ended,
          .received = bench.now,
          .operator_code = bench.actor,
          .signature_key = record.key,
          .signature_value = record.value,
          .host = carrier.host,
          .checklist = carrier.checklist,
          .software = carrier.software};
}

/// The same erasure, taken up again after a cut: what was sent half-way is followed by the whole.
bool goes_on(const ErasureRecord& known, const ErasureRecord& row) {
  return known.verdict == Verdict::interrupted && known.signature_key == row.signature_key &&
         known.medium == row.medium && known.started == row.started && known.sequence < row.sequence;
}

bool is_destroyed(const Item& item, const equipment::MediumId& id) {
  return std::any_of(item.media.begin(), item.media.end(), [&](const equipment::Medium& each) {
    return each.id == id && each.verdict == Verdict::destroyed;
  });
}

}  // namespace

RecordTaken take_record(storage::Session& session, const equipment::Occasion& bench, Item item,
                        const equipment::MediumId& medium, const SignedRecord& record, const Carrier& carrier) {
  const auto known = find_record(session, bench.organisation, record.record.id);
  if (known && known->sha256 == record.sha256) return {.item = std::move(item), .warning = {}};
  if (is_destroyed(item, medium)) return {.item = std::move(item), .warning = "erasure.record.destroyed"};
  const auto terms = collection::terms_of_lot(session, item.lot);
  const auto measured = judge_record(record.record, medium, terms.level, carrier.raw, carrier.raw_sha256, bench.actor);
  const auto row = row_of(bench, item, medium, record, carrier, measured);
  if (known && !goes_on(*known, row)) return {.item = std::move(item), .warning = "erasure.record.differs"};
  const bool older = last_sequence_of(session, medium, carrier.station) > carrier.sequence;
  if (known)
    replace_record(session, row);
  else
    insert_record(session, row);
  if (older) return {.item = std::move(item), .warning = "erasure.record.older"};
  equipment::Occasion then = bench;
  if (record.record.ended > record.record.started) then.occurred_at = std::min(record.record.ended, bench.now);
  return {.item = equipment::record(session, then, item, measured.judged), .warning = {}};
}

}  // namespace erasure
