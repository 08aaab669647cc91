#pragma once
// What a document asks for each kind of medium, as data: « ANSSI 2023 », « NIST 800-88r2 Clear », « … Purge », or an organisation's own.
#include <boost/json/fwd.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sanitization/drive_facts.hpp"
#include "sanitization/level.hpp"

namespace sanitization {

struct Policy {
  std::string id;                           ///< "anssi-2023": what --policy takes, and what certificates name
  std::map<std::string, std::string> name;  ///< by language: "fr", "en"
  std::string document;                     ///< title, edition and clause, as it is cited
  std::string standard;                     ///< code of erasure::standards: anssi_2023, nist_800_88r2, ieee_2883, none
  std::map<Medium, Level> required;         ///< each medium; Medium::unknown is what holds for the others
  bool trust_crypto_erase = false;          ///< the maker's cryptographic erase counts as Purge without more
  bool recheck = true;                      ///< takes part in the second person's sample

  /// What no rule names is destroyed: Level::destruct where neither the medium nor Medium::unknown stands in `required`.
  Level required_for(Medium medium) const;
  bool operator==(const Policy&) const = default;
};

/// Refuses "sanitization.policy.…" with the field: unknown member, medium, level, id that is not [a-z0-9-]{1,40}.
base::Result<Policy> policy_from_json(const boost::json::value& json);
boost::json::object to_json(const Policy& policy);
/// A file of a policy: at most 64 KiB, no member twice.
base::Result<Policy> parse_policy(std::string_view bytes);
/// Those that the program brings (packaging/policies/*.json), by id.
const std::vector<Policy>& known_policies();
const Policy* find_policy(std::string_view id);

}  // namespace sanitization
