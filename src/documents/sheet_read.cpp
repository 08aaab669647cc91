#include "documents/sheet_read.hpp"

#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "documents/limited_child.hpp"
#include "documents/sheet_protocol.hpp"

namespace documents {
namespace {

enum class FileKind { empty, zip, encrypted, old_xls, other_binary, text };

bool only_blanks(std::string_view bytes) { return bytes.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

/// Told by the content: names lie (a « .xls » made by a web site is often HTML or CSV).
FileKind kind_of(std::string_view bytes) {
  if (only_blanks(bytes)) return FileKind::empty;
  if (bytes.starts_with("PK\x03\x04")) {
    const bool encrypted = bytes.size() > 6 && (bytes[6] & 1) != 0;
    return encrypted ? FileKind::encrypted : FileKind::zip;
  }
  if (bytes.starts_with("PK")) return FileKind::zip;
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) {  // compound file: an old .xls, or a new one locked with a password
    std::string name;
    for (char c : std::string_view("EncryptedPackage")) name.append({c, '\0'});
    return bytes.find(name) != std::string_view::npos ? FileKind::encrypted : FileKind::old_xls;
  }
  for (std::string_view start : {"%PDF", "\x89PNG", "\xFF\xD8\xFF", "GIF8", "\x1F\x8B",
                                 "\x7F"
                                 "ELF",
                                 "{\\rtf", "<!DOCTYPE", "<!doctype", "<html", "<HTML", "<?xml"})
    if (bytes.starts_with(start)) return FileKind::other_binary;
  return FileKind::text;
}

base::Refusal refusal(std::string_view what, std::string_view file_name) {
  return {.code = "documents.sheet." + std::string(what), .arguments = {{"file", std::string(file_name)}}};
}

base::Result<Workbook> read_in_child(const SheetReader& reader, std::string_view bytes, std::string_view file_name) {
  SheetDecoder decoder;
  base::Outcome answer = base::Done{};
  const ChildEnd end = run_limited(reader.program, reader.argument, bytes, [&](std::string_view piece) {
    answer = decoder.feed(piece);
    return answer.ok();
  });
  const auto named = [&](base::Refusal why) {
    why.arguments["file"] = std::string(file_name);
    return why;
  };
  if (!answer) return named(answer.refusal());
  switch (end) {
    case ChildEnd::not_started:
      return refusal("no_reader", file_name);
    case ChildEnd::timeout:
      return refusal("timeout", file_name);
    case ChildEnd::finished:
    case ChildEnd::stopped:
      break;
  }
  auto workbook = std::move(decoder).finish();
  if (!workbook) return named(workbook.refusal());
  return workbook;
}

}  // namespace

std::vector<std::string> Workbook::names() const {
  std::vector<std::string> names;
  for (const auto& sheet : sheets) names.push_back(sheet.name);
  return names;
}

base::Result<Workbook> SheetReader::read(std::string_view bytes, std::string_view file_name) const {
  if (bytes.size() > sheet_max_bytes) return refusal("too_large", file_name);
  switch (kind_of(bytes)) {
    case FileKind::empty:
      return refusal("empty", file_name);
    case FileKind::encrypted:
      return refusal("encrypted", file_name);
    case FileKind::old_xls:
      return refusal("old_xls", file_name);
    case FileKind::other_binary:
      return refusal("unsupported", file_name);
    case FileKind::zip:
      return read_in_child(*this, bytes, file_name);
    case FileKind::text:
      break;
  }
  // What is cut or damaged at its very beginning is not a text, whatever its bytes.
  const std::string name = base::lower(file_name);
  if (name.ends_with(".xlsx") || name.ends_with(".ods")) return refusal("corrupt", file_name);
  TRY(sheet, read_csv(bytes, file_name));
  Workbook workbook;
  workbook.sheets.push_back(std::move(sheet));
  return workbook;
}

base::Result<Workbook> SheetReader::read_file(const std::string& path) const {
  const std::string name = path.substr(path.rfind('/') + 1);
  std::ifstream file(path, std::ios::binary);
  if (!file) return refusal("unreadable", name);
  std::string bytes(sheet_max_bytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad() || (file.gcount() == 0 && !file.eof())) return refusal("unreadable", name);
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return read(bytes, name);
}

base::Result<Sheet> read_sheet(std::string_view bytes, std::string_view file_name, const SheetReader& reader) {
  TRY(workbook, reader.read(bytes, file_name));
  return std::move(workbook.sheets[workbook.first]);
}

}  // namespace documents
