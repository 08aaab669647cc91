#pragma once
// Erasures as stations recorded and signed them, with the verdict given here: rows.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "equipment/ids.hpp"
#include "sanitization/level.hpp"
#include "storage/database.hpp"

namespace erasure {

struct ErasureRecord {
  std::string id;  ///< given by the station that erased
  equipment::OrganisationId organisation;
  equipment::ItemId item;
  equipment::MediumId medium;
  std::string report;         ///< id of the first report that carried it
  std::string station;        ///< id of the station that signed it
  std::int64_t sequence = 0;  ///< of that report in that station's chain
  std::string sha256;         ///< of `bytes`, hexadecimal
  base::Bytes bytes;          ///< the record as it was signed: RFC 8785 of sanitization::Record's JSON
  sanitization::Verdict verdict = sanitization::Verdict::failed;
  sanitization::Level required = sanitization::Level::none;  ///< the higher of the policy's and the agreement's
  sanitization::Level achieved = sanitization::Level::none;
  std::vector<std::string> exceptions, reasons;
  bool to_destroy = false;
  base::Instant started, ended;                                ///< the station's clock
  base::Instant received;                                      ///< the server's
  std::string operator_code;                                   ///< who was at the bench
  std::string signature_key;                                   ///< z6Mk…
  std::string signature_value;                                 ///< base64 of Ed25519 over `bytes`
  std::string host = "{}", checklist = "{}", software = "{}";  ///< JSON, as the report says it
};

void insert_record(storage::Session& session, const ErasureRecord& record);
/// The record that takes the place of an interrupted one of the same id: the work went on.
void replace_record(storage::Session& session, const ErasureRecord& record);
std::optional<ErasureRecord> find_record(storage::Session& session, const equipment::OrganisationId& organisation,
                                         std::string_view id);
/// Of all media of an item, the newest first.
std::vector<ErasureRecord> records_of_item(storage::Session& session, const equipment::OrganisationId& organisation,
                                           const equipment::ItemId& item);
/// The highest sequence of that station's reports that a judged record of the medium came with; 0: none.
std::int64_t last_sequence_of(storage::Session& session, const equipment::MediumId& medium, std::string_view station);

/// Of the station that signed; empty if it is unknown.
std::string station_name(storage::Session& session, std::string_view station);

}  // namespace erasure
