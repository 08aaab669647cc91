#pragma once
// The summary of a machine or a lot: every medium with its verdict and, where a station measured it, the certificate's hash. Pure.
#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "equipment/item.hpp"
#include "erasure/ids.hpp"
#include "proof/document.hpp"

namespace erasure {

inline constexpr std::string_view summary_type = "ErasureSummary";
inline constexpr std::string_view summary_schema = "boucle.erasure-summary.v1";
enum class Scope { machine, lot };
std::string_view code(Scope scope);

/// The certificate that holds for a medium: the last one, neither replaced nor revoked.
struct CertificateReference {
  CertificateId id;
  std::string number, sha256;
};

struct SummaryLine {
  std::string item_number;
  equipment::Medium medium;
  std::optional<CertificateReference> certificate = {};  ///< nothing: proven otherwise, or not proven
};

struct Summary {
  std::string did, organisation, log;  ///< issuer: key, name, origin of its log
  base::Instant issued_at;
  Scope scope = Scope::machine;
  std::string id;      ///< of the item or the lot
  std::string number;  ///< GRPC26-0888, LOT26-001
  std::string donor;   ///< empty: none known
  std::vector<SummaryLine> lines = {};
  std::int64_t items = 0;          ///< things in all
  std::int64_t without_media = 0;  ///< … of which two people saw that they have no medium
};

/// Counts by name: media, certified, erased, erased_with_exceptions, failed, interrupted, destroyed, without_proof.
std::map<std::string, std::int64_t> counts_of(const Summary& summary);
/// The credential without its proof.
boost::json::object summary_content(const Summary& summary);
/// The counts follow from the lines, no certificate stands twice. Bears any content.
std::vector<proof::Finding> check_summary(const boost::json::object& document);

}  // namespace erasure
