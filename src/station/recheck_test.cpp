#include "station/recheck.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "sanitization/record_for_tests.hpp"

namespace station {
namespace {

using sanitization::Method;

base::Result<sanitization::Record> read(const sanitization::Record& record) {
  return record_in(boost::json::serialize(sanitization::to_json(record)));
}

TEST(Recheck, TakesTheRecordOfACertificate) {
  const auto record = sanitization::testing::perfect_record(Method::overwrite);
  const auto found = read(record);
  ASSERT_TRUE(found.ok()) << found.refusal().code;
  EXPECT_EQ(*found, record);
  EXPECT_EQ(record_in("{}").refusal().code, "station.recheck.no_record");
}

TEST(Recheck, RefusesKeysThatNoStreamHas) {
  for (const std::size_t bytes : {0U, 1U, 31U, 33U, 64U}) {
    auto overwritten = sanitization::testing::perfect_record(Method::overwrite);
    overwritten.overwrite->key = base::Bytes(bytes, '\x17');
    const auto by_host = read(overwritten);
    ASSERT_FALSE(by_host.ok()) << bytes;
    EXPECT_EQ(by_host.refusal().field, "overwrite.key");
    auto erased = sanitization::testing::perfect_record(Method::sanitize_block);
    erased.verification->canary_key = base::Bytes(bytes, '\x5a');
    const auto by_drive = read(erased);
    EXPECT_EQ(by_drive.ok(), bytes == 0) << "a drive may have had no canaries";
    if (!by_drive.ok()) { EXPECT_EQ(by_drive.refusal().field, "verification.canary_key"); }
  }
}

}  // namespace
}  // namespace station
