#include "stock/paper_head.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"

namespace stock {
namespace {

std::string text_of(const boost::json::object& json, std::string_view name) {
  const auto* value = json.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

PaperHead paper_head(const std::string& name, const std::string& zone, const std::string& settings_json) {
  PaperHead head{.organisation = name, .zone = zone};
  if (const auto settings = base::parse_json(settings_json); settings.ok() && settings->is_object()) {
    head.address = text_of(settings->get_object(), "address");
    head.siret = text_of(settings->get_object(), "siret");
  }
  return head;
}

}  // namespace stock
