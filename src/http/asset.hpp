#pragma once
// A file of the site (style, script, image): compressed once, known to browsers by its tag.
#include "http/http.hpp"

namespace http {

struct Asset {
  std::string content_type;
  std::string tag;  ///< first 22 characters of the SHA-256 of the bytes, base64url: also good in a file name
  std::shared_ptr<const base::Bytes> bytes;
  std::shared_ptr<const base::Bytes> gzipped = {};  ///< null when that would not be smaller

  static Asset create(base::Bytes bytes, std::string content_type);
};

enum class Lifetime {
  for_ever,     ///< the address changes with the content: a year, immutable
  revalidated,  ///< the address stays: browsers ask each time with the tag (304)
};
Response serve(const Asset& asset, const Request& request, Lifetime lifetime);

}  // namespace http
