#pragma once
// The next thing to do with an item: the one primary button of its page.
#include <string>
#include <vector>

#include "base/result.hpp"
#include "equipment/item.hpp"

namespace workshop {

enum class Step { triage, erase, test, grade, close, store, depart, none };

/// `unproven`: what erasure::missing_for_erasure() says; `untested`: erasure::missing_for_tests().
Step next_step(const equipment::Item& item, const std::vector<base::Refusal>& unproven,
               const std::vector<base::Refusal>& untested);

}  // namespace workshop
