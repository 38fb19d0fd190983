#include "admin/doctor/facts/real_path.hpp"

#include <deque>
#include <filesystem>

namespace postern::admin::doctor {
namespace fs = std::filesystem;
namespace {

constexpr int kMostLinks = 40;  // as the kernel has it (path_resolution(7))

void put_before(std::deque<std::string>& parts, const fs::path& path) {
  const std::deque<std::string> rest = std::move(parts);
  parts.clear();
  for (const fs::path& part : path.relative_path()) parts.push_back(part.string());
  parts.insert(parts.end(), rest.begin(), rest.end());
}

}  // namespace

std::string real_path(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return error ? path : real.string();
}

std::string real_path_in(const std::string& root, const std::string& path) {
  if (root.empty()) return real_path(path);
  const fs::path top = real_path(root);
  std::deque<std::string> parts;
  put_before(parts, fs::path(path).lexically_relative(root));
  fs::path here;  // below `top`
  for (int links = 0; !parts.empty();) {
    const std::string part = parts.front();
    parts.pop_front();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      here = here.parent_path();
      continue;
    }
    std::error_code error;
    const fs::path target = fs::read_symlink(top / here / part, error);
    if (error) {
      here /= part;
      continue;
    }
    if (++links > kMostLinks) return path;
    if (target.is_absolute()) here.clear();
    put_before(parts, target);
  }
  return top / here;
}

}  // namespace postern::admin::doctor
