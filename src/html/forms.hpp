#pragma once
// Forms: label, hint and error tied to their field, values kept after an error, one primary button.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "html/components.hpp"

namespace html {

enum class FieldType {
  text,
  search,
  email,
  password,
  telephone,
  url,
  number,
  date,
  datetime,
  select,
  textarea,
  checkbox,
  radios,
  file
};

struct Choice {
  std::string value;
  std::string text;
  std::string hint = {};
  bool disabled = false;
};

struct Field {
  std::string name;
  std::string label;
  FieldType type = FieldType::text;
  std::string value = {};  ///< what to show again; for a checkbox, "1" when ticked
  std::string error = {};  ///< the sentence of its refusal
  std::string hint = {};
  std::vector<Choice> choices = {};  ///< of a select or radios
  bool required = false;             ///< the others are marked « facultatif »
  bool autofocus = false;            ///< at most one per page
  bool multiple = false;             ///< files
  bool disabled = false;
  std::string autocomplete = {};  ///< "email", "current-password", "off"…
  std::string inputmode = {};     ///< "numeric", "decimal"
  std::string unit = {};          ///< « kg », « € », shown after the field
  std::string accept = {};        ///< ".csv,.xlsx,.ods"
  std::string minimum = {};
  std::string maximum = {};
  std::string step = {};
  int longest = 0;    ///< maxlength in characters, 0 = none
  int rows = 4;       ///< of a textarea
  bool scan = false;  ///< receives a bar-code reader: its digits are normalised for AZERTY keyboards
};
Html field(const i18n::Translator& tr, const Field& field);
/// Fields that answer one question together.
Html field_group(std::string_view legend, const Html& fields, std::string_view hint = {});
/// Fields on one row when there is room.
Html field_row(const std::vector<Html>& fields);
Html hidden_field(std::string_view name, std::string_view value);

/// What was sent and why it was refused: gives each field its value and its error back.
class Submission {
 public:
  Submission() = default;
  Submission(std::map<std::string, std::string> values, std::vector<base::Refusal> refusals)
      : values_(std::move(values)), refusals_(std::move(refusals)), sent_(true) {}

  /// What was typed, or the first value if nothing was sent yet.
  std::string value(const std::string& name, std::string_view first = {}) const;
  /// Empty if the field was accepted.
  std::string error(const i18n::Translator& tr, std::string_view name) const;
  const std::vector<base::Refusal>& refusals() const { return refusals_; }

 private:
  std::map<std::string, std::string> values_;
  std::vector<base::Refusal> refusals_;
  bool sent_ = false;
};

enum class FormMethod { post, get };
struct Form {
  const i18n::Translator& tr;
  std::string action;
  std::string csrf;    ///< sent as _csrf; empty for a GET
  std::string submit;  ///< text of the primary button: a verb
  FormMethod method = FormMethod::post;
  bool multipart = false;                    ///< when a field is a file
  std::vector<base::Refusal> refusals = {};  ///< summed up in front of the fields, each with a link to its field
  std::string cancel = {};                   ///< address of « Annuler »
  Query hidden = {};
  ButtonStyle style = ButtonStyle::primary;
};
Html form(const Form& form, const Html& fields);
/// The summary alone, for a page that has its own form; nothing when there is no refusal.
Html error_summary(const i18n::Translator& tr, const std::vector<base::Refusal>& refusals);

/// The page that asks before something that cannot be undone (a page, so that it works without scripts).
struct Confirmation {
  const i18n::Translator& tr;
  std::string question;
  std::vector<std::string> consequences = {};
  std::string action;
  std::string csrf;
  std::string confirm;  ///< text of the button: « Autoriser la destruction »
  std::string cancel;   ///< address
  Query hidden = {};
  Html fields = {};  ///< e.g. the reason
  std::vector<base::Refusal> refusals = {};
  bool dangerous = true;
};
Html confirmation(const Confirmation& confirmation);

}  // namespace html
