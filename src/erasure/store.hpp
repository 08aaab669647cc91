#pragma once
// Raw evidence and proposals that wait for a second person.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "erasure/ids.hpp"
#include "erasure/verdict.hpp"
#include "storage/database.hpp"

namespace erasure {

/// Bytes ready to be kept: hashed and packed outside the transaction, so that the one writer does not do it.
struct RawEvidence {
  EvidenceId id;
  std::string sha256;        ///< hexadecimal, of the bytes as received
  std::string content_type;  ///< as claimed
  std::int64_t size = 0;
  std::string packed;  ///< as stored
};
RawEvidence pack_evidence(std::string_view bytes, std::string_view content_type, base::Instant now);
void keep_evidence(storage::Session& session, const equipment::OrganisationId& organisation,
                   const RawEvidence& evidence, base::Instant now);

struct KeptEvidence {
  std::string sha256, content_type;
  base::Bytes bytes;
};
/// Nothing if unknown, of another organisation, or past its retention.
std::optional<KeptEvidence> find_evidence(storage::Session& session, const equipment::OrganisationId& organisation,
                                          const EvidenceId& id);

enum class ProposalKind { third_party, declared, destruction, no_media };
std::string_view code(ProposalKind kind);

struct Proposal {
  ProposalId id;
  equipment::OrganisationId organisation;
  equipment::ItemId item;
  std::optional<equipment::MediumId> medium;  ///< nothing: « sans support »
  ProposalKind kind = ProposalKind::declared;
  Evidence evidence;
  std::string proposed_by;
  base::Instant proposed_at;
  std::string answered_by, answer;  ///< empty while it waits
};
void insert_proposal(storage::Session& session, const Proposal& proposal);
/// Whether it was still open: two people who answer at once do not both count.
bool answer_proposal(storage::Session& session, const ProposalId& id, std::string_view answer, std::string_view who,
                     base::Instant now);
std::optional<Proposal> find_proposal(storage::Session& session, const equipment::OrganisationId& organisation,
                                      const ProposalId& id);
std::vector<Proposal> open_proposals(storage::Session& session, const equipment::ItemId& item);
/// Of the whole organisation, oldest first: what waits for a second person.
std::vector<Proposal> waiting_proposals(storage::Session& session, const equipment::OrganisationId& organisation,
                                        std::int64_t limit);

}  // namespace erasure
