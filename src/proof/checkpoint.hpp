#pragma once
// The log's size and root at a moment, signed: C2SP tlog-checkpoint inside a C2SP signed note.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "proof/merkle.hpp"
#include "proof/signature.hpp"

namespace proof {

/// What an organisation says of its log. Whoever holds two of them can ask for the proof that the later continues the earlier.
struct Checkpoint {
  std::string origin;      ///< names the log, see Issuer
  std::uint64_t size = 0;  ///< leaves
  Hash root{};
  base::Instant time{};  ///< the server's clock when it signed, whole seconds
  bool operator==(const Checkpoint&) const = default;
};

/// The signed text, five lines of note (origin, size, root, time, nothing) and one of signature:
///     boucle.exemple.fr/atelier
///     1700
///     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///     time 2026-11-21T20:30:10Z
///
///     — boucle.exemple.fr/atelier <base64 of 4 bytes of key id and 64 bytes of Ed25519>
/// The origin must pass check_origin() and the time is cut to seconds.
std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);

/// The issuer as other programs for signed notes take it: "<origin>+<key id>+<base64 of 0x01 and the key>" (C2SP vkey).
std::string verifier_key(const Issuer& issuer);

/// Reads a checkpoint without believing it. Refuses all but the exact form above ("proof.checkpoint.not_a_checkpoint");
/// further signature lines (of witnesses) and further lines after the time are let through.
base::Result<Checkpoint> read_unverified_checkpoint(std::string_view note);

/// The same, if `key` signed it under the checkpoint's own origin ("proof.checkpoint.wrong_signature" if not).
base::Result<Checkpoint> open_checkpoint(std::string_view note, const PublicKey& key);

}  // namespace proof
