#include "storage/sql_text.hpp"

#include <gtest/gtest.h>

namespace storage {
namespace {

TEST(SqlText, PlaceholdersBecomeNames) {
  const BoundText text =
      bind_text("SELECT ':1', \"a:2\", x::bigint FROM t WHERE a=:1::text AND b=:2 -- it's :3\n AND c=:1 /* :9 */");
  EXPECT_EQ(text.sql, "SELECT ':1', \"a:2\", x::bigint FROM t WHERE a=:p1 ::text AND b=:p2   \n AND c=:p1   ");
  EXPECT_EQ(text.placeholders, 2);
  EXPECT_EQ(bind_text("SELECT $$:1$$, 'it''s :2'").placeholders, 0);
  EXPECT_DEATH(bind_text("SELECT :2"), "bug");
}

TEST(SqlText, StatementsOfAFile) {
  using Statements = std::vector<std::string>;
  EXPECT_EQ(split_statements(
                "-- a; comment\nCREATE TABLE a (x TEXT DEFAULT ';'); -- after;\n\nINSERT INTO a VALUES('it''s;');;\n"),
            (Statements{"CREATE TABLE a (x TEXT DEFAULT ';')", "INSERT INTO a VALUES('it''s;')"}));
  EXPECT_EQ(
      split_statements(
          "CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END; $body$ LANGUAGE plpgsql; SELECT $$;$$"),
      (Statements{"CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END; $body$ LANGUAGE plpgsql",
                  "SELECT $$;$$"}));
  const std::string trigger =
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = CASE WHEN x IS NULL THEN 'end;' ELSE x END; DELETE "
      "FROM b; END";
  EXPECT_EQ(split_statements(trigger + ";\nCREATE INDEX i ON a(x);"), (Statements{trigger, "CREATE INDEX i ON a(x)"}));
  EXPECT_EQ(split_statements("CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f(); SELECT 1"),
            (Statements{"CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()", "SELECT 1"}));
  EXPECT_TRUE(split_statements(" -- nothing\n ; /* here; */").empty());
}

}  // namespace
}  // namespace storage
