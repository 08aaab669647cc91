#pragma once
// The sentences that pages, PDF and spreadsheets share.
#include <string>
#include <vector>

#include "i18n/i18n.hpp"
#include "impact/report.hpp"
#include "impact/statement.hpp"

namespace impact {

std::string outcome_words(const i18n::Translator& tr, Outcome outcome);
/// « Ordinateur portable Dell Latitude 5420 »
std::string item_words(const i18n::Translator& tr, const equipment::Item& item);
/// Serials and the donor's own tag, each named: « S/N 5CG1234 · Étiquette DSI-042 »
std::string label_words(const i18n::Translator& tr, const equipment::Item& item);
/// « 1,65 kg, pesé »; « sans source » when nothing is known.
std::string mass_words(const i18n::Translator& tr, const equipment::Item& item);
/// « S/N WD-12: Effacé · Purge · Mesuré par notre poste · T03 », with its exceptions.
std::string medium_words(const i18n::Translator& tr, const StatementMedium& medium);
/// One sentence for each medium, or the proven absence of media; empty when there is nothing to say.
std::vector<std::string> proof_words(const i18n::Translator& tr, const StatementItem& item);

/// Negative too: « −1,2 kg ».
std::string grams_words(const i18n::Translator& tr, std::int64_t grams);
/// Which share was weighed, declared, taken from medians, and how many things have no mass at all.
std::string sources_words(const i18n::Translator& tr, const Balance& balance);
std::string packaging_words(const i18n::Translator& tr, const Balance& balance);

/// « 1 700 équipements, 12 accessoires »
std::string family_words(const i18n::Translator& tr, const FamilyCount& count);

struct WordPair {
  std::string label, value;
};
/// Erasures by level and rank, exceptions, what is missing.
std::vector<WordPair> erasure_words(const i18n::Translator& tr, const Counts& counts);
/// Days from reception to proof against the agreement.
std::vector<WordPair> delay_words(const i18n::Translator& tr, const Delay& delay);

std::string statement_title(const i18n::Translator& tr, const Heading& heading);
/// Agreement, level and days, for each lot that has them: « Convention CV26-001 : Purge, preuve en 30 jours ».
std::string promise_words(const i18n::Translator& tr, const Promise& promise);
/// "2026-11" → « nov. »
std::string short_month(const i18n::Translator& tr, std::size_t index);

}  // namespace impact
