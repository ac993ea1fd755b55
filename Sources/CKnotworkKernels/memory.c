#include "CKnotworkKernels.h"

#if defined(__linux__)
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <mach/mach.h>
#endif

void kw_release_freed_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
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
