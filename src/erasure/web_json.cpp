#include "erasure/web_json.hpp"

#include <boost/json.hpp>

namespace erasure {
namespace {

namespace json = boost::json;

json::array codes_json(const std::vector<std::string>& codes) {
  json::array all;
  for (const auto& each : codes) all.emplace_back(each);
  return all;
}

}  // namespace

json::object proposal_json(const Proposal& proposal) {
  json::array exceptions;
  for (const auto& each : proposal.evidence.exceptions) exceptions.emplace_back(each);
  return {{"id", proposal.id.text()},
          {"kind", code(proposal.kind)},
          {"medium", proposal.medium ? json::value(proposal.medium->text()) : json::value(nullptr)},
          {"method", code(proposal.evidence.method)},
          {"level", equipment::code(proposal.evidence.claimed)},
          {"outcome", code(proposal.evidence.outcome)},
          {"exceptions", std::move(exceptions)},
          {"proposed_by", proposal.proposed_by},
          {"proposed_at", base::to_rfc3339(proposal.proposed_at)}};
}

json::object measured_json(const MeasuredView& view) {
  const auto& row = view.row;
  const auto& method = view.record.method;
  return {{"id", row.id},
          {"medium", row.medium.text()},
          {"verdict", sanitization::code(row.verdict)},
          {"required", sanitization::code(row.required)},
          {"achieved", sanitization::code(row.achieved)},
          {"exceptions", codes_json(row.exceptions)},
          {"to_destroy", row.to_destroy},
          {"reasons", codes_json(row.reasons)},
          {"method", method ? json::value(sanitization::code(*method)) : json::value(nullptr)},
          {"station", view.station},
          {"ended_at", base::to_rfc3339(row.ended)},
          {"certificate", view.certificate.empty() ? json::value(nullptr) : json::value(view.certificate)}};
}

json::object guided_json(const Guided& guided) {
  json::array done;
  for (const auto& each : guided.done)
    done.push_back(
        json::object{{"step", each.step}, {"note", each.note}, {"by", each.by}, {"at", base::to_rfc3339(each.at)}});
  const auto steps = steps_of(guided.procedure);
  const bool open = !guided.finished_at && guided.done.size() < steps.size();
  return {{"id", guided.id.text()},
          {"medium", guided.medium.text()},
          {"procedure", code(guided.procedure)},
          {"policy", guided.policy},
          {"done", std::move(done)},
          {"next", open ? json::value(steps[guided.done.size()].code) : json::value(nullptr)},
          {"outcome", guided.outcome.empty() ? json::value(nullptr) : json::value(guided.outcome)}};
}

}  // namespace erasure
