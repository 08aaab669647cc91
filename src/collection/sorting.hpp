#pragma once
// The published sorting instructions (« consignes de tri »): what is collected, what is not, what must be seen first, and why.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "equipment/kind.hpp"

namespace collection {

enum class Answer { accepted, refused, to_inspect };
std::string_view code(Answer answer);
std::optional<Answer> answer_from_code(std::string_view code);

/// One instruction. Both lists empty: it holds for everything.
struct Instruction {
  std::string_view code;  ///< its reason, a key of collection.sorting.<code>
  Answer answer = Answer::accepted;
  std::vector<equipment::Kind> kinds;   ///< of these kinds only
  std::vector<std::string_view> words;  ///< folded; one of them in the model or the remarks
  base::Day since;                      ///< in force from this day on
};

/// In the order they are tried: the first that holds answers.
std::span<const Instruction> instructions();

struct Sorted {
  Answer answer = Answer::accepted;
  std::string reason;  ///< code of the instruction
};
/// The answer to a declared thing on that day. `words` is everything the donor wrote of it.
Sorted sort(equipment::Kind kind, std::string_view words, base::Day day);

}  // namespace collection
