// posternd: the milter daemon. Options, signals, then daemon.hpp.
#include <csignal>
#include <cstdio>
#include <exception>
#include <pthread.h>

#include <CLI/CLI.hpp>

#include "conf/load.hpp"
#include "daemon/daemon.hpp"
#include "daemon/log_setup.hpp"

namespace {

/// Before any thread begins, since threads inherit it: the engine waits for the first three, the control server for
/// SIGUSR1.
void block_signals() {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int signal : {SIGTERM, SIGHUP, SIGINT, SIGUSR1}) sigaddset(&blocked, signal);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int run(int count, char** arguments) {
  CLI::App app{"posternd: decides, for Postfix or Sendmail, what becomes of a restricted customer's mail"};
  std::string file;
  bool only_check = false;
  app.add_option("--config", file, "The configuration; else $POSTERN_CONFIG, else /etc/postern/postern.yaml");
  app.add_flag("--check", only_check, "Read the configuration and the store, say what is wrong, and exit");
  app.set_version_flag("--version", "posternd " POSTERN_VERSION);
  app.footer("Example: posternd --config /etc/postern/postern.yaml --check");
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const std::string path = postern::conf::config_path(file);
  const auto config = postern::conf::load(path);
  if (!config) {
    for (const std::string& problem : config.error().problems) std::fprintf(stderr, "posternd: %s\n", problem.c_str());
    return 1;
  }
  if (only_check) return postern::daemon::check(*config);
  block_signals();
  postern::daemon::set_up_log(config->log);
  return postern::daemon::serve(*config, path);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "posternd: %s\n", error.what());
    return 3;
  }
}
