#pragma once
// A certificate in people's words, section by section: the page and the paper show the same.
#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "i18n/i18n.hpp"

namespace erasure {

struct WordPair {
  std::string label, value;
};
struct WordTable {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
};
struct WordSection {
  std::string title;
  std::vector<WordPair> pairs = {};
  std::vector<WordTable> tables = {};
};

/// « Certificat d’effacement », or « Compte rendu d’effacement » when the medium is not erased.
std::string certificate_title(const i18n::Translator& tr, const boost::json::value& certificate);
/// The result in one sentence, with the level and the exceptions.
std::string result_sentence(const i18n::Translator& tr, const boost::json::value& certificate);
/// Each thing that kept it from being « erased ».
std::vector<std::string> reasons(const i18n::Translator& tr, const boost::json::value& certificate);
/// From the first to the last; times in `zone`. `full`: with every step and its raw answer, as on paper.
std::vector<WordSection> certificate_sections(const i18n::Translator& tr, const boost::json::value& certificate,
                                              const std::string& zone, bool full);

}  // namespace erasure
