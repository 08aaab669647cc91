#pragma once
// The screens without a terminal and without threads, as the tests of the model press their keys.
#include <gtest/gtest.h>

#include <algorithm>

#include "station/screen/model.hpp"
#include "station/screen/view.hpp"

namespace station::screen {

inline sanitization::Policy clear_everywhere() {
  return {.id = "essai",
          .name = {{"fr", "Essai"}, {"en", "Trial"}},
          .standard = "none",
          .required = {{sanitization::Medium::unknown, sanitization::Level::clear}}};
}

inline drives::Found drive(const std::string& serial, sanitization::Medium medium = sanitization::Medium::hdd) {
  drives::Found found;
  found.device = "/dev/sda";
  found.facts.identity = {.maker = "Essai", .model = "Disque", .serial = serial};
  found.facts.medium = medium;
  found.facts.bus = sanitization::Bus::ata;
  found.facts.capacity.sectors = 1'000'000'000;
  return found;
}

class Screens {
 public:
  explicit Screens(Settings settings = {}) : model_(with_policy(std::move(settings))) { model_.begin(); }
  Screens& drives(std::vector<drives::Found> found, std::vector<engine::Interrupted> interrupted = {}) {
    return take(DrivesFound{std::move(found), {}, std::move(interrupted)});
  }
  Screens& take(const Fact& fact) {
    keep(model_.take(fact));
    return *this;
  }
  Screens& press(Key::Kind kind) {
    keep(model_.press({kind}));
    return *this;
  }
  Screens& press(const Key& key) {
    keep(model_.press(key));
    return *this;
  }
  Screens& type(std::string_view text) {
    for (const char32_t c : characters_of(text)) press(character(c));
    return *this;
  }
  Screens& enter(std::string_view text) { return type(text).press(Key::Kind::enter); }
  Screens& to_choice(std::string_view label) { return enter(label).enter("T07"); }
  const State& state() const { return model_.state(); }
  template <typename T>
  std::vector<T> deeds() const {
    std::vector<T> found;
    for (const Deed& deed : deeds_) {
      if (const T* one = std::get_if<T>(&deed)) found.push_back(*one);
    }
    return found;
  }
  std::string message() const { return state().message ? state().message->text.code : ""; }
  const DriveRow& row(std::size_t index) const { return state().rows.at(index); }

 private:
  static Settings with_policy(Settings settings) {
    settings.policies = {clear_everywhere()};
    return settings;
  }
  void keep(const std::vector<Deed>& deeds) { deeds_.insert(deeds_.end(), deeds.begin(), deeds.end()); }
  Model model_;
  std::vector<Deed> deeds_;
};

inline engine::Finished finished(const std::string& serial, sanitization::Verdict verdict) {
  engine::Finished one;
  one.record.before.identity = drive(serial).facts.identity;
  one.assessment.verdict = verdict;
  return one;
}

inline Screens erasing_two() {
  Screens screens;
  screens.drives({drive("S-AAA111222"), drive("S-AAA333444")})
      .to_choice("PC1")
      .type("12")
      .press(Key::Kind::enter)
      .enter("PC1");
  for (const DriveRow& row : std::vector<DriveRow>(screens.state().rows)) screens.take(Started{row.id, {}});
  return screens;
}

}  // namespace station::screen
