#include "html/components.hpp"

#include "base/result.hpp"

namespace html {
namespace {

std::string_view tone_class(Tone tone) {
  switch (tone) {
    case Tone::neutral:
      return "neutral";
    case Tone::information:
      return "info";
    case Tone::success:
      return "ok";
    case Tone::warning:
      return "warn";
    case Tone::danger:
      return "bad";
  }
  return "";
}

Icon tone_icon(Tone tone) {
  switch (tone) {
    case Tone::neutral:
      return Icon::clock;
    case Tone::information:
      return Icon::info;
    case Tone::success:
      return Icon::check;
    case Tone::warning:
      return Icon::warning;
    case Tone::danger:
      return Icon::cross;
  }
  return Icon::none;
}

std::string classes(std::string_view first, std::string_view second) {
  return std::string(first) + " " + std::string(second);
}

Html badge_of(std::string_view kind, Tone tone, std::string_view text, Icon which) {
  return span(attr("class", classes(kind, tone_class(tone))), icon(which == Icon::none ? tone_icon(tone) : which),
              text);
}

std::string_view button_class(ButtonStyle style) {
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
  return "";
}

std::string_view step_class(StepState state) {
  switch (state) {
    case StepState::done:
      return "done";
    case StepState::current:
      return "current";
    case StepState::waiting:
      return "waiting";
    case StepState::blocked:
      return "blocked";
  }
  return "";
}

std::string_view step_key(StepState state) {
  switch (state) {
    case StepState::done:
      return "html.step.done";
    case StepState::current:
      return "html.step.current";
    case StepState::waiting:
      return "html.step.waiting";
    case StepState::blocked:
      return "html.step.blocked";
  }
  return "";
}

Html step_mark(StepState state) {
  switch (state) {
    case StepState::done:
      return icon(Icon::check);
    case StepState::blocked:
      return icon(Icon::warning);
    case StepState::current:
    case StepState::waiting:
      return {};
  }
  return {};
}

Html linked(std::string_view text, std::string_view href) {
  return href.empty() ? html::text(text) : a(attr("href", href), text);
}

}  // namespace

Html badge(Tone tone, std::string_view text, Icon icon) { return badge_of("badge", tone, text, icon); }

Html big_badge(Tone tone, std::string_view text, Icon icon) { return badge_of("badge big", tone, text, icon); }

Html abbreviation(std::string_view short_form, std::string_view meaning) {
  return abbr(attr("title", meaning), short_form);
}

Html moment(std::string_view shown, std::string_view rfc3339) {
  return rfc3339.empty() ? text(shown) : time(attr("datetime", rfc3339), shown);
}

Html hidden_text(std::string_view text) { return span(attr("class", "hidden"), text); }

Html key_values(const std::vector<KeyValue>& pairs) {
  Writer out;
  out.open("dl", {attr("class", "facts")});
  for (const KeyValue& pair : pairs) {
    out.open("div").element("dt", {pair.label});
    out.element("dd", {pair.value.empty() ? text("–") : pair.value}).close("div");
  }
  return out.close("dl").take();
}

Html callout(const Callout& callout) {
  const std::string_view role = callout.tone == Tone::danger ? "alert" : "note";
  Writer out;
  out.open("div", {attr("class", classes("callout", tone_class(callout.tone))), attr("role", role)});
  out.add(icon(tone_icon(callout.tone))).open("div");
  out.element("p", {attr("class", "callout-title"), callout.title});
  if (!callout.text.empty()) out.element("p", {callout.text});
  if (!callout.items.empty()) {
    out.open("ul");
    for (const Missing& item : callout.items) {
      out.open("li").element("span", {item.text});
      if (!item.href.empty()) {
        out.add(" ").element("a", {attr("href", item.href), item.action.empty() ? item.href : item.action});
      }
      out.close("li");
    }
    out.close("ul");
  }
  return out.close("div").close("div").take();
}

Html empty_state(std::string_view title, std::string_view text, const Html& action, Icon which) {
  return div(attr("class", "empty"), icon(which), p(attr("class", "empty-title"), title), p(text), action);
}

Html panel(std::string_view title, const Html& content, const Html& actions) {
  return section(attr("class", "panel"), div(attr("class", "panel-head"), h2(title), actions), content);
}

Html columns(const std::vector<Html>& blocks) {
  Writer out;
  out.open("div", {attr("class", "columns")});
  for (const Html& block : blocks) out.element("div", {block});
  return out.close("div").take();
}

Html steps(const i18n::Translator& tr, const std::vector<Step>& steps) {
  Writer out;
  out.open("ol", {attr("class", "steps")});
  for (const Step& step : steps) {
    const bool current = step.state == StepState::current;
    out.open("li", {attr("class", step_class(step.state)), optional_attr("aria-current", current ? "step" : "")});
    out.element("span", {attr("class", "mark"), step_mark(step.state)});
    out.open("span", {attr("class", "step")}).element("strong", {linked(step.text, step.href)});
    out.add(hidden_text(" (" + tr(step_key(step.state)) + ")"));
    if (!step.note.empty()) out.add(" ").element("small", {step.note});
    out.close("span").close("li");
  }
  return out.close("ol").take();
}

Html timeline(const std::vector<TimelineEvent>& events) {
  Writer out;
  out.open("ol", {attr("class", "timeline")});
  for (const TimelineEvent& event : events) {
    out.open("li", {attr("class", tone_class(event.tone))});
    out.element("span", {attr("class", "mark"), icon(event.icon == Icon::none ? tone_icon(event.tone) : event.icon)});
    out.open("div").element("p", {strong(event.title)}).open("p", {attr("class", "meta")});
    out.element("span", {moment(event.when, event.rfc3339)});
    if (!event.who.empty()) out.element("span", {event.who});
    if (!event.where.empty()) out.element("span", {event.where});
    out.close("p");
    if (!event.details.empty()) out.element("div", {event.details});
    out.close("div").close("li");
  }
  return out.close("ol").take();
}

Html stat_tiles(const std::vector<Stat>& stats) {
  Writer out;
  out.open("dl", {attr("class", "stats")});
  for (const Stat& stat : stats) {
    out.open("div", {attr("class", tone_class(stat.tone))}).element("dt", {linked(stat.label, stat.href)});
    out.element("dd", {attr("class", "figure"), stat.value});
    if (!stat.note.empty()) out.element("dd", {stat.note});
    out.close("div");
  }
  return out.close("dl").take();
}

Html link_button(std::string_view text, std::string_view href, ButtonStyle style, Icon which) {
  return a(attr("class", button_class(style)), attr("href", href), icon(which), span(text));
}

Html post_button(const PostButton& button) {
  Writer out;
  out.open("form", {attr("method", "post"), attr("action", button.action), attr("class", "inline")});
  out.void_element("input", {attr("type", "hidden"), attr("name", "_csrf"), attr("value", button.csrf)});
  for (const auto& [name, value] : button.hidden) {
    out.void_element("input", {attr("type", "hidden"), attr("name", name), attr("value", value)});
  }
  out.element("button", {attr("class", button_class(button.style)), icon(button.icon), span(button.text)});
  return out.close("form").take();
}

Html actions(const std::vector<Html>& buttons) { return div(attr("class", "actions"), buttons); }

Html tabs(std::string_view label, const std::vector<Link>& links) {
  Writer out;
  out.open("nav", {attr("class", "tabs"), attr("aria-label", label)}).open("ul");
  for (const Link& link : links) {
    const Attribute current = optional_attr("aria-current", link.current ? "page" : "");
    out.element("li", {a(attr("href", link.href), current, icon(link.icon), link.text)});
  }
  return out.close("ul").close("nav").take();
}

Html copy_field(const i18n::Translator& tr, std::string_view label, std::string_view value) {
  return div(attr("class", "copy"),
             html::label(span(label), void_element("input", attr("readonly", "readonly"), attr("value", value))),
             element("button", attr("type", "button"), attr("class", "button"), attr("data-copy", ""), flag("hidden"),
                     attr("data-done", tr("html.copied")), tr("html.copy")));
}

Html qr_code(std::string_view path, int modules, std::string_view label) {
  const std::string side = std::to_string(modules);
  return element("svg", attr("class", "qr"), attr("viewBox", "0 0 " + side + " " + side), attr("role", "img"),
                 attr("aria-label", label), attr("shape-rendering", "crispEdges"),
                 element("rect", attr("width", side), attr("height", side), attr("fill", "#fff")),
                 element("path", attr("d", path), attr("fill", "#000")));
}

}  // namespace html
