/* What kernels give, as numbers to compare: with the plain variant's, and with another machine's. */
#ifndef KW_CHECK_H
#define KW_CHECK_H

#include "CKnotworkKernels.h"

#include <stddef.h>

/* One number that the kernel of this name gives; it may differ from others' by tolerance * (1 + |value|), where it is 0 by nothing. */
void give(const char *kernel, double value, double tolerance);
void give_all(const char *kernel, const double *values, int64_t count, double tolerance);
void give_numbers(const char *kernel, const int32_t *values, int64_t count);

/* Pseudo-random numbers, the same ones on every machine (Steele, Lea, Flood 2014). */
uint64_t random_word(void);
/* From -1 to 1. */
double uniform(void);
/* One of -size, ..., size. */
double integer(int size);
void fill(double *values, int64_t count);

/* Memory of zeros, in cache lines of its own. */
void *room(size_t bytes);
#define NEW(TYPE, COUNT) ((TYPE *)room(sizeof(TYPE) * (size_t)((COUNT) + 8)))

/* Every kernel of one field, in the variant of a level. */
void check_cells(int level);
void check_programs(int level);
void check_training(int level);
void check_optima(int level);
void check_claims(int level);
void check_pairs(int level);
/* Memory, of which there are no variants. */
void check_memory(void);

#endif
