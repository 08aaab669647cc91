#include "http/asset.hpp"

#include "base/text.hpp"
#include "http/parts.hpp"

namespace http {

Asset Asset::create(base::Bytes bytes, std::string content_type) {
  Asset asset{.content_type = std::move(content_type),
              .tag = base::to_base64url(base::sha256(bytes)).substr(0, 22),
              .bytes = std::make_shared<const base::Bytes>(std::move(bytes))};
  if (!is_compressible(asset.content_type)) return asset;
  auto gzipped = gzip(*asset.bytes);
  if (gzipped.size() < asset.bytes->size()) asset.gzipped = std::make_shared<const base::Bytes>(std::move(gzipped));
  return asset;
}

Response serve(const Asset& asset, const Request& request, Lifetime lifetime) {
  const auto tag = "W/\"" + asset.tag + "\"";
  Response response{.content_type = asset.content_type,
                    .headers = {{"Cache-Control", lifetime == Lifetime::for_ever ? "public, max-age=31536000, immutable"
                                                                                 : "public, no-cache"},
                                {"ETag", tag}}};
  if (asset.gzipped) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (request.header("if-none-match").find(tag.substr(2)) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  if (asset.gzipped && accepts_gzip(request.header("accept-encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.shared_body = asset.gzipped;
    return response;
  }
  response.shared_body = asset.bytes;
  return response;
}

}  // namespace http
