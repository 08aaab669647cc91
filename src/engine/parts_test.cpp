// The parts without a drive: the row of areas, ranges, what the content is, where canaries go.
#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <set>

#include "engine/canaries.hpp"
#include "engine/content.hpp"
#include "engine/medium.hpp"

namespace engine {
namespace {

using sanitization::ContentClass;
using Bytes = std::vector<std::uint8_t>;

Bytes noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  Bytes bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 13);
  return bytes;
}

TEST(Medium, CountsThroughItsAreas) {
  const Medium medium({{.name = "", .handle = 3, .bytes = 8192, .sector = 512},
                       {.name = "boot0", .handle = 4, .bytes = 4096, .sector = 512}});
  EXPECT_EQ(medium.bytes(), 12288U);
  EXPECT_EQ(medium.at(8191).handle, 3);
  EXPECT_EQ(medium.at(8191).left, 1U);
  EXPECT_EQ(medium.at(8192).handle, 4);
  EXPECT_EQ(medium.at(8192).offset, 0U);
  EXPECT_EQ(medium.at(12287).offset, 4095U);
}

TEST(Ranges, AreKeptSortedAndMerged) {
  Ranges ranges;
  for (const std::uint64_t offset : {5U, 1U, 3U, 2U, 9U}) add_range(ranges, {.offset = offset * 512, .bytes = 512});
  const Ranges expected{{.offset = 512, .bytes = 1536}, {.offset = 2560, .bytes = 512}, {.offset = 4608, .bytes = 512}};
  EXPECT_EQ(ranges, expected);
  add_range(ranges, {.offset = 0, .bytes = 4096});
  EXPECT_EQ(ranges.size(), 2U);
  EXPECT_EQ(total(ranges), 4096U + 512U);
  EXPECT_EQ(total(below(ranges, 4700)), 4096U + 92U);
}

TEST(Ranges, TheLastCoversTheRestWhenThereAreTooMany) {
  Ranges ranges;
  for (std::uint64_t i = 0; i < 3000; ++i) add_range(ranges, {.offset = i * 1024, .bytes = 512});
  EXPECT_EQ(ranges.size(), sanitization::most_ranges);
  EXPECT_EQ(ranges.back().offset + ranges.back().bytes, 2999U * 1024 + 512);
}

TEST(Survey, SeesConstantBytesAndNoise) {
  Survey empty;
  EXPECT_EQ(empty.content(), ContentClass::unread);
  Survey ones;
  for (int i = 0; i < 4; ++i) ones.look(Bytes(70000, 0xFF));
  EXPECT_EQ(ones.content(), ContentClass::constant);
  EXPECT_EQ(ones.constant(), 0xFF);
  Survey random;
  for (unsigned i = 0; i < 8; ++i) random.look(noise(1 << 20, i));
  random.look(noise(512, 77));
  EXPECT_EQ(random.content(), ContentClass::random);
}

TEST(Survey, OneForeignSectorIsEnough) {
  Bytes text(512);
  std::string words = "Le client doit 42 euros au garage du Vallon, et sa voiture est rouge. ";
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<std::uint8_t>(words[i % words.size()]);
  for (const Bytes& foreign : {text, Bytes(512, 0)}) {
    for (const std::size_t place : {0U, 4096U, 512U * 1021U}) {
      Bytes bytes = noise(1 << 20, 5);
      std::ranges::copy(foreign, bytes.begin() + static_cast<std::ptrdiff_t>(place));
      Survey survey;
      survey.look(bytes);
      EXPECT_EQ(survey.content(), ContentClass::mixed) << place;
    }
  }
  Survey zeros_but_one;
  Bytes zeros(1 << 20, 0);
  zeros[777777] = 1;
  zeros_but_one.look(zeros);
  EXPECT_EQ(zeros_but_one.content(), ContentClass::mixed);
  Survey two;
  two.look(Bytes(4096, 0));
  two.look(Bytes(4096, 255));
  EXPECT_EQ(two.content(), ContentClass::mixed);
  Survey both;
  both.look(noise(8192, 1));
  both.look(Bytes(4096, 0));
  EXPECT_EQ(both.content(), ContentClass::mixed);
}

TEST(Survey, WhatOnlyLooksEvenIsNoNoise) {
  Bytes count(1 << 16);
  std::iota(count.begin(), count.end(), std::uint8_t{0});
  Survey counting;
  counting.look(count);
  EXPECT_EQ(counting.content(), ContentClass::mixed);
  Survey repeated;
  const Bytes block = noise(4096, 3);
  repeated.look(block);
  repeated.look(block);
  EXPECT_EQ(repeated.content(), ContentClass::mixed);
}

TEST(Canaries, StandInEachStratumAtBothEndsAndInZones) {
  const Medium medium({{.name = "ns1", .handle = 1, .bytes = 64 << 20, .sector = 4096},
                       {.name = "ns2", .handle = 2, .bytes = 1 << 20, .sector = 512}});
  const std::string key(32, 'k');
  const Ranges zones{{.offset = 60 << 20, .bytes = 1 << 20}};
  const auto canaries = place_canaries(medium, key, zones);
  EXPECT_EQ(canaries.strata, 1000U);
  EXPECT_GT(canaries.sectors.size(), 1900U);
  std::set<std::uint64_t> strata, places;
  for (const auto& sector : canaries.sectors) {
    const auto place = medium.at(sector.offset);
    EXPECT_EQ(sector.bytes, place.sector);
    EXPECT_EQ(place.offset % place.sector, 0U);
    strata.insert(sector.offset / (medium.bytes() / 1000));
    places.insert(sector.offset);
  }
  EXPECT_GE(strata.size(), 990U) << "a sector may begin in the stratum before";
  for (const std::uint64_t edge : {0U, (64U << 20) - 4096, 64U << 20, (65U << 20) - 512, 60U << 20, (61U << 20) - 4096})
    EXPECT_TRUE(places.contains(edge)) << edge;
  EXPECT_EQ(place_canaries(medium, key, zones).sectors, canaries.sectors);
  EXPECT_NE(place_canaries(medium, std::string(32, 'l'), zones).sectors, canaries.sectors);
}

TEST(Canaries, ASmallMediumHasFewer) {
  const Medium medium({{.name = "", .handle = 1, .bytes = 4096, .sector = 512}});
  const auto canaries = place_canaries(medium, std::string(32, 'k'), {});
  EXPECT_EQ(canaries.strata, 2U);
  EXPECT_LE(canaries.sectors.size(), 6U);
  EXPECT_GE(canaries.sectors.size(), 2U);
  EXPECT_TRUE(place_canaries(Medium(), std::string(32, 'k'), {}).sectors.empty());
}

}  // namespace
}  // namespace engine
