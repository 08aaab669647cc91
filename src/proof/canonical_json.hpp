#pragma once
// The one spelling of a JSON value that is hashed and signed: RFC 8785, the JSON Canonicalization Scheme (JCS).
#include <boost/json/fwd.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace proof {

constexpr std::size_t largest_json_bytes = std::size_t{64} * 1024 * 1024;
constexpr std::size_t deepest_json = 64;

/// RFC 8785 bytes. Refuses what could not be read back alike: an integer beyond ±2^53, NaN or an infinity
/// ("proof.json.number_not_exact"), text that is not UTF-8 ("proof.json.not_utf8"), more than 64 levels ("proof.json.too_deep").
base::Result<base::Bytes> to_canonical(const boost::json::value& value);
base::Result<base::Bytes> to_canonical(const boost::json::object& object);

/// The same without the member `member` of the object that is the member `parent`: what a signature inside a document covers.
base::Result<base::Bytes> to_canonical_without(const boost::json::object& object, std::string_view parent,
                                               std::string_view member);

/// Reads JSON that somebody may have touched. Refuses duplicate keys, invalid UTF-8, lone surrogates, more than 64 levels,
/// bytes after the value, more than 64 MiB, and each number that a double cannot give back: stricter than RFC 8785, which
/// rounds 333333333.33333329 silently. Whole numbers up to ±2^53 come out as int64, also when written 1.0 or 1e2.
/// Codes: proof.json.{too_large,broken,too_deep,duplicate_key,number_not_exact}, with the line.
base::Result<boost::json::value> parse_strict(std::string_view bytes);

/// Whether these bytes are exactly what to_canonical() gives for the value they hold.
bool is_canonical(std::string_view bytes);

/// A finite number as ECMAScript prints it: 1e+21, 0.000001, 333333333.3333333; "0" also for minus zero.
base::Result<std::string> canonical_number(double number);

}  // namespace proof
