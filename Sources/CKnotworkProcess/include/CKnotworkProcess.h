#ifndef CKNOTWORK_PROCESS_H
#define CKNOTWORK_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the tool needs to know of its process, and Swift does not say. */

/* Calls `failed` once with the size of the first allocation that fails from now on; it must end the process. Other threads whose
   allocations fail meanwhile wait. Does nothing where the C library's allocator cannot be replaced. */
void kw_on_failed_allocation(void (*failed)(size_t size));

/* Whether a signal is ignored. */
bool kw_is_ignored(int signal);

/* The largest address space that the process may have, in bytes; INT64_MAX where there is no limit. */
int64_t kw_address_space(void);

#endif
