#include "proof/checkpoint.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

#include "base/text.hpp"

namespace proof {
namespace {

using base::Refusal;
using base::Result;

constexpr std::string_view signature_mark = "\u2014 ";  // an em dash
constexpr std::string_view time_mark = "time ";
constexpr char ed25519_mark = '\x01';
constexpr std::size_t longest_note = 64 * 1024;

Refusal not_a_checkpoint() { return {.code = "proof.checkpoint.not_a_checkpoint"}; }

/// RFC 3339 in UTC to the second.
std::string seconds_text(base::Instant time) {
  const auto text = base::to_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
  return text.substr(0, std::string_view("2026-11-21T20:30:10").size()) + "Z";
}

std::string note_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         base::to_base64(to_bytes(checkpoint.root)) + "\n" + std::string(time_mark) + seconds_text(checkpoint.time) +
         "\n";
}

/// C2SP signed-note: which of a name's keys signed.
base::Bytes key_id(std::string_view name, const PublicKey& key) {
  return base::sha256(std::string(name) + '\n' + ed25519_mark + key.bytes()).substr(0, 4);
}

struct Note {
  std::string_view text;  ///< what is signed, with its last line feed
  std::vector<std::string> signatures;
};

Result<Note> split_note(std::string_view note) {
  const auto gap = note.rfind("\n\n");
  if (note.size() > longest_note || gap == std::string_view::npos || !note.ends_with('\n')) return not_a_checkpoint();
  auto lines = note.substr(gap + 2);
  if (lines.empty()) return not_a_checkpoint();
  lines.remove_suffix(1);
  Note result{.text = note.substr(0, gap + 1), .signatures = base::split(lines, '\n')};
  const auto is_signature = [](const std::string& line) { return line.starts_with(signature_mark); };
  if (!std::all_of(result.signatures.begin(), result.signatures.end(), is_signature)) return not_a_checkpoint();
  return result;
}

Result<Checkpoint> read_text(std::string_view text) {
  const auto lines = base::split(text, '\n');  // the last one is empty
  if (lines.size() < 5 || !check_origin(lines[0]).ok() || !lines[3].starts_with(time_mark)) return not_a_checkpoint();
  Checkpoint checkpoint{.origin = lines[0]};
  const char* end = lines[1].data() + lines[1].size();
  const auto [stop, error] = std::from_chars(lines[1].data(), end, checkpoint.size);
  const auto root = hash_from_base64(lines[2]);
  const auto time = base::parse_rfc3339(std::string_view(lines[3]).substr(time_mark.size()));
  if (error != std::errc{} || stop != end || !root || !time) return not_a_checkpoint();
  checkpoint.root = *root;
  checkpoint.time = *time;
  // One spelling for one checkpoint: no leading zeros, no other offset.
  if (!text.starts_with(note_text(checkpoint))) return not_a_checkpoint();
  return checkpoint;
}

}  // namespace

std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  CHECK(check_origin(checkpoint.origin).ok());
  const std::string text = note_text(checkpoint);
  const auto signature = key_id(checkpoint.origin, key.public_key()) + key.sign(text);
  return text + "\n" + std::string(signature_mark) + checkpoint.origin + " " + base::to_base64(signature) + "\n";
}

std::string verifier_key(const Issuer& issuer) {
  return issuer.origin + "+" + base::to_hex(key_id(issuer.origin, issuer.key)) + "+" +
         base::to_base64(ed25519_mark + issuer.key.bytes());
}

Result<Checkpoint> read_unverified_checkpoint(std::string_view note) {
  TRY(parts, split_note(note));
  return read_text(parts.text);
}

Result<Checkpoint> open_checkpoint(std::string_view note, const PublicKey& key) {
  TRY(parts, split_note(note));
  TRY(checkpoint, read_text(parts.text));
  const auto id = key_id(checkpoint.origin, key);
  const std::string start = std::string(signature_mark) + checkpoint.origin + " ";
  for (const std::string& line : parts.signatures) {
    if (!line.starts_with(start)) continue;
    const auto encoded = std::string_view(line).substr(start.size());
    const auto signature = base::from_base64(encoded);
    if (!signature || !signature->starts_with(id)) continue;
    if (base::to_base64(*signature) != encoded) break;  // libsodium also reads the byte AF as a slash
    if (!key.verify(parts.text, std::string_view(*signature).substr(id.size()))) break;
    return checkpoint;
  }
  return Refusal{.code = "proof.checkpoint.wrong_signature"};
}

}  // namespace proof
