#include "collection/documents_label.hpp"

#include "base/text.hpp"
#include "documents/label.hpp"

namespace collection {
namespace {

std::optional<documents::LabelPaper> paper_of(std::string_view size) {
  if (size.empty() || size == "29x90") return documents::LabelPaper::roll_90x29;
  if (size == "29x42") return documents::LabelPaper::roll_42x29;
  if (size == "a4") return documents::LabelPaper::a4_sheet;
  return std::nullopt;
}

std::string processor_line(const equipment::Item& item) {
  if (item.cpu.empty() || !item.cpumark) return item.cpu;
  return item.cpu + " · " + std::to_string(*item.cpumark);
}

documents::LabelContent content_of(const i18n::Translator& tr, const equipment::Item& item,
                                   std::string_view public_url) {
  documents::LabelContent label{
      .number = item.number, .badge = item.category, .qr_url = std::string(public_url) + "/i/" + item.id.text()};
  const std::string kind = tr("equipment.kind." + std::string(equipment::code(item.kind)));
  const std::string model = base::trim(item.maker + " " + item.model);
  label.title = model.empty() ? kind : model;
  if (const auto cpu = processor_line(item); !cpu.empty()) label.lines.push_back(cpu);
  if (item.ram_gb) label.lines.push_back(tr("collection.label.ram", {{"n", tr.number(*item.ram_gb)}}));
  for (const auto& medium : item.media)
    if (medium.size_bytes > 0)
      label.lines.push_back(medium.kind + " " + tr.number(medium.size_bytes / 1'000'000'000) + " Go");
  if (!model.empty()) label.lines.push_back(kind);
  if (!item.serial.empty()) label.lines.push_back(tr("collection.label.serial", {{"serial", item.serial}}));
  return label;
}

}  // namespace

base::Result<base::Bytes> labels_of(const i18n::Translator& tr, const std::vector<equipment::Item>& items,
                                    std::string_view public_url, std::string_view size, base::Instant now) {
  const auto paper = paper_of(size);
  if (!paper) return base::Refusal{.code = "collection.label.bad_size", .field = "size"};
  std::vector<documents::LabelContent> labels;
  for (const auto& item : items) labels.push_back(content_of(tr, item, public_url));
  return documents::labels_pdf(labels, {.paper = *paper, .title = tr("collection.label.title"), .created = now});
}

}  // namespace collection
