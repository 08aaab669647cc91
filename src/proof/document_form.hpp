#pragma once
// The `proof` member as it stands in the file; shared by the two sides that write and read it.
#include <boost/json.hpp>
#include <string_view>

#include "proof/quoted_log.hpp"

namespace proof::form {

constexpr std::string_view type = "type";
constexpr std::string_view proof = "proof";
constexpr std::string_view key = "key";
constexpr std::string_view signature = "signature";
constexpr std::string_view checkpoint = "checkpoint";
constexpr std::string_view entries = "entries";
constexpr std::string_view index = "index";
constexpr std::string_view leaf = "leaf";
constexpr std::string_view nodes = "nodes";

inline boost::json::string_view name(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace proof::form
