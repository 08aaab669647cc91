#pragma once
// Processor marks come from a file that the workshop supplies (the product ships none): exact look-up or an honest nothing.
#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "equipment/grading/cpu_name.hpp"
#include "equipment/grading/grade.hpp"

namespace equipment {

/// What was found, and always why. Without certainty there is neither match nor mark.
struct CpumarkMatch {
  std::optional<std::string> match;  ///< the name in the table
  std::optional<int> mark;           ///< nothing when the table's row has none
  std::string code;                  ///< translation key that explains, "equipment.cpumark.*"
  std::map<std::string, std::string> arguments;
  std::vector<std::string> suggestions;  ///< near names, for a person to look at; never used
};

class CpumarkTable {
 public:
  /// Semicolons, columns by their headings in any order (name; cores; cpumark; others ignored), thousands separators
  /// allowed in marks. Refuses "equipment.cpumark.table.*" and "equipment.csv.*" with the line.
  static base::Result<CpumarkTable> parse(std::string_view bytes);

  /// `cores`, when known, only chooses between rows that name the same model.
  CpumarkMatch find(std::string_view name, std::optional<int> cores = {}) const;

  std::size_t size() const { return rows_.size(); }

 private:
  struct Row {
    std::string name;
    std::string key;
    std::optional<int> mark;
    std::optional<int> cores;       ///< of the column
    std::optional<int> name_cores;  ///< written in the name
    std::optional<int> megahertz;
  };
  using Rows = std::vector<std::size_t>;
  using Index = std::unordered_map<std::string, Rows>;

  void add(std::string name, std::optional<int> mark, std::optional<int> cores);
  Rows same_model(const CpuName& name, std::string& code) const;
  CpumarkMatch choose(const Rows& found, const CpuName& name, std::optional<int> cores, std::string code) const;
  bool one_mark(const Rows& found) const;
  std::vector<std::string> near(const CpuName& name) const;

  std::vector<Row> rows_;
  Index by_plain_;
  Index by_key_;
  Index by_model_;
  Index by_digits_;
};

/// {"match", "mark", "why", "code", "suggestions"}; match and mark are null without certainty.
boost::json::value to_json(const CpumarkMatch& match, const Sentence& sentence);

}  // namespace equipment
