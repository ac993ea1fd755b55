/* Inner loops of the subdivision, in the widest vectors that the processor has.

   Maps of a layer's pre-activations are three arrays of `stride` doubles (coefficients of s, of t, and constants), stored
   one after the other; `stride` is a multiple of 8. */
#ifndef CKNOTWORK_KERNELS_H
#define CKNOTWORK_KERNELS_H

#include <stdint.h>

/* Which implementation a call uses: 0 plain C, 1 AVX2 with FMA, 2 AVX-512. */
int kw_best_level(void);

/* out := in + sum over k of columns[k] (x) (factors[3k], factors[3k+1], factors[3k+2]).
   weights holds one column of `stride` doubles per unit of the layer before; `in` may equal `out`. */
void kw_accumulate(int level, double *out, const double *in, const double *weights, int64_t stride,
                   const int32_t *columns, const double *factors, int64_t count);

/* Classifies each unit over the vertices (x[i], y[i]) of a polygon by the sign of a x + b y + c against the tolerance
   fixed + spread * radius: bit 1 in `positive` if it is above at every vertex, in `negative` if below at every vertex, in
   `crossing` if above at one and below at another. Bits are packed 64 to a word; `stride` bits in all. */
void kw_classify(int level, const double *maps, int64_t stride, const double *x, const double *y, int64_t vertices,
                 const double *fixed, const double *spread, double radius, uint64_t *positive, uint64_t *negative,
                 uint64_t *crossing);

/* Gives freed memory that the allocator still holds back to the system, where the C library can. Other threads' pools keep
   what they free otherwise, out of reach of the thread that joins their results. */
void kw_release_freed_memory(void);

#endif
