#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CKnotworkProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int describe(
    posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes, const char *folder, const char *input,
    const char *output) {
  int error = posix_spawn_file_actions_addopen(files, STDIN_FILENO, input, O_RDONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_addopen(files, STDOUT_FILENO, output, O_WRONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_addchdir_np(files, folder);
  /* What this program ignores or blocks is its own affair. */
  sigset_t none, piped;
  sigemptyset(&none);
  sigemptyset(&piped);
  sigaddset(&piped, SIGPIPE);
  if (error == 0) error = posix_spawnattr_setsigmask(attributes, &none);
  if (error == 0) error = posix_spawnattr_setsigdefault(attributes, &piped);
  if (error == 0) error = posix_spawnattr_setpgroup(attributes, 0);
  const short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  if (error == 0) error = posix_spawnattr_setflags(attributes, flags);
  return error;
}

int32_t kw_start(
    const char *program, char *const *arguments, const char *folder, const char *input, const char *output) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  pid_t process = -1;
  if (posix_spawn_file_actions_init(&files) != 0) return -1;
  if (posix_spawnattr_init(&attributes) == 0) {
    int error = describe(&files, &attributes, folder, input, output);
    if (error == 0) error = posix_spawn(&process, program, &files, &attributes, arguments, environ);
    if (error != 0) process = -1;
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&files);
  return process;
}

int32_t kw_wait(int32_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
