#pragma once
// The organisation's own year: activity figures counted in the database, signed with the log's state but without its entries.
#include <array>
#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "equipment/kind.hpp"
#include "impact/statement.hpp"

namespace impact {

inline constexpr std::string_view report_type = "boucle.report.v1";
/// The statement says of itself that its figures do not follow from quoted entries.
inline constexpr std::string_view report_basis = "counted_by_issuer";

/// Things received in a year, and what has become of them by the day of the report.
struct Report {
  std::string origin, organisation, fingerprint, zone;
  int year = 0;
  base::Instant issued_at{};
  FamilyCount collected;  ///< received this year
  FamilyCount put_back;   ///< given or sold this year, whenever received (« remis en service »)
  std::map<equipment::Kind, std::int64_t> by_kind = {};  ///< received this year
  std::map<equipment::Kind, std::int64_t> put_back_by_kind = {};
  std::map<Outcome, FamilyCount> by_outcome =
      {};  ///< what was received this year: where it is on the day of the report
  std::array<FamilyCount, 12> collected_by_month = {};
  std::array<FamilyCount, 12> put_back_by_month = {};
  Balance balance;  ///< weighed_g and the like follow the items' own sources
  std::int64_t lots = 0, donors = 0;
};

boost::json::object to_json(const Report& report);
/// The content rule: only what the figures say of each other can be checked. Bears any content.
std::vector<base::Refusal> check_report(const boost::json::object& document);

}  // namespace impact
