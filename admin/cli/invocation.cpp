#include "admin/cli/invocation.hpp"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <pwd.h>
#include <unistd.h>

#include "conf/load.hpp"

namespace postern::cli {
namespace {

std::string name_of(uid_t uid) {
  const passwd* entry = getpwuid(uid);  // NOLINT(concurrency-mt-unsafe): the command line has one thread
  return entry != nullptr ? entry->pw_name : "uid " + std::to_string(uid);
}

/// Who logged in, as the kernel keeps it through sudo and su; a variable of the environment says what its owner likes.
/// Nothing in a container, or where PAM has no pam_loginuid.
std::optional<uid_t> kernel_login() {
  constexpr uid_t kNone = static_cast<uid_t>(-1);
  std::ifstream file("/proc/self/loginuid");
  uid_t uid = kNone;
  if (!(file >> uid) || uid == kNone) return std::nullopt;
  return uid;
}

}  // namespace

std::chrono::sys_seconds Invocation::now() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

policy::Result<conf::Config> Invocation::config() const {
  return conf::load(conf::config_path(config_option));
}

policy::Result<std::unique_ptr<Workplace>> Invocation::workplace() const {
  auto loaded = config();
  if (!loaded) return loaded.error();
  auto store = db::open_store(loaded->store, db::OpenFor::use);
  if (!store) return store.error();
  return std::make_unique<Workplace>(std::move(*loaded), std::move(*store), actor(), now());
}

db::Actor Invocation::actor() const {
  const std::string login = login_name();
  return {as.empty() ? login : as, login};
}

void choose(const Syntax& command, Command& chosen, const std::vector<std::string>& formats,
            std::function<policy::Result<>(Invocation&)> run) {
  command.when_asked([&chosen, formats, run = std::move(run)] { chosen = {run, formats}; });
}

std::function<policy::Result<>(Invocation&)> in_workplace(
    std::function<policy::Result<>(Invocation&, Workplace&)> run) {
  return [run = std::move(run)](Invocation& invocation) -> policy::Result<> {
    const auto workplace = invocation.workplace();
    if (!workplace) return workplace.error();
    return run(invocation, **workplace);
  };
}

std::unique_ptr<mail::QuarantineDirectory> quarantine_of(const conf::Config& config) {
  return mail::QuarantineDirectory::at(config.quarantine.directory,
                                       {config.quarantine.max_message, config.limits.spool_free});
}

std::string login_name() {
  const auto login = kernel_login();
  if (login) return name_of(*login);
  const char* sudo = std::getenv("SUDO_USER");
  const bool says_who = sudo != nullptr && *sudo != '\0' && geteuid() == 0;
  return name_of(getuid()) + (says_who ? " (no login; SUDO_USER says " + std::string(sudo) + ")" : " (no login)");
}

}  // namespace postern::cli
