#pragma once
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace proof {

constexpr std::size_t salt_bytes = 16;

/// What a leaf holds in place of a text that must remain erasable (a serial number, a name, a comment): SHA-256 of 16 random
/// bytes and the text, in hexadecimal. The salt is kept in the row beside the text and erased with it; without the salt nobody
/// can find the text by trying. Leaves hold identifiers, codes and such commitments, nothing else, for a leaf is for ever.
std::string salted_commitment(std::string_view salt, std::string_view text);

/// Whether salt and text, shown by whoever kept them, are those that the leaf committed to.
bool opens_commitment(std::string_view commitment, std::string_view salt, std::string_view text);

}  // namespace proof
