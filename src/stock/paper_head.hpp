#pragma once
// Who the paper comes from: the structure as it names itself on a receipt, slip or attestation.
#include <string>

namespace stock {

struct PaperHead {
  std::string organisation;  ///< name of the workshop's structure
  std::string address;       ///< from its settings; empty: not printed
  std::string siret;
  std::string zone = "Europe/Paris";
};
/// Address and SIRET of the structure as its settings (JSON) hold them.
PaperHead paper_head(const std::string& name, const std::string& zone, const std::string& settings_json);

}  // namespace stock
