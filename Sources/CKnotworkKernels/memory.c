#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CKnotworkKernels.h"

#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <mach/mach.h>
#endif

void kw_advise_large_pages(void *memory, int64_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  const uintptr_t size = 2 << 20;
  const uintptr_t start = ((uintptr_t)memory + size - 1) / size * size;
  const uintptr_t end = ((uintptr_t)memory + (uintptr_t)bytes) / size * size;
  // Where the system has no large pages it says so, and nothing changes.
  if (end > start) (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
#endif
}

/* Sanitizers do not see mremap, and take memory that has moved for memory of another. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define PLAIN_MEMORY 1
#endif
#endif

#if defined(__linux__) && !defined(PLAIN_MEMORY)

/* The system gave no pages: the allocator is asked as well, so that whoever watches over it knows. */
static void *refused(int64_t bytes) {
  void *volatile block = malloc((size_t)bytes);
  free(block);
  return NULL;
}

static int is_paged(int64_t bytes) { return bytes >= 1 << 18; }

void *kw_resize(void *memory, int64_t old_bytes, int64_t new_bytes) {
  if (is_paged(old_bytes) && is_paged(new_bytes)) {
    void *moved = mremap(memory, (size_t)old_bytes, (size_t)new_bytes, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? refused(new_bytes) : moved;
  }
  if (!is_paged(old_bytes) && !is_paged(new_bytes)) {
    if (new_bytes > 0) return realloc(memory, (size_t)new_bytes);
    free(memory);
    return NULL;
  }
  void *moved = NULL;
  if (is_paged(new_bytes)) {
    moved = mmap(NULL, (size_t)new_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (moved == MAP_FAILED) return refused(new_bytes);
  } else if (new_bytes > 0) {
    moved = malloc((size_t)new_bytes);
    if (!moved) return NULL;
  }
  const int64_t kept = old_bytes < new_bytes ? old_bytes : new_bytes;
  if (kept > 0) memcpy(moved, memory, (size_t)kept);
  if (is_paged(old_bytes)) {
    (void)munmap(memory, (size_t)old_bytes);
  } else {
    free(memory);
  }
  return moved;
}

#else

void *kw_resize(void *memory, int64_t old_bytes, int64_t new_bytes) {
  (void)old_bytes;
  if (new_bytes > 0) return realloc(memory, (size_t)new_bytes);
  free(memory);
  return NULL;
}

#endif

int64_t kw_resident_memory(void) {
#if defined(__linux__)
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) return 0;
  long long size = 0, resident = 0;
  const int found = fscanf(file, "%lld %lld", &size, &resident);
  fclose(file);
  return found == 2 ? (int64_t)resident * sysconf(_SC_PAGESIZE) : 0;
#elif defined(__APPLE__)
  mach_task_basic_info_data_t info;
  mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
  const kern_return_t status = task_info(mach_task_self(), MACH_TASK_BASIC_INFO, (task_info_t)&info, &count);
  return status == KERN_SUCCESS ? (int64_t)info.resident_size : 0;
#else
  return 0;
#endif
}
