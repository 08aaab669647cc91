// EPCIS 2.0 with the Core Business Vocabulary: what another network's software reads of an item's life.
#include <boost/json.hpp>
#include <set>

#include "equipment/to_api.hpp"

namespace equipment {
namespace {

namespace json = boost::json;

/// A step and a disposition of the CBV; the words of standards.md §1.
struct Step {
  std::string_view step;
  std::string_view disposition;
};

std::string hour_offset(std::chrono::minutes offset) {
  const auto minutes = std::abs(offset.count());
  const auto two = [](std::int64_t value) { return std::to_string(100 + value).substr(1); };
  return (offset.count() < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

Step departure_step(DepartureKind kind) {
  switch (kind) {
    case DepartureKind::gift:
      return {"dispensing", "dispensed"};
    case DepartureKind::sale:
      return {"retail_selling", "retail_sold"};
    case DepartureKind::waste:
      return {"shipping", "disposed"};
    case DepartureKind::give_back:
      return {"shipping", "returned"};
    case DepartureKind::dismantling:
      return {"disassembling", "inactive"};
  }
  return {};
}

struct StepOf {
  using Found = std::optional<Step>;
  Found operator()(const Received&) const { return Step{"receiving", "in_progress"}; }
  Found operator()(const Weighed&) const { return Step{"inspecting", "in_progress"}; }
  Found operator()(const Identified&) const { return Step{"inspecting", "in_progress"}; }
  Found operator()(const Described&) const { return Step{"inspecting", "in_progress"}; }
  Found operator()(const LockFound&) const { return Step{"inspecting", "non_sellable_other"}; }
  Found operator()(const LockReleased&) const { return Step{"inspecting", "in_progress"}; }
  Found operator()(const Triaged& body) const {
    const bool kept = body.decision == TriageDecision::reuse || body.decision == TriageDecision::repair;
    return Step{"inspecting", kept ? "in_progress" : "non_sellable_other"};
  }
  Found operator()(const WorkOpened&) const { return Step{"repairing", "in_progress"}; }
  Found operator()(const WorkClosed&) const { return Step{"repairing", "sellable_accessible"}; }
  Found operator()(const Tested&) const { return Step{"inspecting", "in_progress"}; }
  Found operator()(const MediumJudged&) const { return Step{"", "in_progress"}; }  // our own step
  Found operator()(const NoMedia&) const { return Step{"inspecting", "in_progress"}; }
  Found operator()(const Graded&) const { return Step{"inspecting", "in_progress"}; }
  Found operator()(const Stored&) const { return Step{"storing", "in_progress"}; }
  Found operator()(const Departed& body) const { return departure_step(body.kind); }
  Found operator()(const Missing&) const { return Step{"stock_taking", "unknown"}; }
  Found operator()(const Corrected&) const { return std::nullopt; }  // an errorDeclaration on the event that it names
  Found operator()(const LotDeclared&) const { return std::nullopt; }
  Found operator()(const LotWeighed&) const { return std::nullopt; }
  Found operator()(const LotReceived&) const { return std::nullopt; }
  Found operator()(const AgreementSigned&) const { return std::nullopt; }
  Found operator()(const LogRestored&) const { return std::nullopt; }
};

class Document {
 public:
  Document(const Item& item, const std::vector<Event>& history, const std::string& public_url)
      : item_(item), history_(history), base_(public_url.empty() ? "urn:boucle:" : public_url + "/epcis/") {
    item_uri_ = public_url.empty() ? "urn:uuid:" + item.id.text() : public_url + "/i/" + item.id.text();
    for (const auto& event : history)
      if (const auto* correction = std::get_if<Corrected>(&event.body))
        corrections_.emplace(correction->event.text(), &event);
  }

  json::object make(base::Instant made) const {
    json::array events;
    for (const auto& event : history_)
      if (auto one = event_object(event)) events.push_back(std::move(*one));
    return {{"@context", json::array{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
                                     json::object{{"boucle", base_}}}},
            {"type", "EPCISDocument"},
            {"schemaVersion", "2.0"},
            {"creationDate", base::to_rfc3339(made)},
            {"epcisBody", {{"eventList", std::move(events)}}}};
  }

 private:
  std::optional<json::object> event_object(const Event& event) const {
    const auto step = std::visit(StepOf{}, event.body);
    if (!step) return std::nullopt;
    const bool first = std::holds_alternative<Received>(event.body);
    const bool last = std::holds_alternative<Departed>(event.body);
    json::object object{{"type", "ObjectEvent"},
                        {"eventID", "urn:uuid:" + event.id.text()},
                        {"eventTime", base::to_rfc3339(event.occurred_at)},
                        {"eventTimeZoneOffset", hour_offset(event.occurred_offset)},
                        {"recordTime", base::to_rfc3339(event.recorded_at)},
                        {"epcList", json::array{item_uri_}},
                        {"action", first  ? "ADD"
                                   : last ? "DELETE"
                                          : "OBSERVE"},
                        {"bizStep", step->step.empty() ? base_ + "erasing" : std::string(step->step)},
                        {"disposition", step->disposition}};
    add_proof(object, event);
    add_correction(object, event);
    return object;
  }

  /// What the erasure rests on: a `cert` document named by the hash of the kept evidence.
  void add_proof(json::object& object, const Event& event) const {
    const auto* judged = std::get_if<MediumJudged>(&event.body);
    if (judged == nullptr) return;
    object["boucle:verdict"] = code(judged->verdict);
    object["boucle:achieved"] = code(judged->achieved);
    object["boucle:rank"] = code(judged->rank);
    if (judged->evidence_sha256.empty()) return;
    object["bizTransactionList"] =
        json::array{json::object{{"type", "cert"}, {"bizTransaction", "urn:boucle:sha256:" + judged->evidence_sha256}}};
  }

  void add_correction(json::object& object, const Event& event) const {
    const auto found = corrections_.find(event.id.text());
    if (found == corrections_.end()) return;
    object["errorDeclaration"] = {{"declarationTime", base::to_rfc3339(found->second->recorded_at)},
                                  {"reason", "incorrect_data"},
                                  {"correctiveEventIDs", json::array{"urn:uuid:" + found->second->id.text()}}};
  }

  const Item& item_;
  const std::vector<Event>& history_;
  std::string base_, item_uri_;
  std::map<std::string, const Event*> corrections_;
};

}  // namespace

json::object epcis_document(const Item& item, const std::vector<Event>& history, const std::string& public_url) {
  return Document(item, history, public_url).make(item.changed_at);
}

}  // namespace equipment
