#include <zstd.h>

#include "storage/database.hpp"

namespace storage::detail {
namespace {

constexpr std::size_t largest_blob = std::size_t{64} << 20;

}  // namespace

std::string pack_blob(const Blob& blob) {
  if (blob.bytes.size() > largest_blob) throw Fault(Fault::Kind::constraint, "a blob is larger than 64 MiB");
  base::Bytes packed(ZSTD_compressBound(blob.bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(packed.data(), packed.size(), blob.bytes.data(), blob.bytes.size(), 3);
  if (ZSTD_isError(size)) throw Fault(Fault::Kind::other, std::string("zstd: ") + ZSTD_getErrorName(size));
  packed.resize(size);
  return base::to_base64(packed);
}

Blob unpack_blob(std::string_view stored) {
  const base::Result<base::Bytes> decoded = base::from_base64(stored);
  if (!decoded) throw Fault(Fault::Kind::corrupt, "a stored blob is not base64");
  const base::Bytes& packed = *decoded;
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > largest_blob)
    throw Fault(Fault::Kind::corrupt, "a stored blob is no zstd frame of at most 64 MiB");
  Blob blob{.bytes = base::Bytes(static_cast<std::size_t>(size), '\0')};
  const std::size_t opened = ZSTD_decompress(blob.bytes.data(), blob.bytes.size(), packed.data(), packed.size());
  if (ZSTD_isError(opened) || opened != size) throw Fault(Fault::Kind::corrupt, "a stored blob does not open");
  return blob;
}

}  // namespace storage::detail
