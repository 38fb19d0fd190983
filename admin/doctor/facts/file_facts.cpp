#include "admin/doctor/facts/file_facts.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

namespace postern::admin::doctor {
namespace {

constexpr std::size_t kLongestEntry = 65536;

std::string group_name(gid_t gid) {
  std::vector<char> buffer(kLongestEntry);
  group entry{};
  group* found = nullptr;
  if (getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return std::to_string(gid);
  return found->gr_name;
}

Identity filled(const passwd& entry) {
  Identity who{.user = entry.pw_name, .uid = entry.pw_uid, .groups = {}, .group = group_name(entry.pw_gid)};
  int count = 64;
  who.groups.resize(static_cast<std::size_t>(count));
  if (getgrouplist(entry.pw_name, entry.pw_gid, who.groups.data(), &count) < 0) {
    who.groups.resize(static_cast<std::size_t>(count));
    getgrouplist(entry.pw_name, entry.pw_gid, who.groups.data(), &count);
  }
  who.groups.resize(static_cast<std::size_t>(count));
  return who;
}

std::string user_name(uid_t uid) {
  const auto who = identity_of(uid);
  return who ? who->user : std::to_string(uid);
}

}  // namespace

std::optional<Identity> identity_of(const std::string& user) {
  std::vector<char> buffer(kLongestEntry);
  passwd entry{};
  passwd* found = nullptr;
  if (getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return std::nullopt;
  return filled(*found);
}

std::optional<Identity> identity_of(uid_t uid) {
  std::vector<char> buffer(kLongestEntry);
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return std::nullopt;
  return filled(*found);
}

FileFacts file_at(const std::string& path) {
  FileFacts file;
  file.path = path;
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) {
    file.hidden = errno == EACCES;
    return file;
  }
  file.there = true;
  file.folder = S_ISDIR(found.st_mode);
  file.socket = S_ISSOCK(found.st_mode);
  file.uid = found.st_uid;
  file.gid = found.st_gid;
  file.mode = found.st_mode & 07777U;
  file.owner = user_name(found.st_uid);
  file.group = group_name(found.st_gid);
  return file;
}

std::vector<FileFacts> way_to(const std::string& path) {
  std::vector<FileFacts> way;
  std::filesystem::path here;
  for (const auto& part : std::filesystem::path(path)) {
    here /= part;
    way.push_back(file_at(here));
    if (!way.back().there) break;
  }
  return way;
}

bool may(const Identity& who, const FileFacts& file, unsigned wanted) {
  if (who.uid == 0) return true;
  unsigned bits = file.mode & 7U;
  if (file.uid == who.uid) {
    bits = (file.mode >> 6U) & 7U;
  } else if (std::find(who.groups.begin(), who.groups.end(), file.gid) != who.groups.end()) {
    bits = (file.mode >> 3U) & 7U;
  }
  return (bits & wanted) == wanted;
}

const FileFacts* first_closed(const Identity& who, const std::vector<FileFacts>& way) {
  for (const FileFacts& part : way) {
    if (part.there && part.folder && !may(who, part, kEnter)) return &part;
  }
  return nullptr;
}

std::string shown(const FileFacts& file) {
  std::string text = file.folder ? "d" : (file.socket ? "s" : "-");
  for (unsigned bit = 0400; bit != 0; bit >>= 1U) {
    const unsigned place = bit & 0444U ? 0U : (bit & 0222U ? 1U : 2U);
    text += (file.mode & bit) != 0 ? "rwx"[place] : '-';
  }
  return text + " " + file.owner + " " + file.group;
}

}  // namespace postern::admin::doctor
