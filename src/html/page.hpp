#pragma once
// The page around every content, and the pages that say what went wrong.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/components.hpp"

namespace html {

struct Reader {
  std::string name;                    ///< of the person signed in
  std::string organisation;            ///< in whose name they act
  std::string account = "/account";    ///< where they see and change their own data
  std::string sign_out = "/sign-out";  ///< receives a POST
};

struct Flash {
  Tone tone = Tone::success;
  std::string text;
};

struct Page {
  const i18n::Translator& tr;
  std::string title;                  ///< <title> and <h1>
  std::string path = "/";             ///< address of this page with its query, for the language switch
  std::optional<Reader> reader = {};  ///< nobody: no account menu, no scan box
  std::vector<Link> nav = {};         ///< main navigation, chosen by the caller from the reader's rights
  std::string csrf = {};
  std::vector<Flash> flash = {};
  std::vector<Link> breadcrumbs = {};  ///< from the home page to the parent; the page itself is added
  Html primary = {};                   ///< the page's one main action, beside the title
  std::string subtitle = {};           ///< under the title: what the thing is
  std::vector<Link> footer = {};       ///< help, accessibility statement, legal notice…
  std::string instance = {};           ///< name of this installation, « Boucle » if empty
  bool refused = false;                ///< the form came back: « Erreur : » in front of the <title>
};

/// A whole document. The shell links to /scan?q= (search box) and /language/fr?next=PATH (language switch). Content types and headers are the server's; no inline script or style is ever used.
std::string page(const Page& page, const Html& body);
/// The same in two halves, for lists sent as they are made.
std::string page_start(const Page& page);
std::string page_end(const Page& page);

/// 404, 403, 500…: says what happened and what to do next.
struct Problem {
  int status = 500;
  std::string title;
  std::string text;
  std::vector<Missing> next = {};  ///< what the reader can do
  std::string reference = {};      ///< of the fault in the log, to quote when asking for help
};
std::string problem_page(const Page& page, const Problem& problem);

}  // namespace html
