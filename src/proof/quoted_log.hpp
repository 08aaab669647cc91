#pragma once
// How an Evidence stands in a file: the members checkpoint, entries and nodes, in a proof document and in a certificate alike.
#include <boost/json/fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "proof/document.hpp"

namespace proof {

/// Their form checked and nothing else.
struct QuotedLog {
  std::string checkpoint;
  std::vector<PlacedLeaf> leaves = {};
  std::vector<Hash> nodes = {};
};
/// Refuses "proof.document.incomplete" with the field.
base::Result<QuotedLog> read_quoted_log(const boost::json::object& object);
/// Refuses a leaf that is no canonical object ("proof.document.entry_unreadable", index).
base::Result<boost::json::object> write_quoted_log(const Evidence& evidence);

/// Refuses unless these leaves and nodes give the checkpoint's root ("proof.document.not_included").
base::Outcome check_inclusion(const Checkpoint& checkpoint, std::span<const PlacedLeaf> leaves,
                              std::span<const Hash> nodes);

}  // namespace proof
