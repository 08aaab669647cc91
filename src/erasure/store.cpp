#include "erasure/store.hpp"

#include <boost/json.hpp>

#include "base/bytes.hpp"

namespace erasure {
namespace {

constexpr std::string_view columns =
    "SELECT id, organisation_id, item_id, medium_id, kind, evidence, raw_id, proposed_by, proposed_at, answered_by, "
    "answer FROM erasure_proposal";

std::string evidence_text(const Evidence& evidence) {
  boost::json::array exceptions;
  for (const auto& each : evidence.exceptions) exceptions.emplace_back(each);
  return boost::json::serialize(boost::json::object{{"method", code(evidence.method)},
                                                    {"standard", evidence.standard},
                                                    {"claimed", equipment::code(evidence.claimed)},
                                                    {"outcome", code(evidence.outcome)},
                                                    {"exceptions", std::move(exceptions)},
                                                    {"raw_sha256", evidence.raw_sha256},
                                                    {"rank", equipment::code(evidence.rank)}});
}

/// Only what evidence_text() wrote is read here; anything else is a damaged database.
Evidence evidence_from_text(const std::string& text) {
  const auto json = boost::json::parse(text).as_object();
  const auto word = [&](std::string_view name) { return std::string(json.at(name).as_string()); };
  Evidence evidence{.rank = equipment::from_code<equipment::Rank>(word("rank")).value(),
                    .method = method_from_code(word("method")).value(),
                    .standard = word("standard"),
                    .claimed = equipment::from_code<equipment::Level>(word("claimed")).value(),
                    .outcome = outcome_from_code(word("outcome")).value(),
                    .raw_sha256 = word("raw_sha256")};
  for (const auto& each : json.at("exceptions").as_array()) evidence.exceptions.emplace_back(each.as_string());
  return evidence;
}

std::vector<Proposal> read_proposals(storage::Session& session, const std::string& where, const std::string& id,
                                     std::int64_t limit) {
  using Optional = std::optional<std::string>;
  std::vector<Proposal> found;
  session.each<std::string, std::string, std::string, Optional, std::string, std::string, Optional, std::string,
               std::int64_t, Optional, Optional>(
      std::string(columns) + " WHERE " + where + " = :1 AND answered_at IS NULL ORDER BY proposed_at, id LIMIT :2",
      [&](std::string row, std::string organisation, std::string item, Optional medium, std::string kind,
          std::string evidence, Optional raw, std::string by, std::int64_t at, Optional answered_by, Optional answer) {
        Proposal proposal{.id = ProposalId::parse(row).value(),
                          .organisation = equipment::OrganisationId::parse(organisation).value(),
                          .item = equipment::ItemId::parse(item).value(),
                          .evidence = evidence_from_text(evidence),
                          .proposed_by = std::move(by),
                          .proposed_at = base::from_milliseconds(at),
                          .answered_by = answered_by.value_or(""),
                          .answer = answer.value_or("")};
        if (medium) proposal.medium = equipment::MediumId::parse(*medium).value();
        for (const auto each :
             {ProposalKind::third_party, ProposalKind::declared, ProposalKind::destruction, ProposalKind::no_media})
          if (code(each) == kind) proposal.kind = each;
        proposal.evidence.raw = raw.value_or("");
        proposal.evidence.operator_code = proposal.proposed_by;
        found.push_back(std::move(proposal));
      },
      id, limit);
  return found;
}

}  // namespace

RawEvidence pack_evidence(std::string_view bytes, std::string_view content_type, base::Instant now) {
  return {.id = EvidenceId::create(now),
          .sha256 = base::to_hex(base::sha256(bytes)),
          .content_type = std::string(content_type.substr(0, 100)),
          .size = static_cast<std::int64_t>(bytes.size()),
          .packed = storage::detail::pack_blob(storage::Blob{base::Bytes(bytes)})};
}

void keep_evidence(storage::Session& session, const equipment::OrganisationId& organisation,
                   const RawEvidence& evidence, base::Instant now) {
  session.execute(
      "INSERT INTO raw_evidence (id, organisation_id, sha256, content_type, size, content, received_at) VALUES (:1, "
      ":2, :3, :4, :5, :6, :7)",
      evidence.id.text(), organisation.text(), evidence.sha256, evidence.content_type, evidence.size, evidence.packed,
      base::to_milliseconds(now));
}

std::optional<KeptEvidence> find_evidence(storage::Session& session, const equipment::OrganisationId& organisation,
                                          const EvidenceId& id) {
  auto row = session.first<std::string, std::string, std::optional<storage::Blob>>(
      "SELECT sha256, content_type, content FROM raw_evidence WHERE id = :1 AND organisation_id = :2", id.text(),
      organisation.text());
  if (!row || !std::get<2>(*row)) return std::nullopt;
  return KeptEvidence{
      .sha256 = std::get<0>(*row), .content_type = std::get<1>(*row), .bytes = std::move(std::get<2>(*row)->bytes)};
}

std::string_view code(ProposalKind kind) {
  switch (kind) {
    case ProposalKind::third_party:
      return "third_party";
    case ProposalKind::declared:
      return "declared";
    case ProposalKind::destruction:
      return "destruction";
    case ProposalKind::no_media:
      return "no_media";
  }
  return {};
}

void insert_proposal(storage::Session& session, const Proposal& proposal) {
  session.execute(
      "INSERT INTO erasure_proposal (id, organisation_id, item_id, medium_id, kind, evidence, raw_id, proposed_by, "
      "proposed_at) "
      "VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9)",
      proposal.id.text(), proposal.organisation.text(), proposal.item.text(),
      proposal.medium ? std::optional(proposal.medium->text()) : std::nullopt, std::string(code(proposal.kind)),
      evidence_text(proposal.evidence),
      proposal.evidence.raw.empty() ? std::nullopt : std::optional(proposal.evidence.raw), proposal.proposed_by,
      base::to_milliseconds(proposal.proposed_at));
}

bool answer_proposal(storage::Session& session, const ProposalId& id, std::string_view answer, std::string_view who,
                     base::Instant now) {
  return session.execute(
             "UPDATE erasure_proposal SET answer = :1, answered_by = :2, answered_at = :3 WHERE id = :4 AND "
             "answered_at IS NULL",
             std::string(answer), std::string(who), base::to_milliseconds(now), id.text()) == 1;
}

std::optional<Proposal> find_proposal(storage::Session& session, const equipment::OrganisationId& organisation,
                                      const ProposalId& id) {
  auto found = read_proposals(session, "id", id.text(), 1);
  if (found.empty() || found.front().organisation != organisation) return std::nullopt;
  return std::move(found.front());
}

std::vector<Proposal> open_proposals(storage::Session& session, const equipment::ItemId& item) {
  return read_proposals(session, "item_id", item.text(), 100);
}

std::vector<Proposal> waiting_proposals(storage::Session& session, const equipment::OrganisationId& organisation,
                                        std::int64_t limit) {
  return read_proposals(session, "organisation_id", organisation.text(), limit);
}

}  // namespace erasure
