#pragma once
// Processor names. « Intel(R) Core(TM) i7 CPU M 620 @ 2.67GHz », « Core i7 M 620 » and « i7-620M » are one processor;
// i3-6100 and i3-6100U are two. A name is reduced to a key by removing only words known to say nothing about the model: an
// unknown word stays in the key, so that at worst nothing is found, never another processor.
#include <optional>
#include <string>
#include <string_view>

namespace equipment {

struct CpuName {
  std::string key;    ///< brand, family, model number, suffix: "intel core i7 620m"; two names of one model share it
  std::string plain;  ///< the name as written but for case, spaces and trademark signs
  std::string
      model;  ///< part number with a letter in front (T2300), which is unique among Intel's families; else empty
  std::string digits;            ///< longest run of digits in the key, for listing near names
  std::optional<int> cores;      ///< « 8-Core » in the name
  std::optional<int> megahertz;  ///< « @ 2.67GHz » in the name
  bool precise = false;  ///< names one model (or one frequency, for those sold without model number), not just a brand
};

CpuName read_cpu_name(std::string_view text);

}  // namespace equipment
