/* Inner loops of the subdivision, in the widest vectors that the processor has.

   Maps of a layer's pre-activations over d coordinates are `rows` = d + 1 arrays of `stride` doubles (the coefficients of
   each coordinate, then the constants), stored one after the other; `stride` is a multiple of 8. */
#ifndef CKNOTWORK_KERNELS_H
#define CKNOTWORK_KERNELS_H

#include <stdint.h>

/* Which implementation a call uses: 0 plain C, 1 AVX2 with FMA, 2 AVX-512. */
int kw_best_level(void);

/* out := in + sum over k of columns[k] (x) factors[rows * k ..< rows * (k + 1)].
   weights holds one column of `stride` doubles per unit of the layer before; `in` may equal `out`. */
void kw_accumulate(int level, double *out, const double *in, const double *weights, int64_t stride, int64_t rows,
                   const int32_t *columns, const double *factors, int64_t count);

/* Classifies each unit over `count` points by the sign of u x + c against the tolerance fixed + spread * radius: bit 1 in
   `positive` if it is above at every point, in `negative` if below at every point, in `crossing` if above at one and below
   at another. Bits are packed 64 to a word; `stride` bits in all, added to what the words hold.
   Point k starts at points[indices[k] * step], and has rows - 1 coordinates. */
void kw_classify(int level, const double *maps, int64_t stride, int64_t rows, const double *points, int64_t step,
                 const int32_t *indices, int64_t count, const double *fixed, const double *spread, double radius,
                 uint64_t *positive, uint64_t *negative, uint64_t *crossing);

/* Gives freed memory that the allocator still holds back to the system, where the C library can. Other threads' pools keep
   what they free otherwise, out of reach of the thread that joins their results. */
void kw_release_freed_memory(void);

#endif
