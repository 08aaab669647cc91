#include "html/page.hpp"

#include "html/assets.hpp"

namespace html {
namespace {

using i18n::Language;

constexpr std::string_view product = "Boucle";

Html logo() {
  // Two arrows that make a loop; the gap is the place of the next machine.
  return raw(
      "<svg class=\"logo\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path d=\"M6 17a10 10 0 0 1 17-7.5M26 15a10 10 0 "
      "0 1-17 7.5\"/><path class=\"tip\" d=\"M24 3v7.5h-7.5M8 29v-7.5h7.5\"/></svg>");
}

Html head(const Page& page) {
  const std::string instance = page.instance.empty() ? std::string(product) : page.instance;
  const std::string title = (page.refused ? page.tr("html.error_title") + " " : "") + page.title + " – " + instance;
  return element(
      "head", void_element("meta", attr("charset", "utf-8")), element("title", title),
      void_element("meta", attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")),
      void_element("meta", attr("name", "color-scheme"), attr("content", "light dark")),
      void_element("link", attr("rel", "stylesheet"), attr("href", asset_url("app.css"))),
      void_element("link", attr("rel", "icon"), attr("type", "image/svg+xml"), attr("href", asset_url("logo.svg"))),
      element("script", attr("src", asset_url("app.js")), flag("defer")));
}

Html scan_box(const Page& page) {
  if (!page.reader) return {};
  const std::string label = page.tr("html.scan.label");
  return element("form", attr("class", "scan"), attr("role", "search"), attr("action", "/scan"), attr("method", "get"),
                 html::label(attr("for", "scan"), attr("class", "hidden"), label),
                 void_element("input", attr("type", "search"), attr("id", "scan"), attr("name", "q"),
                              attr("placeholder", page.tr("html.scan.placeholder")), attr("autocomplete", "off"),
                              attr("autocapitalize", "off"), attr("spellcheck", "false"), flag("data-scan")),
                 element("button", attr("class", "button"), icon(Icon::scan), span(page.tr("html.scan.button"))));
}

Html language_switch(const Page& page) {
  const Language other = page.tr.language() == Language::french ? Language::english : Language::french;
  const std::string code(i18n::language_code(other));
  // Each language is named in itself, as its readers look for it.
  const std::string_view name = other == Language::french ? "Français" : "English";
  return a(attr("href", address("/language/" + code, {{"next", page.path}})), attr("lang", code),
           attr("hreflang", code), icon(Icon::globe), span(name));
}

Html account_menu(const Page& page) {
  if (!page.reader) return {};
  const Reader& reader = *page.reader;
  return details(attr("class", "account"),
                 summary(icon(Icon::person), span(hidden_text(page.tr("html.account.menu") + " "), reader.name)),
                 div(p(strong(reader.name)), p(reader.organisation),
                     a(attr("href", reader.account), icon(Icon::key), page.tr("html.account.mine")),
                     post_button({.text = page.tr("html.account.sign_out"),
                                  .action = reader.sign_out,
                                  .csrf = page.csrf,
                                  .style = ButtonStyle::quiet,
                                  .icon = Icon::logout})));
}

Html navigation(const Page& page) {
  if (page.nav.empty()) return {};
  Writer out;
  // The menu button and the links are neighbours, so that a wide screen shows the links whatever the button's state.
  out.element("details", {attr("class", "menu"), summary(icon(Icon::menu), page.tr("html.menu"))});
  out.open("nav", {attr("class", "main"), attr("aria-label", page.tr("html.navigation"))}).open("ul");
  for (const Link& link : page.nav) {
    const Attribute current = optional_attr("aria-current", link.current ? "page" : "");
    out.element("li", {a(attr("href", link.href), current, icon(link.icon), span(link.text))});
  }
  return out.close("ul").close("nav").take();
}

Html breadcrumbs(const Page& page) {
  if (page.breadcrumbs.empty()) return {};
  Writer out;
  out.open("nav", {attr("class", "crumbs"), attr("aria-label", page.tr("html.breadcrumbs"))}).open("ol");
  for (const Link& link : page.breadcrumbs) out.element("li", {a(attr("href", link.href), link.text)});
  out.element("li", {attr("aria-current", "page"), page.title});
  return out.close("ol").close("nav").take();
}

Html title_row(const Page& page) {
  const Html subtitle = page.subtitle.empty() ? Html() : p(attr("class", "subtitle"), page.subtitle);
  return div(attr("class", "title"), div(h1(page.title), subtitle), page.primary);
}

Html flashes(const Page& page) {
  if (page.flash.empty()) return {};
  Writer out;
  out.open("div", {attr("class", "flash"), attr("role", "status")});
  for (const Flash& flash : page.flash) out.add(callout({.tone = flash.tone, .title = flash.text}));
  return out.close("div").take();
}

}  // namespace

std::string page_start(const Page& page) {
  const std::string instance = page.instance.empty() ? std::string(product) : page.instance;
  Writer out;
  out.raw("<!doctype html>\n").open("html", {attr("lang", i18n::language_code(page.tr.language()))});
  out.add(head(page)).open("body");
  out.element("a", {attr("class", "skip"), attr("href", "#content"), page.tr("html.skip")});
  out.open("header", {attr("class", "top")}).open("div", {attr("class", "bar")});
  out.element("a", {attr("class", "brand"), attr("href", "/"), logo(), span(instance)});
  out.add(scan_box(page)).element("div", {attr("class", "tools"), language_switch(page), account_menu(page)});
  out.close("div").add(navigation(page)).close("header");
  out.open("main", {attr("id", "content"), attr("tabindex", "-1")});
  out.add(breadcrumbs(page)).add(flashes(page)).add(title_row(page));
  return out.take().str();
}

std::string page_end(const Page& page) {
  Writer out;
  out.close("main").open("footer", {attr("class", "bottom")});
  out.element("p", {page.tr("html.footer")});
  if (!page.footer.empty()) {
    out.open("ul");
    for (const Link& link : page.footer) out.element("li", {a(attr("href", link.href), link.text)});
    out.close("ul");
  }
  if (page.reader) {
    // Hidden until the script, which the keys need, shows it.
    out.element("button",
                {attr("type", "button"), attr("class", "button quiet"), flag("data-shortcuts"), flag("hidden"),
                 attr("data-on", page.tr("html.shortcuts.on")), attr("data-off", page.tr("html.shortcuts.off"))});
  }
  return out.raw("</footer></body></html>\n").take().str();
}

std::string page(const Page& page, const Html& body) { return page_start(page) + body.str() + page_end(page); }

std::string problem_page(const Page& page, const Problem& problem) {
  Page shown = page;
  shown.title = problem.title;
  Writer next;
  if (!problem.next.empty()) {
    next.open("ul");
    for (const Missing& way : problem.next) {
      next.element("li", {way.href.empty() ? text(way.text) : a(attr("href", way.href), way.text)});
    }
    next.close("ul");
  }
  Html reference;
  if (!problem.reference.empty()) reference = copy_field(page.tr, page.tr("html.problem.reference"), problem.reference);
  return html::page(shown, div(attr("class", "problem"), p(attr("class", "status"), std::to_string(problem.status)),
                               p(problem.text), next.take(), reference));
}

}  // namespace html
