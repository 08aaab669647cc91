#pragma once
// Which word the law lets us print beside a thing that is sold or labelled, and what guarantee goes with it.
#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "collection/agreement.hpp"
#include "equipment/item.hpp"

namespace sales {

enum class Wording {
  second_hand,  ///< « d’occasion »
  refurbished,  ///< « reconditionné »: tests of all functions passed and erasure of all data proven (code de la consommation R122-4)
};
std::string_view code(Wording wording);
/// `terms` are those of the item's lot: they say which proof of erasure counts. A test that failed, even a small one, takes the word
/// away: the function does not work. So do a kind without a list of tests and a lock.
Wording wording_of(const equipment::Item& item, const collection::AgreementTerms& terms);

/// Months of the legal guarantee of conformity on a sale, as dated data.
struct Warranty {
  std::int64_t months = 24;              ///< 2 years
  std::int64_t presumption_months = 12;  ///< a defect is presumed to have been there (second-hand goods)
  std::int64_t repair_days = 30;
  std::int64_t extension_months = 6;  ///< added by a repair
  bool operator==(const Warranty&) const = default;
};
boost::json::object to_json(const Warranty& warranty);
/// Refuses "sales.warranty.bad" with the field: a presumption longer than the guarantee, more than 120 months, less than nothing.
base::Result<Warranty> check_warranty(const Warranty& warranty);
base::Result<Warranty> warranty_from_json(const boost::json::value& json);

}  // namespace sales
