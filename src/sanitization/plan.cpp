#include "sanitization/plan.hpp"

#include <algorithm>

namespace sanitization {
namespace {

constexpr std::array stops = {
    Stop{"sanitization.plan.unnamed", Decision::refuse},
    Stop{"sanitization.plan.hidden_by_controller", Decision::refuse},
    Stop{"sanitization.plan.size_unknown", Decision::refuse},
    Stop{"sanitization.plan.sanitize_stuck", Decision::refuse},
    Stop{"sanitization.plan.locked", Decision::refuse},
    Stop{"sanitization.plan.attempts_expired", Decision::refuse},
    Stop{"sanitization.plan.password_set", Decision::refuse},
    Stop{"sanitization.plan.self_encrypting_locked", Decision::refuse},
    Stop{"sanitization.plan.connect_directly", Decision::refuse},
    Stop{"sanitization.plan.frozen", Decision::refuse},
    Stop{"sanitization.plan.odd_sectors", Decision::refuse},
    Stop{"sanitization.plan.policy_destroys", Decision::destroy},
    Stop{"sanitization.plan.read_only", Decision::destroy},
    Stop{"sanitization.plan.level_impossible", Decision::destroy},
    Stop{"sanitization.plan.nothing_worked", Decision::destroy},
};

/// What the rules look at together.
struct Case {
  const DriveFacts& facts;
  const Policy& policy;
  const Tried& tried;
  Level required = Level::none;

  bool was_tried(Preparation preparation) const { return tried.preparations.contains(preparation); }
  bool was_tried(Method method) const { return tried.methods.contains(method); }
  bool commands() const { return takes_commands(facts.bus); }
  bool bridged() const { return facts.bus == Bus::usb && facts.medium != Medium::flash; }
};

void stop(Plan& plan, std::string_view end) {
  const auto found = std::find_if(stops.begin(), stops.end(),
                                  [&](const Stop& each) { return each.code.ends_with("." + std::string(end)); });
  CHECK(found != stops.end());
  plan.decision = found->decision;
  plan.why = found->code;
  plan.preparations.clear();
  plan.method.reset();
  plan.claimable = Level::none;
  plan.exceptions.clear();
}

void add(std::vector<std::string>& words, std::string_view prefix, std::string_view word) {
  std::string whole = std::string(prefix) + std::string(word);
  if (std::find(words.begin(), words.end(), whole) == words.end()) words.push_back(std::move(whole));
}
void advise(Plan& plan, std::string_view word) { add(plan.advice, "sanitization.advice.", word); }
void foresee(Plan& plan, std::string_view exception) { add(plan.exceptions, "", exception); }

void prepare(Plan& plan, Preparation preparation) {
  if (std::find(plan.preparations.begin(), plan.preparations.end(), preparation) == plan.preparations.end())
    plan.preparations.push_back(preparation);
}
bool prepares(const Plan& plan, Preparation preparation) {
  return std::find(plan.preparations.begin(), plan.preparations.end(), preparation) != plan.preparations.end();
}

// ---- what ends everything at once ----

/// Which stop holds before anything else is looked at.
std::optional<std::string_view> stop_at_once(const Case& c) {
  if (!names_one(c.facts.identity)) return "unnamed";
  if (c.facts.bus == Bus::raid) return "hidden_by_controller";
  if (!plausible_size(c.facts)) return "size_unknown";
  if (c.required == Level::destruct) return "policy_destroys";
  // FORMAT UNIT keeps the size of the sectors: after hours the drive would still have sectors that no host can move.
  if (c.facts.bus == Bus::scsi && c.facts.capacity.logical_sector % 512 != 0) return "odd_sectors";
  return {};
}

/// Locks that nothing we may do can open.
std::optional<std::string_view> stop_at_lock(const Case& c) {
  const AtaSecurity& security = c.facts.security;
  const bool revert = c.commands() && c.facts.self_encryption.supported && !c.was_tried(Preparation::psid_revert);
  if (c.facts.sanitize.state == SanitizeState::in_progress && c.was_tried(Preparation::wait_sanitize))
    return "sanitize_stuck";
  if (c.facts.self_encryption.locked && !revert) return c.bridged() ? "connect_directly" : "self_encrypting_locked";
  if (!security.locked) return {};
  if (!c.commands()) return "connect_directly";
  if (revert) return {};
  if (security.count_expired) return "attempts_expired";
  if (c.was_tried(Preparation::remove_left_password)) return "locked";
  return {};
}

// ---- preparations, in the order in which they can succeed ----

void prepare_security(const Case& c, Plan& plan) {
  const AtaSecurity& security = c.facts.security;
  if (!security.enabled && !security.locked) return;
  if (!c.was_tried(Preparation::remove_left_password) && !security.count_expired) {
    // A frozen drive refuses to drop its password, as it refuses to be erased.
    if (security.frozen && !c.was_tried(Preparation::unfreeze)) prepare(plan, Preparation::unfreeze);
    return prepare(plan, Preparation::remove_left_password);
  }
  if (security.locked && c.facts.self_encryption.supported && !c.was_tried(Preparation::psid_revert))
    prepare(plan, Preparation::psid_revert);
}

void prepare_self_encryption(const Case& c, Plan& plan) {
  const SelfEncryption& encryption = c.facts.self_encryption;
  if (!encryption.locked && !encryption.locking_enabled) return;
  if (!c.was_tried(Preparation::psid_revert)) return prepare(plan, Preparation::psid_revert);
  advise(plan, "locking_enabled");
}

/// HPA first: while it stands, a drive refuses to restore the DCO.
void prepare_hidden(const Case& c, Plan& plan) {
  const Capacity& size = c.facts.capacity;
  const HiddenAreas& hidden = c.facts.hidden;
  const auto want = [&](Preparation preparation) {
    if (!c.was_tried(preparation)) prepare(plan, preparation);
  };
  const std::uint64_t native = size.native_sectors.value_or(size.sectors),
                      factory = size.factory_sectors.value_or(native);
  if (hidden.ama_supported) {
    if (std::max(native, factory) > size.sectors) want(Preparation::restore_ama);
    return;
  }
  const bool dco = factory > std::max(native, size.sectors);
  const bool cannot_tell = hidden.dco_supported && !size.factory_sectors;
  if (hidden.dco_frozen && (dco || cannot_tell)) want(Preparation::unfreeze);
  if (native > size.sectors) want(Preparation::restore_hpa);
  if (dco) want(Preparation::restore_dco);
}

void prepare_all(const Case& c, Plan& plan) {
  if (!c.commands()) return;
  if (c.facts.sanitize.state == SanitizeState::in_progress) prepare(plan, Preparation::wait_sanitize);
  prepare_security(c, plan);
  prepare_self_encryption(c, plan);
  if (c.facts.bus == Bus::ata) prepare_hidden(c, plan);
}

/// Suspending cuts the power, which forgets an HPA that was lifted for a while: so it comes before all that it could undo.
void sort_preparations(Plan& plan) {
  constexpr std::array order = {Preparation::wait_sanitize, Preparation::unfreeze,    Preparation::remove_left_password,
                                Preparation::psid_revert,   Preparation::restore_hpa, Preparation::restore_dco,
                                Preparation::restore_ama};
  static_assert(order.size() == all_preparations.size());
  const auto place = [&](Preparation preparation) { return std::find(order.begin(), order.end(), preparation); };
  std::sort(plan.preparations.begin(), plan.preparations.end(),
            [&](Preparation a, Preparation b) { return place(a) < place(b); });
}

// ---- the method ----

bool by_security(Method method) {
  return method == Method::security_erase || method == Method::security_erase_enhanced;
}
bool by_format(Method method) {
  return method == Method::format || method == Method::format_crypto || method == Method::format_unit;
}

bool is_frozen(const Case& c, Method method) {
  if (by_security(method)) return c.facts.security.frozen;
  return is_sanitize(method) && c.facts.sanitize.state == SanitizeState::frozen;
}

/// A password that is not ours, on a drive that is open now: only a security erase takes it away, all else would leave the drive to lock itself.
bool foreign_password(const Case& c) {
  return c.facts.security.enabled && !c.facts.security.locked &&
         (c.was_tried(Preparation::remove_left_password) || c.facts.security.count_expired);
}

/// Why this method is not taken; nothing: it is.
std::optional<std::string_view> obstacle(const Case& c, Method method) {
  if (method == Method::format_crypto && c.facts.format.supported && !c.facts.format.crypto) return "no_fna";
  if (!offers(c.facts, method)) return "not_supported";
  if (c.was_tried(method)) return "tried";
  if (method == Method::sanitize_crypto && c.facts.bus == Bus::ata && !c.policy.trust_crypto_erase)
    return "no_crypto_trust";
  if (foreign_password(c) && !by_security(method)) return "password_set";
  if (needs_format(c.facts) && !by_format(method)) return "odd_sectors";
  const Level level = highest_level(method, c.facts.medium, c.policy);
  if (level == Level::none || level < c.required) return "below_level";
  if (is_frozen(c, method) && c.was_tried(Preparation::unfreeze)) return "frozen";
  return {};
}

void refuse_method(Plan& plan, Method method, std::string_view why) {
  plan.refused.push_back({.method = method, .why = "sanitization.refused." + std::string(why)});
  if (why == "frozen") advise(plan, "replug");
}

void choose_method(const Case& c, Plan& plan) {
  if (c.facts.bus == Bus::usb)
    for (const Method method : methods_for(Bus::ata, c.facts.medium, c.policy))
      if (is_firmware(method)) refuse_method(plan, method, "behind_bridge");
  for (const Method method : methods_for(c.facts.bus, c.facts.medium, c.policy)) {
    if (const auto why = obstacle(c, method)) {
      refuse_method(plan, method, *why);
      continue;
    }
    plan.method = method;
    plan.claimable = highest_level(method, c.facts.medium, c.policy);
    if (is_frozen(c, method)) prepare(plan, Preparation::unfreeze);
    return;
  }
}

/// No method is left: can a person still change something, or is the medium to be destroyed?
std::string_view stop_without_method(const Case& c, const Plan& plan) {
  const auto any = [&](std::string_view why, bool high_enough) {
    return std::any_of(plan.refused.begin(), plan.refused.end(), [&](const Refused& each) {
      return each.why.ends_with("." + std::string(why)) &&
             (!high_enough || highest_level(each.method, c.facts.medium, c.policy) >= c.required);
    });
  };
  if (any("frozen", true)) return "frozen";
  if (c.bridged()) return "connect_directly";
  if (any("password_set", true)) return "password_set";
  if (needs_format(c.facts) && any("odd_sectors", true) && any("below_level", false)) return "odd_sectors";
  return any("tried", true) ? "nothing_worked" : "level_impossible";
}

// ---- what will stay imperfect, and what to say ----

void foresee_exceptions(const Case& c, Plan& plan) {
  const bool opens = prepares(plan, Preparation::restore_hpa) || prepares(plan, Preparation::restore_dco) ||
                     prepares(plan, Preparation::restore_ama) ||
                     (c.facts.hidden.dco_frozen && prepares(plan, Preparation::unfreeze));
  if ((may_hide_area(c.facts) && !opens) || leaves_uncovered(c.facts, *plan.method)) foresee(plan, "hidden_area");
  if (boot_bytes(c.facts) > 0 && c.facts.emmc.boot_write_protected) foresee(plan, "boot_area");
  const bool reallocated = c.facts.health.reallocated_sectors.value_or(0) > 0 || hides_reallocation(c.facts);
  if (plan.claimable < Level::purge && reallocated) foresee(plan, "bad_sectors");
  if (needs_format(c.facts)) foresee(plan, "not_verified");  // no canary can be written before the format
}

void give_advice(const Case& c, Plan& plan) {
  if (c.bridged()) advise(plan, "connect_directly");
  if (c.facts.namespaces.size() > 1) advise(plan, "several_namespaces");
  if (prepares(plan, Preparation::psid_revert)) advise(plan, "psid_on_label");
  if (c.facts.health.passed == false) advise(plan, "failing_drive");
  if (plan.method && needs_format(c.facts)) advise(plan, "erase_again");
  if (c.commands() && largest_known_bytes(c.facts) <= data_bytes(c.facts) && may_hide_area(c.facts))
    advise(plan, "untold_size");
}

}  // namespace

std::span<const Stop> all_stops() { return stops; }

Plan make_plan(const DriveFacts& facts, const Policy& policy, const Tried& tried) {
  const Case c{.facts = facts, .policy = policy, .tried = tried, .required = policy.required_for(facts.medium)};
  Plan plan{.required = c.required};
  if (const auto why = stop_at_once(c)) {
    stop(plan, *why);
    return plan;
  }
  if (const auto why = stop_at_lock(c)) {
    stop(plan, *why);
    give_advice(c, plan);
    return plan;
  }
  prepare_all(c, plan);
  const bool unlocks = prepares(plan, Preparation::remove_left_password) || prepares(plan, Preparation::psid_revert);
  if (facts.read_only && !unlocks) {  // a locked drive may say read-only as long as it is locked
    stop(plan, "read_only");
    return plan;
  }
  choose_method(c, plan);
  if (plan.method) {
    plan.decision = Decision::proceed;
    sort_preparations(plan);
    foresee_exceptions(c, plan);
  } else {
    stop(plan, stop_without_method(c, plan));
  }
  give_advice(c, plan);
  return plan;
}

}  // namespace sanitization
