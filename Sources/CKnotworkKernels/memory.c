#include "CKnotworkKernels.h"

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
