#pragma once
// Two parts of an XLSX file that are read here rather than by liborcus: the number formats (its interface for them
// changes with each version), and the texts written inside their cell rather than in the common table (« inlineStr »),
// which it passes over and many programs write, ours too (sheet_write.hpp).
#include <orcus/zip_archive.hpp>

#include "documents/sheet_collector.hpp"

namespace documents {

NumberFormats number_formats(const orcus::zip_archive& archive);
/// Adds to a workbook that liborcus read the inline texts of the same file.
void add_inline_texts(const orcus::zip_archive& archive, FoundWorkbook& workbook);

}  // namespace documents
