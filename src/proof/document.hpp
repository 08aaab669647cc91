#pragma once
// A proof document: a statement or certificate that its reader checks alone, against the issuer's log and key.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "proof/checkpoint.hpp"
#include "proof/merkle.hpp"
#include "proof/signature.hpp"

namespace proof {

/// One leaf of the log that the document's content rests on.
struct Entry {
  std::uint64_t index = 0;  ///< place in the log, from 0
  base::Bytes leaf;         ///< the exact bytes whose leaf_hash() is in the log: RFC 8785 of a JSON object
};

/// What ties a document to the log.
struct Evidence {
  std::string checkpoint;      ///< signed note, signed with the same key as the document
  std::vector<Entry> entries;  ///< rising by index
  std::vector<Hash> nodes;     ///< LogReader::shared_path() of their indexes at the checkpoint's size
};

/// The file to hand out: RFC 8785 bytes of `content` (an object with a `type`, without `proof`) and its `proof` member, see
/// docs/verify-format.md. Refuses what verify_document() would not accept: content without type or with a proof
/// ("proof.document.incomplete", with the field), a leaf that is not canonical ("proof.document.entry_unreadable", index),
/// entries that do not lead to the checkpoint's root, a checkpoint that another key signed.
base::Result<base::Bytes> sign_document(const boost::json::object& content, const Evidence& evidence,
                                        const SigningKey& key);

enum class Verdict {
  trusted,         ///< intact, and its issuer is among the trusted ones
  changed,         ///< at least one finding: altered, truncated, or put together wrongly
  unknown_issuer,  ///< intact, but signed by a key or for a log that is not among the trusted ones
  not_a_document,  ///< no trace of a proof document, or of a type that this program does not know
};

/// 0 trusted, 1 changed, 3 unknown issuer, 2 not a document.
int exit_code(Verdict verdict);

/// Something wrong with a document: code and arguments, as for a refusal.
using Finding = base::Refusal;

/// Computes a type's content again from its entries (`proof.entries[].leaf`) and says what differs. It is called when
/// `proof` has its form, also if a signature is wrong, and must bear any other content: whoever signs may write anything.
using ContentRule = std::function<std::vector<Finding>(const boost::json::object& document)>;
using ContentRules = std::map<std::string, ContentRule, std::less<>>;

struct Verification {
  Verdict verdict = Verdict::not_a_document;
  std::vector<Finding> findings;  ///< what is wrong; empty when trusted or unknown_issuer
  std::string type;               ///< empty if unreadable
  std::optional<PublicKey> key;   ///< the one the document names
  std::optional<Checkpoint> checkpoint;
  std::size_t entries = 0;
  bool canonical = false;  ///< the file is the exact RFC 8785 bytes; a reformatted one may be trusted all the same
};

/// Checks the signature over the document's values, the checkpoint's signature by the same key, that every entry is in the log
/// at its place, and that the content follows from the entries. Any change of a value is found; white space, order of members
/// and spelling of escapes (é or \u00e9) are free. Reads neither network nor clock: cannot know of a revocation.
Verification verify_document(std::string_view bytes, std::span<const Issuer> trusted, const ContentRules& rules);

}  // namespace proof
