#pragma once
// layer: store
// Personal data at rest: sealed under a key of each person's own, which is itself wrapped under the master key. Erasing the wrapped
// key erases every copy of the data, backups included (with the register of erasures that `restore` replays).
#include <optional>
#include <string>
#include <string_view>

#include "accounts/caller.hpp"
#include "accounts/keys.hpp"
#include "storage/database.hpp"

namespace accounts {

/// Makes the key of a new data subject (a donor's contact, a private buyer, a beneficiary).
SubjectId create_subject(storage::Session& session, const Keys& keys, const OrganisationId& organisation,
                         base::Instant now);
/// The text sealed under the subject's key, as base64url. The subject must exist and not be erased (a bug otherwise).
std::string seal(storage::Session& session, const Keys& keys, const SubjectId& subject, std::string_view text);
/// Refuses "accounts.vault.erased" once the person is erased, "accounts.vault.damaged" if the text is not what was sealed.
base::Result<std::string> open_sealed(storage::Session& session, const Keys& keys, const SubjectId& subject,
                                      std::string_view sealed);
/// Whoever shows personal data to someone says so here, in the same request: the audit trail keeps who, when, whose and why.
void log_reading(storage::Database& database, const Caller& who, std::string_view client, const SubjectId& subject,
                 std::string_view why, base::Instant now);
/// Erases the person's key; false if unknown or already erased.
bool erase_subject(storage::Session& session, const SubjectId& subject, base::Instant now);
/// Finds equal values without opening them: a keyed hash of the folded text, different in each organisation.
std::string blind_index(const Keys& keys, const OrganisationId& organisation, std::string_view text);

}  // namespace accounts
