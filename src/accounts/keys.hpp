#pragma once
// The secrets of one installation. They come from one file outside the data folder, never from the database or a backup.
#include <memory>
#include <string>
#include <string_view>

#include "accounts/ids.hpp"
#include "base/result.hpp"
#include "proof/signature.hpp"

namespace accounts {

class Keys {
 public:
  explicit Keys(proof::Secret master) : master_(std::move(master)) {}
  /// Reads the key file, or makes it (mode 0600) if there is none. Refuses one that others may read.
  static base::Result<Keys> open(const std::string& file);

  /// Names the log of an organisation for ever: "ATV/0192f3…".
  static std::string origin(std::string_view organisation_code, const OrganisationId& organisation);
  /// Signs that organisation's checkpoints, statements and certificates.
  proof::SigningKey signing_key(std::string_view origin) const;
  proof::Issuer issuer(std::string_view origin) const;
  /// The secret of one purpose: "session", "blind-index", "person-wrap".
  proof::Secret secret(std::string_view purpose) const { return proof::derive(master_, purpose); }

 private:
  proof::Secret master_;
};

}  // namespace accounts
