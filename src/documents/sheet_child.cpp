// The limited child: whatever happens here (no memory, no time, a crash) stays here.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <orcus/orcus_ods.hpp>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/zip_archive.hpp>
#include <orcus/zip_archive_stream.hpp>

#include "documents/sheet_collector.hpp"
#include "documents/sheet_protocol.hpp"
#include "documents/xlsx_parts.hpp"

namespace documents {
namespace {

struct Encrypted : std::runtime_error {
  Encrypted() : std::runtime_error("encrypted") {}
};
struct Unsupported : std::runtime_error {
  Unsupported() : std::runtime_error("not a workbook") {}
};

/// Everything until the end; false if it cannot be read or is too large.
bool read_all(int fd, std::string& bytes) {
  std::array<char, 1 << 16> buffer;
  while (bytes.size() <= sheet_max_bytes) {
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got == 0) return true;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return false;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool locked_ods(const orcus::zip_archive& archive) {
  std::vector<unsigned char> manifest;
  if (!archive.read_file_entry("META-INF/manifest.xml", manifest)) return false;
  const std::string_view text(reinterpret_cast<const char*>(manifest.data()), manifest.size());
  return text.find("encryption-data") != std::string_view::npos;
}

enum class Format { xlsx, ods };

Format format_of(const orcus::zip_archive& archive) {
  bool content = false;
  bool workbook = false;
  for (std::size_t i = 0; i < archive.get_file_entry_count(); ++i) {
    const std::string_view name = archive.get_file_entry_name(i);
    content = content || name == "content.xml";
    workbook = workbook || name.starts_with("xl/");
  }
  if (content && locked_ods(archive)) throw Encrypted();
  if (!content && !workbook) throw Unsupported();
  return content ? Format::ods : Format::xlsx;
}

std::string records_of(std::string_view bytes) {
  orcus::zip_archive_stream_blob stream(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  orcus::zip_archive archive(&stream);
  archive.load();
  FoundWorkbook workbook;
  switch (format_of(archive)) {
    case Format::xlsx:
      orcus::orcus_xlsx(&workbook).read_stream(bytes);
      workbook.use_formats(number_formats(archive));
      add_inline_texts(archive, workbook);
      break;
    case Format::ods:
      orcus::orcus_ods(&workbook).read_stream(bytes);
      break;
  }
  std::string out = workbook.records();
  append_record(out, 'E', {});
  return out;
}

std::string refused(std::string_view reason) {
  std::string out;
  append_record(out, 'X', reason);
  return out;
}

std::string answer(std::string_view bytes) {
  try {
    return records_of(bytes);
  } catch (const std::bad_alloc&) { return refused("too_large"); } catch (const WorkbookTooLarge&) {
    return refused("too_large");
  } catch (const Encrypted&) { return refused("encrypted"); } catch (const Unsupported&) {
    return refused("unsupported");
  } catch (const std::exception&) {
    // liborcus says nothing useful of what it could not read, often an empty message.
    return refused("corrupt");
  }
}

}  // namespace

int sheet_child_main(int in_fd, int out_fd) {
  std::string bytes;
  if (!read_all(in_fd, bytes)) return 1;
  return write_all(out_fd, answer(bytes)) ? 0 : 1;
}

}  // namespace documents
