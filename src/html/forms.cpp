#include "html/forms.hpp"

#include <algorithm>

namespace html {
namespace {

std::string_view input_type(FieldType type) {
  switch (type) {
    case FieldType::text:
      return "text";
    case FieldType::search:
      return "search";
    case FieldType::email:
      return "email";
    case FieldType::password:
      return "password";
    case FieldType::telephone:
      return "tel";
    case FieldType::url:
      return "url";
    case FieldType::number:
      return "text";  // decimal comma, no wheel accidents: inputmode brings the digits
    case FieldType::date:
      return "date";
    case FieldType::datetime:
      return "datetime-local";
    case FieldType::file:
      return "file";
    case FieldType::checkbox:
      return "checkbox";
    case FieldType::radios:
      return "radio";
    case FieldType::select:
    case FieldType::textarea:
      return "";
  }
  return "text";
}

std::string id_of(const Field& field) { return "f-" + field.name; }

std::string described_by(const Field& field) {
  std::string ids;
  if (!field.hint.empty()) ids = id_of(field) + "-hint";
  if (!field.error.empty()) ids += (ids.empty() ? "" : " ") + id_of(field) + "-error";
  return ids;
}

Attribute state_attributes(const Field& field) {
  return optional_attr("aria-describedby", described_by(field)) +
         optional_attr("aria-invalid", field.error.empty() ? "" : "true") + flag("disabled", field.disabled);
}

std::string number_or_nothing(int value) { return value > 0 ? std::to_string(value) : std::string(); }

Html input(const Field& field) {
  const bool figure = field.type == FieldType::number;
  const bool file = field.type == FieldType::file;
  const std::string mode = figure && field.inputmode.empty() ? "decimal" : field.inputmode;
  return void_element(
      "input", attr("type", input_type(field.type)), attr("id", id_of(field)), attr("name", field.name),
      file ? Attribute() : attr("value", field.value), state_attributes(field), flag("required", field.required),
      flag("autofocus", field.autofocus), flag("multiple", file && field.multiple),
      optional_attr("autocomplete", figure && field.autocomplete.empty() ? "off" : field.autocomplete),
      optional_attr("inputmode", mode), optional_attr("accept", file ? field.accept : ""),
      optional_attr("min", figure ? "" : field.minimum), optional_attr("max", figure ? "" : field.maximum),
      optional_attr("step", figure ? "" : field.step), optional_attr("maxlength", number_or_nothing(field.longest)),
      optional_attr("class", figure ? "figure" : ""), flag("data-scan", field.scan));
}

Html textarea(const Field& field) {
  // HTML drops a first line feed; one of ours keeps the reader's.
  return element("textarea", attr("id", id_of(field)), attr("name", field.name),
                 attr("rows", std::to_string(field.rows)), state_attributes(field), flag("required", field.required),
                 flag("autofocus", field.autofocus), optional_attr("maxlength", number_or_nothing(field.longest)), "\n",
                 field.value);
}

Html select(const i18n::Translator& tr, const Field& field) {
  const auto is_empty = [](const Choice& choice) { return choice.value.empty(); };
  const bool has_empty = std::any_of(field.choices.begin(), field.choices.end(), is_empty);
  Writer out;
  out.open("select", {attr("id", id_of(field)), attr("name", field.name), state_attributes(field),
                      flag("required", field.required), flag("autofocus", field.autofocus)});
  if (!has_empty && (!field.required || field.value.empty())) {
    out.element("option", {attr("value", ""), tr("html.choose")});
  }
  for (const Choice& choice : field.choices) {
    out.element("option", {attr("value", choice.value), flag("selected", choice.value == field.value),
                           flag("disabled", choice.disabled), choice.text});
  }
  return out.close("select").take();
}

Html optional_mark(const i18n::Translator& tr, const Field& field) {
  if (field.required || field.disabled) return {};
  return group(" ", span(attr("class", "optional"), tr("html.optional")));
}

Html hint(const Field& field) {
  return field.hint.empty() ? Html() : p(attr("class", "hint"), attr("id", id_of(field) + "-hint"), field.hint);
}

Html error(const i18n::Translator& tr, const Field& field) {
  if (field.error.empty()) return {};
  return p(attr("class", "error"), attr("id", id_of(field) + "-error"), icon(Icon::warning),
           span(hidden_text(tr("html.error") + " "), field.error));
}

Html radios(const i18n::Translator& tr, const Field& field) {
  Writer out;
  out.open("fieldset", {attr("class", field.error.empty() ? "field" : "field wrong"),
                        optional_attr("aria-describedby", described_by(field))});
  out.element("legend", {field.label, optional_mark(tr, field)}).add(hint(field)).add(error(tr, field));
  bool first = true;
  for (const Choice& choice : field.choices) {
    // The first one has the plain id, so that the error summary's link reaches it.
    const std::string id = first ? id_of(field) : id_of(field) + "-" + choice.value;
    out.open("div", {attr("class", "tick")});
    out.void_element("input", {attr("type", "radio"), attr("id", id), attr("name", field.name),
                               attr("value", choice.value), flag("checked", choice.value == field.value),
                               flag("required", field.required), flag("disabled", field.disabled || choice.disabled)});
    out.open("label", {attr("for", id)}).add(choice.text);
    if (!choice.hint.empty()) out.element("small", {choice.hint});
    out.close("label").close("div");
    first = false;
  }
  return out.close("fieldset").take();
}

Html checkbox(const i18n::Translator& tr, const Field& field) {
  return div(attr("class", field.error.empty() ? "field" : "field wrong"),
             div(attr("class", "tick"),
                 void_element("input", attr("type", "checkbox"), attr("id", id_of(field)), attr("name", field.name),
                              attr("value", "1"), flag("checked", !field.value.empty() && field.value != "0"),
                              state_attributes(field), flag("required", field.required)),
                 html::label(attr("for", id_of(field)), field.label)),
             hint(field), error(tr, field));
}

Html control(const i18n::Translator& tr, const Field& field) {
  if (field.type == FieldType::select) return select(tr, field);
  if (field.type == FieldType::textarea) return textarea(field);
  if (field.unit.empty()) return input(field);
  return span(attr("class", "with-unit"), input(field), span(attr("class", "unit"), field.unit));
}

Html hidden_fields(const std::string& csrf, const Query& hidden) {
  Html result = csrf.empty() ? Html() : hidden_field("_csrf", csrf);
  for (const auto& [name, value] : hidden) result += hidden_field(name, value);
  return result;
}

std::string_view submit_class(ButtonStyle style) {
  switch (style) {
    case ButtonStyle::primary:
      return "button primary";
    case ButtonStyle::secondary:
      return "button";
    case ButtonStyle::quiet:
      return "button quiet";
    case ButtonStyle::danger:
      return "button danger";
  }
  return "button";
}

}  // namespace

Html hidden_field(std::string_view name, std::string_view value) {
  return void_element("input", attr("type", "hidden"), attr("name", name), attr("value", value));
}

Html field(const i18n::Translator& tr, const Field& field) {
  if (field.type == FieldType::radios) return radios(tr, field);
  if (field.type == FieldType::checkbox) return checkbox(tr, field);
  return div(attr("class", field.error.empty() ? "field" : "field wrong"),
             html::label(attr("for", id_of(field)), field.label, optional_mark(tr, field)), hint(field),
             control(tr, field), error(tr, field));
}

Html field_group(std::string_view legend, const Html& fields, std::string_view hint) {
  return fieldset(attr("class", "group"), html::legend(legend), hint.empty() ? Html() : p(attr("class", "hint"), hint),
                  fields);
}

Html field_row(const std::vector<Html>& fields) { return div(attr("class", "field-row"), fields); }

std::string Submission::value(const std::string& name, std::string_view first) const {
  if (!sent_) return std::string(first);
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

std::string Submission::error(const i18n::Translator& tr, std::string_view name) const {
  for (const base::Refusal& refusal : refusals_) {
    if (refusal.field == name) return i18n::refusal_text(tr, refusal);
  }
  return {};
}

Html error_summary(const i18n::Translator& tr, const std::vector<base::Refusal>& refusals) {
  if (refusals.empty()) return {};
  Writer out;
  out.open("div", {attr("class", "callout bad"), attr("role", "alert"), attr("tabindex", "-1"), attr("id", "errors")});
  out.add(icon(Icon::warning)).open("div");
  out.element("p",
              {attr("class", "callout-title"), tr.count("html.errors", static_cast<std::int64_t>(refusals.size()))});
  out.open("ul");
  for (const base::Refusal& refusal : refusals) {
    const std::string sentence = i18n::refusal_text(tr, refusal);
    out.element("li", {refusal.field.empty() ? text(sentence) : a(attr("href", "#f-" + refusal.field), sentence)});
  }
  return out.close("ul").close("div").close("div").take();
}

Html form(const Form& form, const Html& fields) {
  const bool get = form.method == FormMethod::get;
  Html cancel;
  if (!form.cancel.empty()) cancel = link_button(form.tr("html.cancel"), form.cancel, ButtonStyle::quiet);
  return group(
      error_summary(form.tr, form.refusals),
      element("form", attr("class", "form"), attr("method", get ? "get" : "post"), attr("action", form.action),
              optional_attr("enctype", form.multipart ? "multipart/form-data" : ""), flag("data-keep", !get),
              hidden_fields(form.csrf, form.hidden), fields,
              div(attr("class", "actions"),
                  element("button", attr("class", submit_class(form.style)), attr("type", "submit"), form.submit),
                  cancel)));
}

Html confirmation(const Confirmation& confirmation) {
  Writer consequences;
  if (!confirmation.consequences.empty()) {
    consequences.open("ul", {attr("class", "consequences")});
    for (const std::string& consequence : confirmation.consequences) consequences.element("li", {consequence});
    consequences.close("ul");
  }
  const Form sent{.tr = confirmation.tr,
                  .action = confirmation.action,
                  .csrf = confirmation.csrf,
                  .submit = confirmation.confirm,
                  .refusals = confirmation.refusals,
                  .cancel = confirmation.cancel,
                  .hidden = confirmation.hidden,
                  .style = confirmation.dangerous ? ButtonStyle::danger : ButtonStyle::primary};
  return div(attr("class", "confirmation"), p(attr("class", "question"), confirmation.question), consequences.take(),
             form(sent, confirmation.fields));
}

}  // namespace html
