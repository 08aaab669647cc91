#pragma once
// What stations measured of an item's media, in words: method, level, verdict, how it was verified, what kept it from being erased.
#include <string>
#include <vector>

#include "erasure/store_record.hpp"
#include "html/components.hpp"
#include "sanitization/record.hpp"

namespace erasure {

struct MeasuredView {
  ErasureRecord row;
  sanitization::Record record;
  std::string station;      ///< name
  std::string medium;       ///< as the page names it
  std::string certificate;  ///< id; empty while there is none
};
html::Html measured_panels(const i18n::Translator& tr, const std::vector<MeasuredView>& views, const std::string& zone);

/// « Tout relu (256 Gio) : aucun écart », canaries, unreadable places: one sentence each.
std::vector<std::string> verification_sentences(const i18n::Translator& tr, const sanitization::Record& record);

}  // namespace erasure
