/* The allocator of the C library, and its way to make threads, but for what happens when they fail: Swift traps then, wherever it
   is, and Dispatch waits for threads without end. Here the tool gets the chance to say so, and to remove what is incomplete.

   The C library lets a program replace these functions (glibc manual, "Replacing malloc"); they call its own ones. The others
   of the family (free, malloc_usable_size) go with them unchanged, because the memory is the library's. */
#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CKnotworkProcess.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Sanitizers replace them as well; GCC and Clang say in different ways that one does. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(IS_SANITIZED)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  void *block = __libc_malloc(size);
  if (block == NULL) kw_exhausted(size);
  return block;
}

void *calloc(size_t count, size_t size) {
  void *block = __libc_calloc(count, size);
  if (block == NULL) kw_exhausted(count * size);
  return block;
}

void *realloc(void *old, size_t size) {
  void *block = __libc_realloc(old, size);
  if (block == NULL && size > 0) kw_exhausted(size);
  return block;
}

void *aligned_alloc(size_t alignment, size_t size) {
  void *block = __libc_memalign(alignment, size);
  if (block == NULL) kw_exhausted(size);
  return block;
}

void *memalign(size_t alignment, size_t size) { return aligned_alloc(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void *found = aligned_alloc(alignment, size);
  if (found == NULL) return ENOMEM;
  *block = found;
  return 0;
}

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  static create *_Atomic original;
  create *function = atomic_load(&original);
  if (function == NULL) {
    function = (create *)dlsym(RTLD_NEXT, "pthread_create");
    atomic_store(&original, function);
  }
  if (function == NULL) return ENOSYS;
  const int error = function(thread, attributes, start, argument);
  if (error != 0) kw_exhausted(0);
  return error;
}

#endif
