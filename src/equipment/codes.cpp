// Codes of the small vocabularies, as the database, the API and the log write them.
#include <array>
#include <utility>

#include "equipment/event.hpp"

namespace equipment {
namespace {

template <typename T>
using Table = std::pair<T, std::string_view>;

constexpr std::array mass_sources = {
    Table<MassSource>{MassSource::weighed, "weighed"}, Table<MassSource>{MassSource::declared, "declared"},
    Table<MassSource>{MassSource::by_default, "default"}, Table<MassSource>{MassSource::unknown, "unknown"}};
constexpr std::array origins = {Table<Origin>{Origin::gift, "gift"},
                                Table<Origin>{Origin::public_free_transfer, "public_free_transfer"},
                                Table<Origin>{Origin::waste, "waste"}};
constexpr std::array decisions = {
    Table<TriageDecision>{TriageDecision::reuse, "reuse"}, Table<TriageDecision>{TriageDecision::repair, "repair"},
    Table<TriageDecision>{TriageDecision::parts, "parts"}, Table<TriageDecision>{TriageDecision::waste, "waste"}};
constexpr std::array ranks = {Table<Rank>{Rank::measured, "measured"}, Table<Rank>{Rank::third_party, "third_party"},
                              Table<Rank>{Rank::declared, "declared"}};
constexpr std::array outcomes = {Table<TestOutcome>{TestOutcome::pass, "pass"},
                                 Table<TestOutcome>{TestOutcome::fail, "fail"},
                                 Table<TestOutcome>{TestOutcome::not_applicable, "not_applicable"}};
constexpr std::array departures = {
    Table<DepartureKind>{DepartureKind::gift, "gift"}, Table<DepartureKind>{DepartureKind::sale, "sale"},
    Table<DepartureKind>{DepartureKind::waste, "waste"}, Table<DepartureKind>{DepartureKind::give_back, "give_back"},
    Table<DepartureKind>{DepartureKind::dismantling, "dismantling"}};

template <typename T, std::size_t N>
std::string_view look_up(const std::array<Table<T>, N>& table, T value) {
  for (const auto& [each, text] : table)
    if (each == value) return text;
  CHECK(false);
}

template <typename T, std::size_t N>
std::optional<T> find(const std::array<Table<T>, N>& table, std::string_view text) {
  for (const auto& [each, known] : table)
    if (known == text) return each;
  return std::nullopt;
}

}  // namespace

std::string_view code(MassSource value) { return look_up(mass_sources, value); }
std::string_view code(Origin value) { return look_up(origins, value); }
std::string_view code(TriageDecision value) { return look_up(decisions, value); }
std::string_view code(Rank value) { return look_up(ranks, value); }
std::string_view code(TestOutcome value) { return look_up(outcomes, value); }
std::string_view code(DepartureKind value) { return look_up(departures, value); }

template <>
std::optional<MassSource> from_code<MassSource>(std::string_view text) {
  return find(mass_sources, text);
}
template <>
std::optional<Origin> from_code<Origin>(std::string_view text) {
  return find(origins, text);
}
template <>
std::optional<TriageDecision> from_code<TriageDecision>(std::string_view text) {
  return find(decisions, text);
}
template <>
std::optional<Rank> from_code<Rank>(std::string_view text) {
  return find(ranks, text);
}
template <>
std::optional<Level> from_code<Level>(std::string_view text) {
  return sanitization::level_from_code(text);
}
template <>
std::optional<Verdict> from_code<Verdict>(std::string_view text) {
  return sanitization::verdict_from_code(text);
}
template <>
std::optional<TestOutcome> from_code<TestOutcome>(std::string_view text) {
  return find(outcomes, text);
}
template <>
std::optional<DepartureKind> from_code<DepartureKind>(std::string_view text) {
  return find(departures, text);
}
template <>
std::optional<Kind> from_code<Kind>(std::string_view text) {
  return kind_from_code(text);
}
template <>
std::optional<Status> from_code<Status>(std::string_view text) {
  return status_from_code(text);
}

}  // namespace equipment
