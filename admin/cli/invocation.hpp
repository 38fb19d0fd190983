// One run of `postern`: the options that every command takes, who acts, and the store it works on.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "admin/cli/output.hpp"
#include "admin/cli/syntax.hpp"
#include "admin/service/apply/apply.hpp"
#include "conf/config.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::cli {

/// What a command that touches the store has in hand.
struct Workplace {
  conf::Config config;
  std::unique_ptr<db::Store> store;
  admin::Acting acting;  ///< refers to `config`: neither copied nor moved
  Workplace(conf::Config loaded, std::unique_ptr<db::Store> opened, db::Actor actor, std::chrono::sys_seconds now)
      : config(std::move(loaded)), store(std::move(opened)), acting{config, std::move(actor), now} {}
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
};

class Invocation {
 public:
  std::string config_option;  ///< --config
  std::string format;         ///< --format: one of the command's own
  std::string as;             ///< --as
  Output out;

  bool json() const { return format == "json"; }
  std::chrono::sys_seconds now() const;
  policy::Result<conf::Config> config() const;
  /// The configuration and the store, opened for use.
  policy::Result<std::unique_ptr<Workplace>> workplace() const;
  /// The name given with --as, else the login; and the login.
  db::Actor actor() const;
};

/// What a command does once its words are understood, and in which forms it prints. Set by the parser, run by main().
struct Command {
  std::function<policy::Result<>(Invocation&)> run;
  std::vector<std::string> formats;  ///< what --format may be; the first is the default
};

/// Puts `run` into `chosen` when `command` is asked for.
void choose(const Syntax& command, Command& chosen, const std::vector<std::string>& formats,
            std::function<policy::Result<>(Invocation&)> run);
/// Opens the workplace first; passes on why it cannot be opened.
std::function<policy::Result<>(Invocation&)> in_workplace(std::function<policy::Result<>(Invocation&, Workplace&)> run);

/// The quarantine's folder, to read or remove.
std::unique_ptr<mail::QuarantineDirectory> quarantine_of(const conf::Config& config);
/// The login as the kernel keeps it (audit's loginuid), which sudo and su do not change: a name, else `uid N`. Where
/// there is none, as in a container, the real user with ` (no login)` behind it, and what SUDO_USER says where root
/// runs this.
std::string login_name();

}  // namespace postern::cli
