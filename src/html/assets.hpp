#pragma once
// Style sheet, script and drawings, embedded in the program and served for ever under an address that changes with them.
#include <span>
#include <string>
#include <string_view>

namespace html {

struct Asset {
  std::string_view name;          ///< "app.css"
  std::string url;                ///< "/assets/app.3f2a9c01d4.css"
  std::string_view content_type;  ///< with its charset
  std::string_view bytes;
};

/// All of them, for the server's routes: answer with `Cache-Control: public, max-age=31536000, immutable`.
std::span<const Asset> assets();
/// The asset whose url is this, or null.
const Asset* find_asset(std::string_view url);
/// Its address; an unknown name is a bug.
const std::string& asset_url(std::string_view name);

}  // namespace html
