#include "CKnotworkProcess.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

static void (*_Atomic on_signal)(int signal);
static atomic_int signal_count;
/* The numbers of signals go through a pipe: writing to it is one of the few things that a handler may do. */
static int ends[2] = {-1, -1};

static void handle(int number) {
  const int error = errno;
  const unsigned char byte = (unsigned char)number;
  if (atomic_fetch_add(&signal_count, 1) >= 2 || write(ends[1], &byte, 1) != 1) _exit(128 + number);
  errno = error;
}

static void *pass_on(void *unused) {
  (void)unused;
  for (;;) {
    unsigned char byte = 0;
    const ssize_t count = read(ends[0], &byte, 1);
    if (count == 1) atomic_load(&on_signal)(byte);
    if (count == 0) return NULL;
  }
}

static bool start_watching(void) {
  static bool is_watching;
  if (is_watching) return true;
  if (pipe(ends) != 0) return false;
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setstacksize(&attributes, 1 << 19);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  is_watching = pthread_create(&thread, &attributes, pass_on, NULL) == 0;
  pthread_attr_destroy(&attributes);
  return is_watching;
}

void kw_watch_signal(int number, bool keeps_ignored, void (*received)(int signal)) {
  struct sigaction action;
  if (sigaction(number, NULL, &action) != 0) return;
  if (keeps_ignored && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN) return;
  atomic_store(&on_signal, received);
  if (!start_watching()) return;
  action = (struct sigaction){.sa_flags = SA_RESTART};
  action.sa_handler = handle;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
  /* Whoever started the program from a thread that blocks signals has handed that on. */
  sigset_t own;
  sigemptyset(&own);
  sigaddset(&own, number);
  pthread_sigmask(SIG_UNBLOCK, &own, NULL);
}

int64_t kw_address_space(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > INT64_MAX) return INT64_MAX;
  return (int64_t)limit.rlim_cur;
}
