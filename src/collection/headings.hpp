#pragma once
// The words that donors put above their columns. Internal to columns.cpp.
#include <string_view>
#include <vector>

#include "collection/columns.hpp"

namespace collection {

/// How sure a heading is. usual: its own word. second: when no usual one claims the meaning. guess: a person confirms.
enum class Rank { usual, second, guess, none };

struct Synonyms {
  Column column;
  Rank rank;
  std::vector<std::string_view> headings;  ///< as heading_key() folds them
};

const std::vector<Synonyms>& heading_vocabulary();

}  // namespace collection
