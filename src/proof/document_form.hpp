#pragma once
// The `proof` member as it stands in the file; shared by the two sides that write and read it.
#include <boost/json.hpp>
#include <string_view>

#include "proof/document.hpp"

namespace proof::form {

constexpr std::string_view type = "type";
constexpr std::string_view proof = "proof";
constexpr std::string_view key = "key";
constexpr std::string_view signature = "signature";
constexpr std::string_view checkpoint = "checkpoint";
constexpr std::string_view entries = "entries";
constexpr std::string_view index = "index";
constexpr std::string_view leaf = "leaf";
constexpr std::string_view nodes = "nodes";

inline boost::json::string_view name(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace proof::form

namespace proof {

/// Where an Evidence stands in a file: the members checkpoint, entries and nodes, their form checked and nothing else.
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
