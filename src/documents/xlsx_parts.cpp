#include "documents/xlsx_parts.hpp"

#include <map>
#include <orcus/sax_parser.hpp>

#include "base/text.hpp"

namespace documents {
namespace {

/// What the handlers below share: attributes come before the element they belong to.
class Handler : public orcus::sax_handler {
 public:
  void attribute(const orcus::sax::parser_attribute& found) { attributes_[std::string(found.name)] = found.value; }

 protected:
  std::string taken(const char* name) const {
    const auto found = attributes_.find(name);
    return found == attributes_.end() ? std::string() : found->second;
  }
  void forget() { attributes_.clear(); }

 private:
  std::map<std::string, std::string> attributes_;
};

/// Identifiers of the sheets of xl/workbook.xml, in order.
class SheetIds : public Handler {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    if (element.name == "sheet") ids.push_back(taken("id"));
    forget();
  }
  std::vector<std::string> ids;
};

/// Which part of the zip each identifier names.
class Relations : public Handler {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    if (element.name == "Relationship") {
      const std::string target = taken("Target");
      parts[taken("Id")] = target.starts_with("/") ? target.substr(1) : "xl/" + target;
    }
    forget();
  }
  std::map<std::string, std::string> parts;
};

/// Number formats of xl/styles.xml: the codes, and which one each cell format has.
class Styles : public Handler {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    if (element.name == "cellXfs") in_cell_formats_ = true;
    const auto id = static_cast<std::size_t>(base::to_integer(taken("numFmtId")).value_or(0));
    if (element.name == "numFmt") formats.codes[id] = taken("formatCode");
    if (element.name == "xf" && in_cell_formats_) formats.of_cells.push_back(id);
    forget();
  }
  void end_element(const orcus::sax::parser_element& element) {
    if (element.name == "cellXfs") in_cell_formats_ = false;
  }
  NumberFormats formats;

 private:
  bool in_cell_formats_ = false;
};

class InlineTexts : public Handler {
 public:
  InlineTexts(FoundWorkbook& workbook, orcus::spreadsheet::iface::import_sheet& sheet)
      : workbook_(workbook), sheet_(sheet) {}

  void start_element(const orcus::sax::parser_element& element) {
    if (element.name == "row") begin_row();
    if (element.name == "c") begin_cell();
    if (element.name == "rPh") ++phonetic_;  // how to pronounce the text: not the text
    if (element.name == "t") in_text_ = inline_ && phonetic_ == 0;
    forget();
  }
  void end_element(const orcus::sax::parser_element& element) {
    if (element.name == "t") in_text_ = false;
    if (element.name == "rPh") --phonetic_;
    if (element.name != "c" || !inline_) return;
    sheet_.set_auto(row_, column_, text_);
    inline_ = false;
  }
  void characters(std::string_view text, bool /*transient*/) {
    if (in_text_) text_ += text;
  }

 private:
  void begin_row() {
    const std::string number = taken("r");
    row_ = number.empty() ? row_ + 1 : workbook_.address("A" + number).row;
    column_ = -1;
  }
  void begin_cell() {
    const std::string address = taken("r");
    column_ = address.empty() ? column_ + 1 : workbook_.address(address).column;
    inline_ = taken("t") == "inlineStr";
    text_.clear();
  }

  FoundWorkbook& workbook_;
  orcus::spreadsheet::iface::import_sheet& sheet_;
  orcus::spreadsheet::row_t row_ = -1;
  orcus::spreadsheet::col_t column_ = -1;
  int phonetic_ = 0;
  bool inline_ = false;
  bool in_text_ = false;
  std::string text_;
};

std::string part(const orcus::zip_archive& archive, const std::string& name) {
  std::vector<unsigned char> bytes;
  if (!archive.read_file_entry(name, bytes)) return {};
  return {bytes.begin(), bytes.end()};
}

template <typename AnyHandler>
void parse(std::string_view xml, AnyHandler& handler) {
  using Parser = orcus::sax_parser<AnyHandler>;
  if (xml.empty()) return;
  if constexpr (std::is_constructible_v<Parser, std::string_view, AnyHandler&>)  // liborcus 0.18 and later
    Parser(xml, handler).parse();
  else
    Parser(xml.data(), xml.size(), handler).parse();
}

}  // namespace

NumberFormats number_formats(const orcus::zip_archive& archive) {
  Styles styles;
  parse(part(archive, "xl/styles.xml"), styles);
  return std::move(styles.formats);
}

void add_inline_texts(const orcus::zip_archive& archive, FoundWorkbook& workbook) {
  SheetIds sheets;
  parse(part(archive, "xl/workbook.xml"), sheets);
  Relations relations;
  parse(part(archive, "xl/_rels/workbook.xml.rels"), relations);
  for (std::size_t i = 0; i < sheets.ids.size(); ++i) {
    auto* sheet = workbook.get_sheet(static_cast<orcus::spreadsheet::sheet_t>(i));
    const std::string xml = part(archive, relations.parts[sheets.ids[i]]);
    if (sheet == nullptr || xml.find("inlineStr") == std::string::npos) continue;
    InlineTexts texts(workbook, *sheet);
    parse(xml, texts);
  }
}

}  // namespace documents
