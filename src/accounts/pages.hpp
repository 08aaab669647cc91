#pragma once
// The pages of this folder, as functions of what they show.
#include <optional>
#include <string>
#include <vector>

#include "accounts/audit_list.hpp"
#include "accounts/people.hpp"
#include "accounts/sessions.hpp"
#include "accounts/structure.hpp"
#include "accounts/tokens.hpp"
#include "html/forms.hpp"
#include "html/table.hpp"
#include "jobs/job.hpp"
#include "jobs/mail.hpp"

namespace accounts {

enum class SettingsTab { structure, people, tokens, audit };
html::Html settings_tabs(const i18n::Translator& tr, SettingsTab current);
enum class InstanceTab { structures, people, mail };
html::Html instance_tabs(const i18n::Translator& tr, InstanceTab current);

/// Where and when things are shown.
struct Shown {
  const i18n::Translator& tr;
  std::string csrf;
  std::string zone;
  base::Instant now;
};

// ---- /settings ----
struct StructureView {
  Structure structure;
  std::string code, fingerprint, public_key_line, public_url;
};
html::Html structure_page(const Shown& shown, const StructureView& view, const html::Submission& sent);

html::Html kind_boxes(const i18n::Translator& tr, const html::Submission& sent, const std::vector<std::string>& first);
html::Html role_boxes(const i18n::Translator& tr, const html::Submission& sent, const std::vector<Role>& first);

html::Html people_page(const Shown& shown, const std::vector<Member>& members);
html::Html invitation_form(const Shown& shown, const std::string& action, const std::string& cancel,
                           const std::vector<DonorChoice>& donors, const html::Submission& sent);
struct PersonView {
  Member member;
  std::string donor;
  std::vector<DonorChoice> donors;
};
html::Html person_page(const Shown& shown, const PersonView& view, const html::Submission& sent);
/// What follows an invitation: the link, shown this once.
html::Html link_page(const Shown& shown, const Invited& invited, const std::string& link, const std::string& back);
html::Html person_state(const i18n::Translator& tr, const Person& person);

html::Html tokens_page(const Shown& shown, const std::vector<ApiToken>& tokens, const html::Submission& sent);
html::Html new_token_page(const Shown& shown, const NewToken& token);

struct AuditView {
  std::vector<AuditRow> rows;
  std::vector<std::string> actions;
  std::vector<Member> people;
  std::string action, person, from, until;
  std::string next_cursor;
};
html::Html audit_page(const Shown& shown, const AuditView& view);
/// « Connexion », or the code itself when no catalogue names it.
std::string action_text(const i18n::Translator& tr, const std::string& action);
std::string detail_text(const i18n::Translator& tr, const std::string& detail);

// ---- /instance ----
struct OrganisationRow {
  Organisation organisation;
  std::int64_t people = 0;
  bool has_administrator = false;
};
html::Html organisations_page(const Shown& shown, const std::vector<OrganisationRow>& rows);
html::Html new_organisation_form(const Shown& shown, const html::Submission& sent);
html::Html all_people_page(const Shown& shown, const std::vector<KnownPerson>& people, const std::string& own_id);
html::Html outbox_page(const Shown& shown, const std::vector<jobs::OutboxRow>& mail,
                       const std::vector<jobs::FailedJob>& failed);

// ---- links and one's own account ----
html::Html accept_form(const Shown& shown, const std::string& action, const std::string& email, bool first_time,
                       const std::string& name, const html::Submission& sent);
html::Html forgotten_form(const Shown& shown, const html::Submission& sent);
html::Html password_form(const Shown& shown, const html::Submission& sent);
/// Ways to them from one's account page, and the choice of language.
html::Html account_links(const i18n::Translator& tr, const std::string& csrf);
html::Html sessions_page(const Shown& shown, const std::vector<OpenSession>& sessions, const std::string& own);

}  // namespace accounts
