#include "server/openapi.hpp"

#include <boost/json.hpp>
#include <map>

#include "accounts/guard.hpp"
#include "base/embedded.hpp"
#include "server/api_schemas.hpp"

namespace server {
namespace {

namespace json = boost::json;

json::object schema_of(const http::ApiField& field) {
  json::object schema;
  if (field.type == "file") {
    schema = {{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
  } else if (field.type == "array") {
    schema = {{"type", "array"}, {"items", {{"type", "string"}}}};
  } else if (field.type == "object") {
    schema = {{"type", "object"}, {"additionalProperties", true}};
  } else {
    schema = {{"type", field.type}};
  }
  if (!field.values.empty()) {
    json::array values;
    for (const auto& value : field.values) values.emplace_back(value);
    (field.type == "array" ? schema["items"].as_object() : schema)["enum"] = std::move(values);
  }
  return schema;
}

json::object request_body(const http::Operation& operation) {
  json::object properties;
  json::array required;
  for (const auto& field : operation.request) {
    properties[field.name] = schema_of(field);
    if (field.required) required.emplace_back(field.name);
  }
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return {{"required", true}, {"content", {{operation.request_type, {{"schema", std::move(schema)}}}}}};
}

json::object responses(const http::Operation& operation) {
  json::object all;
  for (const int status : operation.statuses) {
    json::object response{{"description", status < 300 ? "Done" : "Refused: a problem document (RFC 9457)"}};
    if (status >= 400) {
      response["content"] = {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}};
    } else if (!operation.response.empty()) {
      response["content"] = {
          {"application/json", {{"schema", {{"$ref", "#/components/schemas/" + operation.response}}}}}};
    }
    all[std::to_string(status)] = std::move(response);
  }
  return all;
}

json::array parameters(const std::string& pattern, const http::Operation& operation) {
  json::array all;
  for (std::size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
    const auto end = pattern.find('}', at);
    all.push_back({{"name", pattern.substr(at + 1, end - at - 1)},
                   {"in", "path"},
                   {"required", true},
                   {"schema", {{"type", "string"}}}});
  }
  for (const auto& field : operation.query)
    all.push_back({{"name", field.name}, {"in", "query"}, {"required", field.required}, {"schema", schema_of(field)}});
  return all;
}

/// "GET /api/v1/items/{id}/history" → "get_items_id_history"
std::string operation_id(const http::Route& route) {
  std::string id = route.method == http::Method::get ? "get" : "post";
  bool gap = true;
  for (const char c : route.pattern.substr(std::string("/api/v1").size())) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
      if (gap) id.push_back('_');
      id.push_back(c);
      gap = false;
    } else {
      gap = true;
    }
  }
  return id;
}

json::object operation_object(const http::Route& route) {
  const http::Operation& operation = *route.operation;
  json::object object{
      {"operationId", operation_id(route)}, {"summary", operation.summary}, {"responses", responses(operation)}};
  if (auto all = parameters(route.pattern, operation); !all.empty()) object["parameters"] = std::move(all);
  if (route.method == http::Method::post && !operation.request.empty()) object["requestBody"] = request_body(operation);
  json::array roles;
  for (const auto& role : route.allow.roles) roles.emplace_back(role);
  object["x-roles"] = std::move(roles);
  if (route.allow.kind == http::Allow::Kind::anyone) object["security"] = json::array();
  if (route.allow.in_person)
    object["security"] = json::array{json::object{{"session", json::array()}, {"form_token", json::array()}}};
  return object;
}

}  // namespace

std::string openapi_document(const http::Router& router, const std::string& public_url) {
  json::object paths;
  for (const auto& route : router.routes()) {
    if (!route.operation) continue;
    if (!paths.contains(route.pattern)) paths[route.pattern] = json::object();
    paths[route.pattern].as_object()[route.method == http::Method::get ? "get" : "post"] = operation_object(route);
  }
  json::object components{{"schemas", json::parse(api_schemas())},
                          {"securitySchemes",
                           {{"token", {{"type", "http"}, {"scheme", "bearer"}}},
                            {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", accounts::session_cookie}}},
                            {"form_token", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-CSRF-Token"}}}}}};
  json::object document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Boucle"},
        {"version", BOUCLE_VERSION},
        {"description",
         "From a donor's agreement to the day a person goes home with a working computer, with proof at every step."},
        {"license", {{"name", "EUPL-1.2"}, {"identifier", "EUPL-1.2"}}}}},
      {"servers", json::array{json::object{{"url", public_url.empty() ? "/" : public_url}}}},
      {"security", json::array{json::object{{"token", json::array()}}}},
      {"paths", std::move(paths)},
      {"components", std::move(components)}};
  return json::serialize(document);
}

}  // namespace server
