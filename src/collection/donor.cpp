#include "collection/donor.hpp"

#include <algorithm>

#include "base/check_digits.hpp"
#include "base/text.hpp"

namespace collection {
namespace {

bool is_email(std::string_view email) {
  const auto at = email.find('@');
  return at != std::string_view::npos && at > 0 && email.find('@', at + 1) == std::string_view::npos &&
         at + 1 < email.size() && email.size() <= 200 && email.find_first_of(" \t\r\n<>\",;") == std::string_view::npos;
}

std::string only_digits(std::string_view text) {
  std::string digits;
  for (const char c : base::fold(text))
    if (c != ' ') digits.push_back(c);
  return digits;
}

}  // namespace

std::string_view code(DonorKind kind) {
  switch (kind) {
    case DonorKind::company:
      return "company";
    case DonorKind::public_body:
      return "public_body";
    case DonorKind::association:
      return "association";
    case DonorKind::individual:
      return "individual";
  }
  return "";
}

std::optional<DonorKind> donor_kind_from_code(std::string_view text) {
  for (const DonorKind kind : all_donor_kinds)
    if (code(kind) == text) return kind;
  return std::nullopt;
}

base::Result<CheckedDonor> check_donor(const DonorRequest& request) {
  CheckedDonor donor{.name = base::shorten(base::trim(request.name), 200), .contact = request.contact};
  if (donor.name.empty()) return base::Refusal{.code = "accounts.input.missing", .field = "name"};
  if (!request.kind.empty()) {
    const auto kind = donor_kind_from_code(request.kind);
    if (!kind)
      return base::Refusal{.code = "collection.donor.bad_kind", .field = "kind", .arguments = {{"kind", request.kind}}};
    donor.kind = *kind;
  }
  donor.siret = only_digits(request.siret);
  if (!donor.siret.empty() && !base::is_siret(donor.siret))
    return base::Refusal{.code = "collection.donor.bad_siret", .field = "siret"};
  if (!donor.contact.email.empty() && !is_email(donor.contact.email))
    return base::Refusal{.code = "collection.donor.bad_email", .field = "email"};
  if (donor.kind == DonorKind::individual) donor.contact.person = donor.name;
  return donor;
}

}  // namespace collection
