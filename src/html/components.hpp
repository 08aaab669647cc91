#pragma once
// The parts that every page is made of. Texts arrive translated; what people typed is escaped here.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.hpp"
#include "i18n/i18n.hpp"

namespace html {

/// Drawings of assets/icons.svg; the enumerator's name is the symbol's id.
enum class Icon {
  none,
  home,
  box,
  truck,
  laptop,
  disk,
  shield,
  check,
  cross,
  warning,
  info,
  clock,
  wrench,
  tag,
  scale,
  shelf,
  recycle,
  hand,
  document,
  download,
  upload,
  search,
  scan,
  person,
  people,
  building,
  menu,
  chevron,
  plus,
  print,
  calendar,
  chart,
  key,
  euro,
  leaf,
  history,
  filter,
  lock,
  logout,
  globe
};
/// Decorative when the label is empty (hidden from screen readers), else an image with that name.
Html icon(Icon which, std::string_view label = {});

/// What a colour means; never colour alone: each comes with a word and a shape.
enum class Tone { neutral, information, success, warning, danger };

struct Link {
  std::string text;
  std::string href;
  Icon icon = Icon::none;
  bool current = false;  ///< the page being read (aria-current)
};

// ---- words and states ----

/// A status: « Prêt », « Effacement à prouver »… The shape follows the tone unless an icon is given.
Html badge(Tone tone, std::string_view text, Icon icon = Icon::none);
/// A larger badge that is read from two metres away: grade, location, verdict on a bench screen.
Html big_badge(Tone tone, std::string_view text, Icon icon = Icon::none);
/// An abbreviation with its meaning: abbreviation("DEEE", "déchets d’équipements électriques et électroniques")
Html abbreviation(std::string_view short_form, std::string_view meaning);
/// A moment: shown text, machine date for programs.
Html moment(std::string_view shown, std::string_view rfc3339);

struct KeyValue {
  std::string label;
  Html value;  ///< an empty value is shown as an en dash
};
Html key_values(const std::vector<KeyValue>& pairs);

struct Missing {
  std::string text;         ///< « Le disque n’a pas de preuve d’effacement »
  std::string href = {};    ///< where to do it, if the reader may
  std::string action = {};  ///< « Ajouter la preuve »
};
/// A message set apart; a refusal lists what is missing, each with where to do it.
struct Callout {
  Tone tone = Tone::information;
  std::string title;
  std::string text = {};
  std::vector<Missing> items = {};
};
Html callout(const Callout& callout);

/// Nothing here yet: says why and what to do next.
Html empty_state(std::string_view title, std::string_view text, const Html& action = {}, Icon icon = Icon::box);

/// A titled block of a page; the heading is an <h2>.
Html panel(std::string_view title, const Html& content, const Html& actions = {});
/// Blocks side by side when there is room.
Html columns(const std::vector<Html>& blocks);

enum class StepState { done, current, waiting, blocked };
struct Step {
  std::string text;
  StepState state = StepState::waiting;
  std::string note = {};  ///< « 12 sur 40 », « il y a 2 h »
  std::string href = {};
};
/// Where a lot or an item stands, from the first step to the last.
Html steps(const i18n::Translator& tr, const std::vector<Step>& steps);

struct TimelineEvent {
  std::string title;         ///< « Effacement vérifié »
  std::string when;          ///< as shown
  std::string rfc3339 = {};  ///< the same for programs
  std::string who = {};      ///< person or code
  std::string where = {};
  Html details = {};
  Tone tone = Tone::neutral;
  Icon icon = Icon::none;
};
/// The history of a thing, in the order given.
Html timeline(const std::vector<TimelineEvent>& events);

struct Stat {
  std::string label;
  std::string value;
  std::string note = {};
  std::string href = {};
  Tone tone = Tone::neutral;
};
Html stat_tiles(const std::vector<Stat>& stats);

// ---- ways to go and to act ----

enum class ButtonStyle { primary, secondary, quiet, danger };
/// A link that looks like a button. One primary button per page.
Html link_button(std::string_view text, std::string_view href, ButtonStyle style = ButtonStyle::secondary,
                 Icon icon = Icon::none);
/// A form of one button: the deed is a POST with the CSRF token.
struct PostButton {
  std::string text;
  std::string action;
  std::string csrf;
  ButtonStyle style = ButtonStyle::secondary;
  Icon icon = Icon::none;
  Query hidden = {};  ///< names and values sent along
};
Html post_button(const PostButton& button);
Html actions(const std::vector<Html>& buttons);
Html tabs(std::string_view label, const std::vector<Link>& links);
/// A value to copy: selected whole on focus, copied by the button when scripts run.
Html copy_field(const i18n::Translator& tr, std::string_view label, std::string_view value);
/// A QR code; `path` and `modules` come from documents::qr_svg_path and size_with_quiet_zone().
Html qr_code(std::string_view path, int modules, std::string_view label);
/// Text hidden from the eye, read by screen readers.
Html hidden_text(std::string_view text);

}  // namespace html
