#include <boost/json.hpp>

#include "impact/statement.hpp"

namespace impact {
namespace {

namespace json = boost::json;

/// Reads the members of one object; the first one that has not its form is kept as the refusal.
class Members {
 public:
  Members(const json::value* value, std::string path)
      : object_(value == nullptr ? nullptr : value->if_object()), path_(std::move(path)) {
    if (object_ == nullptr) wrong_ = path_;
  }
  explicit Members(const json::object& object) : object_(&object) {}

  const json::value* find(std::string_view name) const {
    return object_ == nullptr ? nullptr : object_->if_contains(name);
  }
  std::string text(std::string_view name) {
    const auto* value = find(name);
    if (value != nullptr && value->is_string()) return std::string(value->get_string());
    return fail(name), std::string();
  }
  std::string optional_text(std::string_view name) { return find(name) == nullptr ? std::string() : text(name); }
  std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most) {
    const auto* value = find(name);
    if (value != nullptr && value->is_int64() && value->get_int64() >= least && value->get_int64() <= most)
      return value->get_int64();
    return fail(name), least;
  }
  bool truth(std::string_view name) {
    const auto* value = find(name);
    if (value != nullptr && value->is_bool()) return value->get_bool();
    return fail(name), false;
  }
  template <typename Id>
  Id id(std::string_view name) {
    const auto parsed = Id::parse(text(name));
    if (parsed.ok()) return *parsed;
    return fail(name), Id();
  }
  base::Instant instant(std::string_view name) {
    const auto parsed = base::parse_rfc3339(text(name));
    if (parsed.ok()) return *parsed;
    return fail(name), base::Instant{};
  }
  void fail(std::string_view name) {
    if (wrong_.empty()) wrong_ = path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  }
  void take(const Members& other) {
    if (wrong_.empty()) wrong_ = other.wrong_;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  const json::object* object_ = nullptr;
  std::string path_ = {};
  std::string wrong_ = {};
};

base::Refusal malformed(const std::string& member) {
  return {.code = "impact.statement.malformed", .arguments = {{"what", member}}};
}

std::optional<Promise> read_promise(const Members& lot, Members& document, const std::string& path) {
  const auto* value = lot.find("agreement");
  if (value == nullptr || value->is_null()) return std::nullopt;
  Members members(value, path);
  Promise promise{.agreement = members.text("id"), .number = members.text("number")};
  const auto level = equipment::from_code<equipment::Level>(members.text("level"));
  if (!level) members.fail("level");
  promise.level = level.value_or(equipment::Level::clear);
  promise.days_to_erasure = members.number("days_to_erasure", 0, 1'000'000);
  document.take(members);
  return promise;
}

void read_lots(Heading& heading, Members& document) {
  const auto* lots = document.find("lots");
  if (lots == nullptr || !lots->is_array()) return document.fail("lots");
  std::size_t number = 0;
  for (const auto& each : lots->get_array()) {
    const std::string path = "lots." + std::to_string(number++);
    Members lot(&each, path);
    heading.lots.push_back({.id = lot.id<equipment::LotId>("id"),
                            .number = lot.text("number"),
                            .promise = read_promise(lot, document, path + ".agreement"),
                            .partial = lot.truth("partial")});
    document.take(lot);
  }
}

}  // namespace

base::Result<Heading> heading_from_json(const json::object& object) {
  Members document(object);
  Heading heading;
  Members issuer(document.find("issuer"), "issuer");
  heading.origin = issuer.text("origin");
  heading.organisation = issuer.text("organisation");
  heading.fingerprint = issuer.text("fingerprint");
  document.take(issuer);
  heading.issued_at = document.instant("issued_at");
  heading.log_size = static_cast<std::uint64_t>(document.number("log_size", 0, std::int64_t{1} << 53));
  heading.zone = document.text("zone");
  if (!base::day_in_zone(heading.issued_at, heading.zone).ok()) document.fail("zone");
  Members donor(document.find("donor"), "donor");
  heading.donor_id = donor.text("id");
  heading.donor = donor.text("name");
  document.take(donor);
  Members subject(document.find("subject"), "subject");
  const std::string kind = subject.text("kind");
  if (kind == "donor_year") heading.year = static_cast<int>(subject.number("year", 1970, 9999));
  if (kind != "donor_year" && kind != "lot") subject.fail("kind");
  document.take(subject);
  read_lots(heading, document);
  if (!heading.year && heading.lots.size() != 1) document.fail("lots");
  if (!document.wrong().empty()) return malformed(document.wrong());
  return heading;
}

base::Result<equipment::Event> event_from_leaf(const json::object& leaf) {
  Members members(leaf);
  equipment::Event event;
  event.id = members.id<equipment::EventId>("event");
  event.organisation = members.id<equipment::OrganisationId>("organisation");
  if (members.find("item") != nullptr) event.item = members.id<equipment::ItemId>("item");
  if (members.find("lot") != nullptr) event.lot = members.id<equipment::LotId>("lot");
  event.occurred_at = members.instant("occurred_at");
  event.occurred_offset = std::chrono::minutes(members.number("occurred_offset", -1440, 1440));
  event.recorded_at = members.instant("recorded_at");
  event.actor = members.text("actor");
  const std::string kind = members.text("kind");
  const auto* body = members.find("body");
  if (body == nullptr) members.fail("body");
  if (!members.wrong().empty())
    return base::Refusal{.code = "impact.statement.entry_unreadable", .arguments = {{"what", members.wrong()}}};
  auto parsed = equipment::body_from_json(kind, *body);
  if (!parsed.ok()) return base::Refusal{.code = "impact.statement.entry_unreadable", .arguments = {{"what", kind}}};
  event.body = std::move(*parsed);
  return event;
}

}  // namespace impact
