#include "accounts/audit_list.hpp"

#include <array>

#include "base/text.hpp"

namespace accounts {
namespace {

/// Conditions and their parameters, as filters are chosen.
class Where {
 public:
  std::string bind(storage::Parameter value) {
    parameters_.push_back(std::move(value));
    return ":" + std::to_string(parameters_.size());
  }
  void add(const std::string& condition) { text_ += (text_.empty() ? " WHERE " : " AND ") + condition; }
  const std::string& text() const { return text_; }
  const std::vector<storage::Parameter>& parameters() const { return parameters_; }

 private:
  std::string text_;
  std::vector<storage::Parameter> parameters_;
};

void of_organisation(Where& where, const std::optional<OrganisationId>& organisation) {
  if (!organisation) return;
  const auto id = where.bind(organisation->text());
  // Signing in is in no structure's name: it concerns all those of the person.
  where.add("(a.organisation_id = " + id +
            " OR (a.organisation_id IS NULL AND a.person_id IN (SELECT m.person_id FROM membership m WHERE "
            "m.organisation_id = " +
            id + ")))");
}

void after_cursor(Where& where, const std::string& cursor) {
  const auto dash = cursor.find('_');
  const auto at = base::to_integer(cursor.substr(0, dash));
  if (dash == std::string::npos || !at) return;
  const auto moment = where.bind(std::int64_t{*at});
  const auto id = where.bind(cursor.substr(dash + 1));
  where.add("(a.at < " + moment + " OR (a.at = " + moment + " AND a.id < " + id + "))");
}

}  // namespace

std::vector<AuditRow> read_audit(storage::Session& session, const AuditQuery& query) {
  Where where;
  of_organisation(where, query.organisation);
  if (!query.action.empty()) where.add("a.action = " + where.bind(query.action));
  if (!query.person.empty()) where.add("a.person_id = " + where.bind(query.person));
  if (query.from) where.add("a.at >= " + where.bind(base::to_milliseconds(*query.from)));
  if (query.until) where.add("a.at < " + where.bind(base::to_milliseconds(*query.until)));
  after_cursor(where, query.cursor);
  const std::string sql =
      "SELECT a.id, a.at, COALESCE(p.name, t.label, ''), a.action, COALESCE(s.name, ts.label, a.subject), a.detail, "
      "a.client FROM audit_entry a "
      "LEFT JOIN person p ON p.id = a.person_id LEFT JOIN api_token t ON t.id = a.token_id LEFT JOIN person s ON s.id "
      "= a.subject "
      "LEFT JOIN api_token ts ON ts.id = a.subject" +
      where.text() + " ORDER BY a.at DESC, a.id DESC LIMIT " + std::to_string(query.limit);
  using storage::ColumnType;
  constexpr std::array columns = {ColumnType::text, ColumnType::integer, ColumnType::text, ColumnType::text,
                                  ColumnType::text, ColumnType::text,    ColumnType::text};
  std::vector<AuditRow> rows;
  session.run(sql, where.parameters(), columns, [&](std::span<const storage::Cell> cells) {
    rows.push_back({.cursor = std::to_string(cells[1].integer) + "_" + cells[0].text,
                    .at = base::from_milliseconds(cells[1].integer),
                    .who = cells[2].text,
                    .action = cells[3].text,
                    .subject = cells[4].text,
                    .detail = cells[5].text,
                    .client = cells[6].text});
    return true;
  });
  return rows;
}

std::vector<std::string> audit_actions(storage::Session& session, const std::optional<OrganisationId>& organisation) {
  Where where;
  of_organisation(where, organisation);
  constexpr std::array columns = {storage::ColumnType::text};
  std::vector<std::string> codes;
  session.run("SELECT DISTINCT a.action FROM audit_entry a" + where.text() + " ORDER BY a.action", where.parameters(),
              columns, [&](std::span<const storage::Cell> cells) {
                codes.push_back(cells[0].text);
                return true;
              });
  return codes;
}

}  // namespace accounts
