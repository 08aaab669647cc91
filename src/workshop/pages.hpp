#pragma once
// Pages of the workshop: reports that wait for an item, triage, tests, grade, closing.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "equipment/list.hpp"
#include "erasure/store.hpp"
#include "html/forms.hpp"
#include "workshop/actions.hpp"

namespace workshop {

struct WaitingReport {
  ReportRow row;
  equipment::Inventory inventory;
  std::string station;
  std::vector<equipment::Item> candidates;
  std::vector<std::string> drives = {};    ///< of a bench: what it is about instead of a machine
  std::vector<std::string> warnings = {};  ///< translation keys
  std::size_t erasures = 0;                ///< judged once the report has its item
};
struct WorkshopPage {
  const std::vector<WaitingReport>& reports;
  const std::vector<std::pair<erasure::Proposal, std::string>>& proposals;  ///< with the item's number
  const std::vector<equipment::ItemRow>& to_sort;
  const std::vector<equipment::ItemRow>& on_the_bench;
  std::string zone, csrf;
};
html::Html workshop_body(const i18n::Translator& tr, const WorkshopPage& page);
html::Html waiting_report_body(const i18n::Translator& tr, const WaitingReport& report, const std::string& csrf,
                               const html::Submission& sent);
html::Html upload_body(const i18n::Translator& tr, const std::string& csrf, const html::Submission& sent);
/// What was read, for the eye of the person who uploaded it.
html::Html inventory_view(const i18n::Translator& tr, const equipment::Inventory& inventory);

html::Html triage_body(const i18n::Translator& tr, const equipment::Item& item, const std::string& csrf,
                       const html::Submission& sent);
html::Html tests_body(const i18n::Translator& tr, const equipment::Item& item, const std::string& csrf,
                      const html::Submission& sent);
struct GradePage {
  const equipment::Item& item;
  const std::optional<Assessment>& assessment;     ///< what the rule gives now
  const std::optional<base::Refusal>& impossible;  ///< or why it gives nothing
  std::optional<Score> score;                      ///< a hint where the processor is unknown, never a mark
  std::vector<std::string> categories, cosmetic_grades;
  std::string scheme, csrf;
  html::Submission sent = {};
};
html::Html grade_body(const i18n::Translator& tr, const GradePage& page);
html::Html close_body(const i18n::Translator& tr, const equipment::Item& item,
                      const std::vector<base::Refusal>& missing, const std::string& csrf);

struct SettingsPage {
  const std::vector<SchemeRow>& schemes;
  std::string in_force, zone, csrf;
  html::Submission sent = {};
};
html::Html grading_body(const i18n::Translator& tr, const SettingsPage& page);
html::Html cpumarks_body(const i18n::Translator& tr, const std::optional<CpumarkRow>& table, std::size_t rows,
                         const std::string& zone, const std::string& csrf, const html::Submission& sent);

}  // namespace workshop
