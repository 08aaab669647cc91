#include "sanitization/plan.hpp"

namespace sanitization {

std::string_view code(Method method) {
  switch (method) {
    case Method::sanitize_block:
      return "sanitize_block";
    case Method::sanitize_crypto:
      return "sanitize_crypto";
    case Method::sanitize_overwrite:
      return "sanitize_overwrite";
    case Method::security_erase_enhanced:
      return "security_erase_enhanced";
    case Method::security_erase:
      return "security_erase";
    case Method::format_crypto:
      return "format_crypto";
    case Method::format:
      return "format";
    case Method::format_unit:
      return "format_unit";
    case Method::mmc_sanitize:
      return "mmc_sanitize";
    case Method::secure_trim:
      return "secure_trim";
    case Method::overwrite:
      return "overwrite";
  }
  return {};
}

std::string_view code(Preparation preparation) {
  switch (preparation) {
    case Preparation::wait_sanitize:
      return "wait_sanitize";
    case Preparation::remove_left_password:
      return "remove_left_password";
    case Preparation::unfreeze:
      return "unfreeze";
    case Preparation::psid_revert:
      return "psid_revert";
    case Preparation::restore_hpa:
      return "restore_hpa";
    case Preparation::restore_dco:
      return "restore_dco";
    case Preparation::restore_ama:
      return "restore_ama";
  }
  return {};
}

std::string_view code(Decision decision) {
  switch (decision) {
    case Decision::proceed:
      return "proceed";
    case Decision::refuse:
      return "refuse";
    case Decision::destroy:
      return "destroy";
  }
  return {};
}

std::optional<Method> method_from_code(std::string_view text) {
  for (const auto value : all_methods)
    if (code(value) == text) return value;
  return {};
}

std::optional<Preparation> preparation_from_code(std::string_view text) {
  for (const auto value : all_preparations)
    if (code(value) == text) return value;
  return {};
}

}  // namespace sanitization
