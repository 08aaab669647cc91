#include "html/assets.hpp"

#include <algorithm>
#include <vector>

#include "base/bytes.hpp"
#include "base/embedded.hpp"
#include "base/result.hpp"

namespace embedded {
std::span<const base::EmbeddedFile> assets();
}  // namespace embedded

namespace html {
namespace {

std::string_view content_type(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

/// app.css → /assets/app.HASH.css; ten hexadecimal digits are enough to tell one build from another.
std::string url_of(const base::EmbeddedFile& file) {
  const std::size_t dot = file.name.rfind('.');
  CHECK(dot != std::string_view::npos);
  const std::string hash = base::to_hex(base::sha256(file.content)).substr(0, 10);
  return "/assets/" + std::string(file.name.substr(0, dot)) + "." + hash + std::string(file.name.substr(dot));
}

std::vector<Asset> read_assets() {
  std::vector<Asset> result;
  for (const base::EmbeddedFile& file : embedded::assets()) {
    result.push_back({file.name, url_of(file), content_type(file.name), file.content});
  }
  return result;
}

}  // namespace

std::span<const Asset> assets() {
  static const std::vector<Asset> all = read_assets();
  return all;
}

const Asset* find_asset(std::string_view url) {
  const auto all = assets();
  const auto found = std::find_if(all.begin(), all.end(), [url](const Asset& asset) { return asset.url == url; });
  return found == all.end() ? nullptr : &*found;
}

const std::string& asset_url(std::string_view name) {
  const auto all = assets();
  const auto found = std::find_if(all.begin(), all.end(), [name](const Asset& asset) { return asset.name == name; });
  CHECK(found != all.end());
  return found->url;
}

}  // namespace html
