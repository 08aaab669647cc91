#include "erasure/store_guided.hpp"

#include <boost/json.hpp>

namespace erasure {
namespace {

namespace json = boost::json;

std::string steps_text(const std::vector<StepDone>& steps) {
  json::array all;
  for (const auto& each : steps)
    all.push_back(json::object{
        {"step", each.step}, {"note", each.note}, {"by", each.by}, {"at", base::to_milliseconds(each.at)}});
  return json::serialize(all);
}

/// Only what steps_text() wrote is read here.
std::vector<StepDone> steps_from(const std::string& text) {
  std::vector<StepDone> steps;
  const auto all = json::parse(text);
  for (const auto& each : all.as_array())
    steps.push_back({.step = std::string(each.at("step").as_string()),
                     .note = std::string(each.at("note").as_string()),
                     .by = std::string(each.at("by").as_string()),
                     .at = base::from_milliseconds(each.at("at").as_int64())});
  return steps;
}

std::vector<Guided> read(storage::Session& session, const equipment::OrganisationId& organisation,
                         const std::string& where, const std::string& parameter) {
  std::vector<Guided> found;
  using Text = std::string;
  using MaybeText = std::optional<std::string>;
  session.each<Text, Text, Text, Text, Text, std::int64_t, Text, Text, std::optional<std::int64_t>, MaybeText,
               MaybeText>(
      "SELECT id, item_id, medium_id, method, policy, started_at, started_by, steps, finished_at, outcome, proposal_id "
      "FROM guided_erasure WHERE organisation_id = :1 AND " +
          where,
      [&](Text id, Text item, Text medium, Text procedure, Text policy, std::int64_t started, Text by, Text steps,
          std::optional<std::int64_t> finished, MaybeText outcome, MaybeText proposal) {
        Guided guided{.id = GuidedId::parse(id).value(),
                      .organisation = organisation,
                      .item = equipment::ItemId::parse(item).value(),
                      .medium = equipment::MediumId::parse(medium).value(),
                      .procedure = procedure_from_code(procedure).value(),
                      .policy = std::move(policy),
                      .started_at = base::from_milliseconds(started),
                      .started_by = std::move(by),
                      .done = steps_from(steps),
                      .outcome = outcome.value_or("")};
        if (finished) guided.finished_at = base::from_milliseconds(*finished);
        if (proposal) guided.proposal = ProposalId::parse(*proposal).value();
        found.push_back(std::move(guided));
      },
      organisation.text(), parameter);
  return found;
}

}  // namespace

bool insert_guided(storage::Session& session, const Guided& guided) {
  const auto open = session.value<std::string>(
      "SELECT id FROM guided_erasure WHERE medium_id = :1 AND finished_at IS NULL", guided.medium.text());
  if (open) return false;
  session.execute(
      "INSERT INTO guided_erasure (id, organisation_id, item_id, medium_id, method, policy, started_at, started_by, "
      "steps) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9)",
      guided.id.text(), guided.organisation.text(), guided.item.text(), guided.medium.text(),
      std::string(code(guided.procedure)), guided.policy, base::to_milliseconds(guided.started_at), guided.started_by,
      steps_text(guided.done));
  return true;
}

void update_guided(storage::Session& session, const Guided& guided) {
  session.execute(
      "UPDATE guided_erasure SET steps = :1, finished_at = :2, outcome = :3, proposal_id = :4 WHERE id = :5",
      steps_text(guided.done),
      guided.finished_at ? std::optional(base::to_milliseconds(*guided.finished_at)) : std::nullopt,
      guided.outcome.empty() ? std::nullopt : std::optional(guided.outcome),
      guided.proposal ? std::optional(guided.proposal->text()) : std::nullopt, guided.id.text());
}

std::optional<Guided> find_guided(storage::Session& session, const equipment::OrganisationId& organisation,
                                  const GuidedId& id) {
  auto found = read(session, organisation, "id = :2", id.text());
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Guided> guided_of_item(storage::Session& session, const equipment::OrganisationId& organisation,
                                   const equipment::ItemId& item) {
  return read(session, organisation, "item_id = :2 ORDER BY started_at DESC, id DESC", item.text());
}

}  // namespace erasure
