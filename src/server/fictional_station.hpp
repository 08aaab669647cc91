#pragma once
// A station that never was: its reports are what a real one would sign and send, so that the product judges them itself.
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "equipment/item.hpp"
#include "proof/signature.hpp"
#include "sanitization/record.hpp"

namespace server {

/// The machine that a station runs on.
struct FictionalMachine {
  equipment::Kind kind = equipment::Kind::laptop;
  std::string maker, model, serial, cpu;
  std::int64_t cores = 4, ram_gb = 8;
};

/// What one report says, beside what its station says in each.
struct FictionalReport {
  std::optional<FictionalMachine> machine;  ///< nothing: drives on the bench, the machine around them is nobody's item
  std::string item_number;                  ///< scanned; empty: found by serial numbers
  std::string operator_code;
  base::Instant made_at;
  std::chrono::minutes offset{0};  ///< of the station's clock
  sanitization::DriveFacts drive;  ///< the one drive of it
  std::optional<sanitization::Record> erasure;
  bool tested = false;  ///< tests of the machine, all passed, and its score
};

class FictionalStation {
 public:
  FictionalStation(std::string name, const proof::Secret& seed, std::uint64_t number)
      : name_(std::move(name)), key_(seed), number_(number) {}

  const std::string& name() const { return name_; }
  const proof::SigningKey& key() const { return key_; }
  /// The bytes as it would send them: canonical, signed, chained to the report before.
  base::Bytes report(const FictionalReport& content);

 private:
  std::string name_;
  proof::SigningKey key_;
  std::uint64_t number_;
  std::int64_t sequence_ = 0;
  std::string previous_;  ///< SHA-256 of the report before
};

}  // namespace server
