#pragma once
// Runs a program that reads hostile input: little memory, little time, no files, no privileges.
#include <functional>
#include <string>
#include <string_view>

namespace documents {

enum class ChildEnd {
  finished,  ///< said all it had to say (its output tells whether it is complete)
  not_started,
  timeout,  ///< of processor or of wall clock
  stopped,  ///< by `receive`
};

/// Gives `input` to `program argument`, and each piece of its output to `receive`, which returns false to stop it.
/// Limits: 512 MiB of address space (not under AddressSanitizer, which reserves terabytes), 10 s of processor, 20 s in
/// all, no file written. The child is always gone when this returns.
ChildEnd run_limited(const std::string& program, const std::string& argument, std::string_view input,
                     const std::function<bool(std::string_view)>& receive);

}  // namespace documents
