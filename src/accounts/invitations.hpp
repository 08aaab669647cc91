#pragma once
// layer: actions
// One-time links: whoever has one chooses the person's password. The database keeps the hash; the link is mailed, and shown to the
// inviter so that a workshop without a mail server works.
#include <optional>
#include <string>
#include <string_view>

#include "accounts/actions.hpp"
#include "i18n/i18n.hpp"
#include "jobs/mail.hpp"

namespace accounts {

inline constexpr std::chrono::hours link_length{24 * 7};

enum class LinkPurpose { invitation, forgotten };
std::string_view code(LinkPurpose purpose);

/// Makes the person's link; the ones made before stop working. Gives its secret.
std::string create_link(storage::Session& session, const PersonId& person, LinkPurpose purpose, base::Instant now);

struct OpenLink {
  Person person;
  LinkPurpose purpose = LinkPurpose::invitation;
};
/// Whose link it is; nothing if unknown, used, too old, or of a disabled person.
std::optional<OpenLink> find_link(storage::Session& session, std::string_view secret, base::Instant now);

/// Uses the link, once whoever comes at the same time: name (kept if empty) and password; closes the person's other sessions and opens
/// one. Refuses "accounts.invitation.unknown" and, for a person who never had one, a missing name. `password_hash` was computed before.
base::Result<SignedIn> accept_link(storage::Session& session, std::string_view secret, const std::string& name,
                                   const std::string& password_hash, const std::string& client, base::Instant now);

/// What is mailed. `link` is a whole address.
jobs::Letter invitation_letter(const i18n::Translator& tr, const std::string& email, const std::string& organisation,
                               const std::string& link);
jobs::Letter forgotten_letter(const i18n::Translator& tr, const std::string& email, const std::string& link);
/// For a person who has an account already.
jobs::Letter added_letter(const i18n::Translator& tr, const std::string& email, const std::string& organisation,
                          const std::string& link);

}  // namespace accounts
