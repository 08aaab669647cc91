#pragma once
// Erasures of drives that never were, told as a station would record them: the demonstration's only.
#include <cstdint>
#include <string>

#include "equipment/item.hpp"
#include "sanitization/record.hpp"

namespace server {

/// How an erasure went.
enum class Course {
  well,
  worn,        ///< the drive had put sectors out of use long before
  cut,         ///< somebody pulled the bench's plug; it went on afterwards
  cable,       ///< what was read back is not what was written
  unwritable,  ///< three places take no data any more
};

struct ErasureTale {
  equipment::Medium medium;  ///< of the item: model, serial, size
  std::string policy;        ///< one that the program brings: "anssi-2023"
  std::string confirmed_by;  ///< what was typed or scanned
  Course course = Course::well;
  base::Instant ended;
  std::uint64_t number = 1;  ///< another one: another record, another key
};

/// What such a drive says of itself.
sanitization::DriveFacts fictional_drive(const equipment::Medium& medium, bool worn);
/// The planner chooses the method, as on a station; the same tale gives the same record.
sanitization::Record fictional_record(const ErasureTale& tale);
/// What smartctl prints of it, as JSON.
std::string fictional_smartctl(const sanitization::DriveFacts& drive);

}  // namespace server
