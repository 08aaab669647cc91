#pragma once
// From what a drive can do and what the policy asks, to what will be done and the level that may be claimed (erasure.md §3). Pure.
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanitization/drive_facts.hpp"
#include "sanitization/policy.hpp"

namespace sanitization {

/// What erases. The level that each may reach at most: highest_level().
enum class Method {
  sanitize_block,      ///< ATA, SCSI or NVMe SANITIZE BLOCK ERASE
  sanitize_crypto,     ///< … CRYPTO SCRAMBLE
  sanitize_overwrite,  ///< … OVERWRITE
  security_erase_enhanced,
  security_erase,
  format_crypto,  ///< NVMe Format SES=2, only with FNA bit 2
  format,         ///< NVMe Format SES=1
  format_unit,    ///< SCSI
  mmc_sanitize,   ///< eMMC: erase of everything, then SANITIZE
  secure_trim,    ///< eMMC
  overwrite,      ///< one keyed pass and a full verification
};
inline constexpr std::array all_methods = {Method::sanitize_block,
                                           Method::sanitize_crypto,
                                           Method::sanitize_overwrite,
                                           Method::security_erase_enhanced,
                                           Method::security_erase,
                                           Method::format_crypto,
                                           Method::format,
                                           Method::format_unit,
                                           Method::mmc_sanitize,
                                           Method::secure_trim,
                                           Method::overwrite};
/// What must come before; a plan lists them in the order in which they are to be done, each at most once.
enum class Preparation {
  wait_sanitize,         ///< one is running: wait for its end
  remove_left_password,  ///< ours, of a station that was cut between SET PASSWORD and ERASE
  unfreeze,              ///< suspend and wake, or replug
  psid_revert,           ///< self-encrypting and locked; needs the number on the drive's label
  restore_hpa,
  restore_dco,
  restore_ama,
};
inline constexpr std::array all_preparations = {
    Preparation::wait_sanitize, Preparation::remove_left_password, Preparation::unfreeze,   Preparation::psid_revert,
    Preparation::restore_hpa,   Preparation::restore_dco,          Preparation::restore_ama};

struct Refused {
  Method method = Method::overwrite;
  std::string
      why;  ///< "sanitization.refused.…": not_supported, frozen, behind_bridge, tried, no_crypto_trust, no_fna, …
  bool operator==(const Refused&) const = default;
};

/// What has been tried on this drive in this run, without success.
struct Tried {
  std::set<Method> methods = {};
  std::set<Preparation> preparations = {};
};

enum class Decision {
  proceed,
  refuse,   ///< nothing is done and nothing certified: `why` says what a person can do
  destroy,  ///< the policy's level cannot be reached, or a sector cannot be written
};

struct Plan {
  Decision decision = Decision::refuse;
  std::string why = {};  ///< "sanitization.plan.…", when not proceed
  std::vector<Preparation> preparations = {};
  std::optional<Method> method = {};  ///< when proceed
  Level required = Level::none;
  Level claimable = Level::none;             ///< if every step and the verification succeed
  std::vector<std::string> exceptions = {};  ///< foreseen: hidden_area, boot_area, bad_sectors
  std::vector<Refused> refused = {};         ///< better methods that are not taken, and why
  std::vector<std::string> advice = {};      ///< "sanitization.advice.…": connect_directly, replug…
  bool operator==(const Plan&) const = default;
};

Plan make_plan(const DriveFacts& facts, const Policy& policy, const Tried& tried);

/// The table of erasure.md §3: what may erase this medium over this bus, best first; empty where nothing can (raid).
std::span<const Method> methods_for(Bus bus, Medium medium, const Policy& policy);
/// The drive says that it has this method; overwrite: always.
bool offers(const DriveFacts& facts, Method method);
bool is_sanitize(Method method);  ///< runs by itself after the command; « success » alone is no proof

/// Every Plan::why, and the decision it stands for.
struct Stop {
  std::string_view code;
  Decision decision = Decision::refuse;
};
std::span<const Stop> all_stops();
/// Ends of the codes that make_plan() gives: "sanitization.refused." + …, "sanitization.advice." + …
inline constexpr std::array<std::string_view, 9> refused_codes = {"not_supported", "frozen",          "behind_bridge",
                                                                  "tried",         "no_crypto_trust", "no_fna",
                                                                  "odd_sectors",   "password_set",    "below_level"};
inline constexpr std::array<std::string_view, 8> advice_codes = {
    "connect_directly", "replug",        "several_namespaces", "psid_on_label",
    "locking_enabled",  "failing_drive", "erase_again",        "untold_size"};

/// Something of the medium is in no area that a host can open, and this method erases areas only (a sanitize erases all there is).
bool leaves_uncovered(const DriveFacts& facts, Method method);
/// The highest level of a method on this medium; overwrite of a hybrid or an SSD is never purge.
Level highest_level(Method method, Medium medium, const Policy& policy);
/// Firmware methods are verified by canaries and the content, the others by reading all back.
bool is_firmware(Method method);

std::string_view code(Method method);
std::string_view code(Preparation preparation);
std::string_view code(Decision decision);
std::optional<Method> method_from_code(std::string_view code);
std::optional<Preparation> preparation_from_code(std::string_view code);
inline constexpr int method_count = 11, preparation_count = 7;

}  // namespace sanitization
