#pragma once
// What a station measured becomes evidence: each erasure once, judged here, whatever the station says of it.
#include <string>

#include "equipment/record.hpp"
#include "erasure/signed_record.hpp"
#include "erasure/store_record.hpp"

namespace erasure {

/// The report that carried it.
struct Carrier {
  std::string report, station;            ///< ids
  std::int64_t sequence = 0;              ///< of the report in the station's chain
  std::string raw, raw_sha256;            ///< the report's bytes as they are kept
  std::string host, checklist, software;  ///< JSON
};

struct RecordTaken {
  equipment::Item item;
  std::string warning;  ///< "erasure.record.…": why it changed nothing; empty: it was judged, or is known already
};
/// Judges the record of a medium of this item, which is here and locked, and writes the verdict into its history. An erasure counts once:
/// the same again changes nothing; other content under a known id is left out ("erasure.record.differs") unless it goes on with an
/// interrupted one of the same station. A record older than what the same station has said of the medium since is kept and changes no
/// verdict ("erasure.record.older"); a destroyed medium takes none ("erasure.record.destroyed"). `bench`: its actor was at the bench.
RecordTaken take_record(storage::Session& session, const equipment::Occasion& bench, equipment::Item item,
                        const equipment::MediumId& medium, const SignedRecord& record, const Carrier& carrier);

}  // namespace erasure
