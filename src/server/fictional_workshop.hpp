#pragma once
// Writes lots that never were into an organisation: shared by the simulation and the demonstration.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collection/store.hpp"
#include "sales/store_rules.hpp"
#include "server/simulated_item.hpp"
#include "stock/departure.hpp"
#include "storage/database.hpp"

namespace server {

/// A lot to come: who gives, when it arrives, what becomes of each item.
struct LotPlan {
  collection::DonorId donor;
  std::optional<collection::AgreementId> agreement;
  base::Instant declared_at;
  base::Instant received_at;
  struct Thing {
    equipment::Kind kind;
    Fate fate;
    base::Instant last_at;  ///< its history ends before
  };
  std::vector<Thing> things;
  equipment::Origin origin = equipment::Origin::gift;
};

class FictionalWorkshop {
 public:
  /// `site`: two letters of the numbers.
  FictionalWorkshop(equipment::OrganisationId organisation, std::string seller, std::string site, std::uint64_t seed)
      : organisation_(organisation), seller_(std::move(seller)), site_(std::move(site)), seed_(seed) {}

  void add_locations(storage::Session& session, base::Instant when);
  /// The lot, its donation and lines, its items with their histories, their receipts and slips.
  void add_lot(storage::Session& session, const LotPlan& plan);
  /// Receipts and slips in the order in which they left, and the number series so that the next number follows the last one here.
  void finish(storage::Database& database);
  /// The same inside one transaction, for a small workshop.
  void write_papers(storage::Session& session);
  std::int64_t items() const { return static_cast<std::int64_t>(counters_.items); }

  /// What a transaction that runs again must start from.
  struct Counters {
    std::uint64_t items = 0;
    std::uint64_t lots = 0;
    std::map<std::string, std::int64_t> series;
  };
  const Counters& counters() const { return counters_; }
  void restore(const Counters& counters) { counters_ = counters; }

 private:
  std::string next_number(const std::string& series, int digits);
  /// Items that left on one paper.
  struct Paper {
    base::Instant when;
    equipment::DepartureKind kind = equipment::DepartureKind::gift;
    std::vector<equipment::ItemId> items;
  };
  std::vector<std::pair<std::string, Paper>> papers_in_order();
  void write_series(storage::Session& session) const;
  void add_sale(storage::Session& session, stock::Departure& departure, const std::vector<equipment::Item>& items);
  void write_paper(storage::Session& session, const std::string& id, const Paper& paper);

  equipment::OrganisationId organisation_;
  std::string seller_;  ///< printed on receipts
  std::string site_;
  std::uint64_t seed_;
  Counters counters_;
  std::optional<sales::Rules> rules_;    ///< of sale; the organisation has no other
  std::map<std::string, Paper> papers_;  ///< by id of the departure; written again alike when a transaction runs again
};

}  // namespace server
