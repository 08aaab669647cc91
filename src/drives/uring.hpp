#pragma once
// The queue of the real machine: io_uring, so that one thread keeps dozens of drives busy and a drive that hangs holds up only itself.
#include <cstddef>
#include <memory>

#include "drives/drive.hpp"

namespace drives {

/// A queue with room for `depth` transfers at once (more are kept back until there is room). submit() and wait() belong to one thread at a time; what is
/// submitted starts at the latest at the next wait(). Throws std::system_error if the kernel gives no io_uring.
/// Destroying it with transfers under way does not wait for them: the buffers of a transfer that never completed must not be used again.
std::unique_ptr<IoQueue> make_uring_queue(std::size_t depth);

}  // namespace drives
