/* What is done when the C library has no memory or no thread to give. */
#include "CKnotworkProcess.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static void (*_Atomic on_failure)(size_t size);
/* Freed before the tool is called, so that it has some memory to say what it has to say. */
static void *reserve;
enum { reserve_size = 1 << 20 };

void kw_exhausted(size_t size) {
  static atomic_flag has_failed = ATOMIC_FLAG_INIT;
  static _Thread_local bool is_failing;
  void (*failed)(size_t) = atomic_load(&on_failure);
  if (failed == NULL) return;
  if (is_failing) {
    static const char message[] = "error: memory has run out\n";
    if (write(2, message, sizeof message - 1) < 0) _exit(71);
    _exit(71);
  }
  if (atomic_flag_test_and_set(&has_failed)) {
    for (;;) pause();
  }
  is_failing = true;
  free(reserve);
  failed(size);
}

void kw_on_exhaustion(void (*failed)(size_t size)) {
  reserve = malloc(reserve_size);
  atomic_store(&on_failure, failed);
}
