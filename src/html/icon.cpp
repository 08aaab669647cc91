#include "base/result.hpp"
#include "html/assets.hpp"
#include "html/components.hpp"

namespace html {
namespace {

std::string_view symbol(Icon which) {
  switch (which) {
    case Icon::none:
      return "";
    case Icon::home:
      return "home";
    case Icon::box:
      return "box";
    case Icon::truck:
      return "truck";
    case Icon::laptop:
      return "laptop";
    case Icon::disk:
      return "disk";
    case Icon::shield:
      return "shield";
    case Icon::check:
      return "check";
    case Icon::cross:
      return "cross";
    case Icon::warning:
      return "warning";
    case Icon::info:
      return "info";
    case Icon::clock:
      return "clock";
    case Icon::wrench:
      return "wrench";
    case Icon::tag:
      return "tag";
    case Icon::scale:
      return "scale";
    case Icon::shelf:
      return "shelf";
    case Icon::recycle:
      return "recycle";
    case Icon::hand:
      return "hand";
    case Icon::document:
      return "document";
    case Icon::download:
      return "download";
    case Icon::upload:
      return "upload";
    case Icon::search:
      return "search";
    case Icon::scan:
      return "scan";
    case Icon::person:
      return "person";
    case Icon::people:
      return "people";
    case Icon::building:
      return "building";
    case Icon::menu:
      return "menu";
    case Icon::chevron:
      return "chevron";
    case Icon::plus:
      return "plus";
    case Icon::print:
      return "print";
    case Icon::calendar:
      return "calendar";
    case Icon::chart:
      return "chart";
    case Icon::key:
      return "key";
    case Icon::euro:
      return "euro";
    case Icon::leaf:
      return "leaf";
    case Icon::history:
      return "history";
    case Icon::filter:
      return "filter";
    case Icon::lock:
      return "lock";
    case Icon::logout:
      return "logout";
    case Icon::globe:
      return "globe";
  }
  return "";
}

}  // namespace

Html icon(Icon which, std::string_view label) {
  const std::string_view id = symbol(which);
  if (id.empty()) return {};
  const Html use = element("use", attr("href", asset_url("icons.svg") + "#" + std::string(id)));
  if (label.empty()) return element("svg", attr("class", "icon"), attr("aria-hidden", "true"), use);
  return element("svg", attr("class", "icon"), attr("role", "img"), attr("aria-label", label), use);
}

}  // namespace html
