#pragma once
// What liborcus finds in a workbook, kept as light as possible; lives in the limited child only.
#include <cstdint>
#include <deque>
#include <map>
#include <orcus/spreadsheet/import_interface.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace documents {

/// Thrown through liborcus when a workbook passes a limit.
struct WorkbookTooLarge : std::runtime_error {
  WorkbookTooLarge() : std::runtime_error("workbook over the limits") {}
};

/// Which number format each cell format has.
struct NumberFormats {
  std::map<std::size_t, std::string> codes;  ///< of the workbook's own, by identifier
  std::vector<std::size_t> of_cells;         ///< identifier, by the number that cells name

  /// Empty if general or unknown.
  std::string_view of_cell(std::size_t format) const;
};

struct FoundCell {
  enum class Kind : std::uint8_t { nothing, text, number, yes, no };
  std::int32_t row = 0;
  std::int32_t column = 0;
  std::uint32_t format = 0;
  Kind kind = Kind::nothing;
  double number = 0;  ///< or, for a text, its index among the texts
};

/// Texts in the order that the workbook numbers them.
class FoundTexts : public orcus::spreadsheet::iface::import_shared_strings {
 public:
  std::size_t append(std::string_view text) override;
  std::size_t add(std::string_view text) override { return append(text); }
  void set_segment_font(std::size_t) override {}
  void set_segment_bold(bool) override {}
  void set_segment_italic(bool) override {}
  void set_segment_font_name(std::string_view) override {}
  void set_segment_font_size(double) override {}
  void set_segment_font_color(orcus::spreadsheet::color_elem_t, orcus::spreadsheet::color_elem_t,
                              orcus::spreadsheet::color_elem_t, orcus::spreadsheet::color_elem_t) override {}
  void append_segment(std::string_view text) override { segments_ += text; }
  std::size_t commit_segments() override;

  const std::string& at(std::size_t index) const;

 private:
  std::vector<std::string> texts_;
  std::string segments_;
};

class FoundSheet;

/// Formulas are never computed: their last result is read as any value.
class FormulaResult : public orcus::spreadsheet::iface::import_formula {
 public:
  explicit FormulaResult(FoundSheet& sheet) : sheet_(sheet) {}
  void set_position(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column) override;
  void set_formula(orcus::spreadsheet::formula_grammar_t, std::string_view) override {}
  void set_shared_formula_index(std::size_t) override {}
  void set_result_string(std::string_view text) override;
  void set_result_value(double value) override;
  void set_result_bool(bool value) override;
  void set_result_empty() override {}
  void commit() override {}

 private:
  FoundSheet& sheet_;
  orcus::spreadsheet::row_t row_ = 0;
  orcus::spreadsheet::col_t column_ = 0;
};

class ArrayResult : public orcus::spreadsheet::iface::import_array_formula {
 public:
  explicit ArrayResult(FoundSheet& sheet) : sheet_(sheet) {}
  void set_range(const orcus::spreadsheet::range_t&) override {}
  void set_formula(orcus::spreadsheet::formula_grammar_t, std::string_view) override {}
  void set_result_string(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column,
                         std::string_view text) override;
  void set_result_value(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, double value) override;
  void set_result_bool(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, bool value) override;
  void set_result_empty(orcus::spreadsheet::row_t, orcus::spreadsheet::col_t) override {}
  void commit() override {}

 private:
  FoundSheet& sheet_;
};

class FoundSheet : public orcus::spreadsheet::iface::import_sheet {
 public:
  using Row = orcus::spreadsheet::row_t;
  using Column = orcus::spreadsheet::col_t;

  FoundSheet(std::string name, FoundTexts& texts)
      : name_(std::move(name)), texts_(texts), formula_(*this), array_(*this) {}

  void set_auto(Row row, Column column, std::string_view text) override;
  void set_string(Row row, Column column, orcus::spreadsheet::string_id_t index) override;
  void set_value(Row row, Column column, double value) override;
  void set_bool(Row row, Column column, bool value) override;
  void set_date_time(Row row, Column column, int year, int month, int day, int hour, int minute,
                     double second) override;
  void set_format(Row row, Column column, std::size_t format) override;
  void set_format(Row, Column, Row, Column, std::size_t) override {}
  void fill_down_cells(Row row, Column column, Row count) override;
  orcus::spreadsheet::range_size_t get_sheet_size() const override { return {1'048'576, 16'384}; }
  orcus::spreadsheet::iface::import_formula* get_formula() override { return &formula_; }
  orcus::spreadsheet::iface::import_array_formula* get_array_formula() override { return &array_; }

  const std::string& name() const { return name_; }
  /// Row by row, column by column; the last value said of a cell is its value.
  std::vector<FoundCell> sorted() const;

 private:
  FoundCell& cell(Row row, Column column);

  std::string name_;
  FoundTexts& texts_;
  std::vector<FoundCell> cells_;
  FormulaResult formula_;
  ArrayResult array_;
};

/// The « document » that liborcus fills.
class FoundWorkbook : public orcus::spreadsheet::iface::import_factory,
                      private orcus::spreadsheet::iface::import_global_settings,
                      private orcus::spreadsheet::iface::import_reference_resolver {
 public:
  orcus::spreadsheet::iface::import_global_settings* get_global_settings() override { return this; }
  orcus::spreadsheet::iface::import_shared_strings* get_shared_strings() override { return &texts_; }
  orcus::spreadsheet::iface::import_reference_resolver* get_reference_resolver(
      orcus::spreadsheet::formula_ref_context_t) override {
    return this;
  }
  orcus::spreadsheet::iface::import_sheet* append_sheet(orcus::spreadsheet::sheet_t, std::string_view name) override;
  orcus::spreadsheet::iface::import_sheet* get_sheet(std::string_view name) override;
  orcus::spreadsheet::iface::import_sheet* get_sheet(orcus::spreadsheet::sheet_t index) override;
  void finalize() override {}

  /// « B4 » → row 3, column 1. Throws orcus::invalid_arg_error.
  orcus::spreadsheet::src_address_t address(std::string_view text) { return resolve_address(text); }
  void use_formats(NumberFormats formats) { formats_ = std::move(formats); }
  /// All of it in the format of sheet_protocol.hpp, but its end. Throws WorkbookTooLarge.
  std::string records() const;

 private:
  void set_origin_date(int year, int month, int day) override;
  void set_default_formula_grammar(orcus::spreadsheet::formula_grammar_t grammar) override { grammar_ = grammar; }
  orcus::spreadsheet::formula_grammar_t get_default_formula_grammar() const override { return grammar_; }
  void set_character_set(orcus::character_set_t) override {}
  orcus::spreadsheet::src_address_t resolve_address(std::string_view address) override;
  orcus::spreadsheet::src_range_t resolve_range(std::string_view range) override;
  std::string text_of(const FoundCell& cell) const;
  void append_sheet_records(std::string& out, const FoundSheet& sheet) const;

  FoundTexts texts_;
  NumberFormats formats_;
  std::deque<FoundSheet> sheets_;
  std::int64_t origin_day_ = -25569;  ///< 1899-12-30
  orcus::spreadsheet::formula_grammar_t grammar_ = orcus::spreadsheet::formula_grammar_t::xlsx;
};

}  // namespace documents
