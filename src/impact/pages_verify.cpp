#include "html/table.hpp"
#include "impact/pages.hpp"

namespace impact {
namespace {

using html::Html;
using i18n::Translator;
using proof::Verdict;

struct Words {
  const char* title;
  const char* text;
  html::Tone tone;
};

Words words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::trusted:
      return {"impact.verify.trusted", "impact.verify.trusted_text", html::Tone::success};
    case Verdict::changed:
      return {"impact.verify.changed", "impact.verify.changed_text", html::Tone::danger};
    case Verdict::unknown_issuer:
      return {"impact.verify.unknown_issuer", "impact.verify.unknown_issuer_text", html::Tone::warning};
    case Verdict::not_a_document:
      return {"impact.verify.not_a_document", "impact.verify.not_a_document_text", html::Tone::warning};
  }
  return {"impact.verify.not_a_document", "impact.verify.not_a_document_text", html::Tone::warning};
}

}  // namespace

Html verify_form(const Translator& tr, const std::string& csrf, const std::vector<base::Refusal>& refusals) {
  const html::Submission sent({}, refusals);
  const Html file = html::field(tr, {.name = "file",
                                     .label = tr("impact.verify.file"),
                                     .type = html::FieldType::file,
                                     .error = sent.error(tr, "file"),
                                     .hint = tr("impact.verify.file_hint"),
                                     .required = true,
                                     .autofocus = true,
                                     .accept = ".pdf,.json,application/pdf,application/json"});
  return html::p(tr("impact.verify.intro")) +
         html::form({.tr = tr,
                     .action = "/verify",
                     .csrf = csrf,
                     .submit = tr("impact.verify.submit"),
                     .multipart = true,
                     .refusals = refusals},
                    file) +
         html::p(html::a(html::attr("href", "/keys"), tr("impact.verify.see_keys")));
}

Html verify_result(const Translator& tr, const proof::Verification& verification, const std::string& name) {
  const Words words = words_of(verification.verdict);
  html::Callout callout{.tone = words.tone, .title = tr(words.title), .text = tr(words.text, {{"name", name}})};
  for (const auto& finding : verification.findings) callout.items.push_back({.text = i18n::refusal_text(tr, finding)});
  Html page = html::callout(callout);
  std::vector<html::KeyValue> pairs;
  if (!name.empty()) pairs.push_back({tr("impact.statement.issuer"), html::text(name)});
  if (verification.checkpoint) {
    pairs.push_back({tr("impact.verification.origin"), html::code(verification.checkpoint->origin)});
    pairs.push_back(
        {tr("impact.verify.time"), html::text(tr.date_time(verification.checkpoint->time, "Europe/Paris"))});
    pairs.push_back({tr("impact.verify.entries"),
                     html::text(tr("impact.verify.entries_of",
                                   {{"entries", tr.number(static_cast<std::int64_t>(verification.entries))},
                                    {"size", tr.number(static_cast<std::int64_t>(verification.checkpoint->size))}}))});
  }
  if (verification.key)
    pairs.push_back({tr("impact.verification.fingerprint"), html::code(verification.key->fingerprint())});
  if (!pairs.empty()) page += html::key_values(pairs);
  if (verification.type == report_type && verification.verdict == Verdict::trusted)
    page += html::p(tr("impact.verification.report"));
  return page + html::p(tr("impact.verification.limits"));
}

Html keys_page(const Translator& tr, const std::vector<PublicIssuer>& issuers) {
  Html page = html::p(tr("impact.keys.intro"));
  if (issuers.empty())
    return page + html::empty_state(tr("impact.keys.none_title"), tr("impact.keys.none_text"), {}, html::Icon::key);
  std::vector<std::vector<Html>> rows;
  for (const auto& [name, issuer] : issuers)
    rows.push_back({html::text(name), html::code(issuer.key.fingerprint()), html::code(issuer.origin)});
  page += html::simple_table(tr("impact.keys.title"),
                             {{.title = tr("impact.statement.issuer"), .heading = true},
                              {.title = tr("impact.verification.fingerprint")},
                              {.title = tr("impact.verification.origin")}},
                             rows);
  return page + html::p(html::a(html::attr("href", "/.well-known/boucle-keys"), tr("impact.keys.file"))) +
         html::p(html::a(html::attr("href", "/verify"), tr("impact.keys.verify")));
}

}  // namespace impact
