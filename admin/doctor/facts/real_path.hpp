// Where a path leads, symbolic links followed: as this process sees it, or as one does that has another root
// (chroot(2)).
#pragma once
#include <string>

namespace postern::admin::doctor {

/// Links resolved as far as the path is there; the path itself where it cannot be looked at.
std::string real_path(const std::string& path);

/// The same for a process whose root is `root`: an absolute link begins there, and `..` does not leave it. `path` is as
/// the host sees it, below `root`, and so is the answer. Without a root, real_path().
std::string real_path_in(const std::string& root, const std::string& path);

}  // namespace postern::admin::doctor
