#ifndef CKNOTWORK_PROCESS_H
#define CKNOTWORK_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the tool needs of its process, and Swift does not give. */

/* Calls `failed` with the size of the first allocation that fails from now on, or with 0 for a thread that cannot be made; it must
   end the process. Other threads to which that happens meanwhile wait. Does nothing where the C library's functions cannot be
   replaced. */
void kw_on_exhaustion(void (*failed)(size_t size));

/* Does what kw_on_exhaustion was given; what replaces the C library's functions calls it. */
void kw_exhausted(size_t size);

/* Calls `received` in a thread of its own for each of these signals that comes from now on, one after the other; whatever that
   thread does, the third signal ends the process with 128 and its number. Signals that are ignored stay so if `keeps_ignored`.
   Where no thread can be made, signals do what they do otherwise. */
void kw_watch_signal(int signal, bool keeps_ignored, void (*received)(int signal));

/* The largest address space that the process may have, in bytes; INT64_MAX where there is no limit. */
int64_t kw_address_space(void);

/* Starts a program in a group of its own, with a folder as its current one, standard input and output as files, and no standard error;
   returns its number, or -1 where it cannot be started. `arguments` ends with NULL. */
int32_t kw_start(
    const char *program, char *const *arguments, const char *folder, const char *input, const char *output);

/* Waits for the end of a program that was started; its exit code, or -1 where a signal ended it. */
int32_t kw_wait(int32_t process);

#endif
