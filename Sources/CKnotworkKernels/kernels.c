#include "CKnotworkKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

int kw_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return 2;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

/* ---- plain ---- */

static void accumulate_plain(double *out, const double *in, const double *weights, int64_t stride, int64_t rows,
                             const int32_t *columns, const double *factors, int64_t count) {
  if (out != in) memcpy(out, in, (size_t)(rows * stride) * sizeof(double));
  for (int64_t k = 0; k < count; k++) {
    const double *w = weights + (int64_t)columns[k] * stride;
    for (int64_t r = 0; r < rows; r++) {
      double f = factors[rows * k + r];
      double *o = out + r * stride;
      for (int64_t i = 0; i < stride; i++) o[i] += w[i] * f;
    }
  }
}

static void classify_plain(const double *maps, int64_t stride, int64_t rows, const double *points, int64_t step,
                           const int32_t *indices, int64_t count, const double *fixed, const double *spread,
                           double radius, uint64_t *positive, uint64_t *negative, uint64_t *crossing) {
  for (int64_t i = 0; i < stride; i++) {
    double low = __builtin_inf(), high = -__builtin_inf();
    for (int64_t v = 0; v < count; v++) {
      const double *p = points + (int64_t)indices[v] * step;
      double z = maps[(rows - 1) * stride + i];
      for (int64_t r = 0; r < rows - 1; r++) z += maps[r * stride + i] * p[r];
      if (z < low) low = z;
      if (z > high) high = z;
    }
    double tolerance = fixed[i] + spread[i] * radius;
    uint64_t bit = (uint64_t)1 << (i & 63);
    if (low > tolerance) positive[i >> 6] |= bit;
    if (high < -tolerance) negative[i >> 6] |= bit;
    if (high > tolerance && low < -tolerance) crossing[i >> 6] |= bit;
  }
}

#if defined(__x86_64__)

#define INLINE static inline __attribute__((always_inline))

/* ---- AVX2 ---- */

#define AVX2 __attribute__((target("avx2,fma")))

/* A block of `rows` rows, of 8 units each, starting at row r. */
AVX2 INLINE void accumulate_block_avx2(double *out, const double *in, const double *weights, int64_t stride, int64_t all,
                                       int64_t r, const int rows, const int32_t *columns, const double *factors,
                                       int64_t count) {
  for (int64_t i = 0; i < stride; i += 8) {
    __m256d s[4][2];
    for (int q = 0; q < rows; q++)
      for (int h = 0; h < 2; h++) s[q][h] = _mm256_loadu_pd(in + (r + q) * stride + i + 4 * h);
    for (int64_t k = 0; k < count; k++) {
      const double *w = weights + (int64_t)columns[k] * stride + i;
      __m256d w0 = _mm256_loadu_pd(w), w1 = _mm256_loadu_pd(w + 4);
      for (int q = 0; q < rows; q++) {
        __m256d f = _mm256_broadcast_sd(factors + all * k + r + q);
        s[q][0] = _mm256_fmadd_pd(w0, f, s[q][0]);
        s[q][1] = _mm256_fmadd_pd(w1, f, s[q][1]);
      }
    }
    for (int q = 0; q < rows; q++)
      for (int h = 0; h < 2; h++) _mm256_storeu_pd(out + (r + q) * stride + i + 4 * h, s[q][h]);
  }
}

AVX2 static void accumulate_avx2(double *out, const double *in, const double *weights, int64_t stride, int64_t rows,
                                 const int32_t *columns, const double *factors, int64_t count) {
  int64_t r = 0;
  for (; r + 3 <= rows; r += 3)
    accumulate_block_avx2(out, in, weights, stride, rows, r, 3, columns, factors, count);
  for (; r < rows; r++) accumulate_block_avx2(out, in, weights, stride, rows, r, 1, columns, factors, count);
}

AVX2 INLINE void classify_block_avx2(const double *maps, int64_t stride, const int64_t rows, const double *points,
                                     int64_t step, const int32_t *indices, int64_t count, const double *fixed,
                                     const double *spread, double radius, uint64_t *positive, uint64_t *negative,
                                     uint64_t *crossing) {
  const __m256d r = _mm256_set1_pd(radius);
  for (int64_t i = 0; i < stride; i += 4) {
    __m256d c = _mm256_loadu_pd(maps + (rows - 1) * stride + i);
    __m256d low = _mm256_set1_pd(__builtin_inf()), high = _mm256_set1_pd(-__builtin_inf());
    for (int64_t v = 0; v < count; v++) {
      const double *p = points + (int64_t)indices[v] * step;
      __m256d z = c;
      for (int64_t k = rows - 2; k >= 0; k--)
        z = _mm256_fmadd_pd(_mm256_loadu_pd(maps + k * stride + i), _mm256_broadcast_sd(p + k), z);
      low = _mm256_min_pd(low, z);
      high = _mm256_max_pd(high, z);
    }
    __m256d t = _mm256_fmadd_pd(_mm256_loadu_pd(spread + i), r, _mm256_loadu_pd(fixed + i));
    __m256d minus = _mm256_sub_pd(_mm256_setzero_pd(), t);
    uint64_t p = (uint64_t)_mm256_movemask_pd(_mm256_cmp_pd(low, t, _CMP_GT_OQ));
    uint64_t n = (uint64_t)_mm256_movemask_pd(_mm256_cmp_pd(high, minus, _CMP_LT_OQ));
    uint64_t above = (uint64_t)_mm256_movemask_pd(_mm256_cmp_pd(high, t, _CMP_GT_OQ));
    uint64_t below = (uint64_t)_mm256_movemask_pd(_mm256_cmp_pd(low, minus, _CMP_LT_OQ));
    positive[i >> 6] |= p << (i & 63);
    negative[i >> 6] |= n << (i & 63);
    crossing[i >> 6] |= (above & below) << (i & 63);
  }
}

/* ---- AVX-512 ---- */

#define AVX512 __attribute__((target("avx512f,avx512dq")))

/* `rows` rows of `vectors` vectors of units at a time: the sums stay in registers, and each broadcast serves all vectors. */
AVX512 INLINE void accumulate_block_avx512(double *out, const double *in, const double *weights, int64_t stride,
                                           int64_t all, int64_t r, const int rows, int64_t i, const int vectors,
                                           const int32_t *columns, const double *factors, int64_t count) {
  __m512d s[6][4];
  for (int q = 0; q < rows; q++)
    for (int h = 0; h < vectors; h++) s[q][h] = _mm512_loadu_pd(in + (r + q) * stride + i + 8 * h);
  for (int64_t k = 0; k < count; k++) {
    const double *w = weights + (int64_t)columns[k] * stride + i;
    __m512d v[4];
    for (int h = 0; h < vectors; h++) v[h] = _mm512_loadu_pd(w + 8 * h);
    for (int q = 0; q < rows; q++) {
      __m512d f = _mm512_set1_pd(factors[all * k + r + q]);
      for (int h = 0; h < vectors; h++) s[q][h] = _mm512_fmadd_pd(v[h], f, s[q][h]);
    }
  }
  for (int q = 0; q < rows; q++)
    for (int h = 0; h < vectors; h++) _mm512_storeu_pd(out + (r + q) * stride + i + 8 * h, s[q][h]);
}

AVX512 INLINE void accumulate_rows_avx512(double *out, const double *in, const double *weights, int64_t stride,
                                          int64_t all, int64_t r, const int rows, const int32_t *columns,
                                          const double *factors, int64_t count) {
  int64_t i = 0;
  for (; i + 32 <= stride; i += 32)
    accumulate_block_avx512(out, in, weights, stride, all, r, rows, i, 4, columns, factors, count);
  for (; i + 16 <= stride; i += 16)
    accumulate_block_avx512(out, in, weights, stride, all, r, rows, i, 2, columns, factors, count);
  for (; i < stride; i += 8)
    accumulate_block_avx512(out, in, weights, stride, all, r, rows, i, 1, columns, factors, count);
}

AVX512 static void accumulate_avx512(double *out, const double *in, const double *weights, int64_t stride, int64_t rows,
                                     const int32_t *columns, const double *factors, int64_t count) {
  int64_t r = 0;
  for (; r + 5 <= rows; r += 5) accumulate_rows_avx512(out, in, weights, stride, rows, r, 5, columns, factors, count);
  switch (rows - r) {
    case 4: return accumulate_rows_avx512(out, in, weights, stride, rows, r, 4, columns, factors, count);
    case 3: return accumulate_rows_avx512(out, in, weights, stride, rows, r, 3, columns, factors, count);
    case 2: return accumulate_rows_avx512(out, in, weights, stride, rows, r, 2, columns, factors, count);
    case 1: return accumulate_rows_avx512(out, in, weights, stride, rows, r, 1, columns, factors, count);
  }
}

AVX512 INLINE void classify_block_avx512(const double *maps, int64_t stride, const int64_t rows, const double *points,
                                         int64_t step, const int32_t *indices, int64_t count, const double *fixed,
                                         const double *spread, double radius, uint64_t *positive, uint64_t *negative,
                                         uint64_t *crossing) {
  const __m512d r = _mm512_set1_pd(radius);
  for (int64_t i = 0; i < stride; i += 8) {
    __m512d c = _mm512_loadu_pd(maps + (rows - 1) * stride + i);
    __m512d low = _mm512_set1_pd(__builtin_inf()), high = _mm512_set1_pd(-__builtin_inf());
    for (int64_t v = 0; v < count; v++) {
      const double *p = points + (int64_t)indices[v] * step;
      __m512d z = c;
      for (int64_t k = rows - 2; k >= 0; k--)
        z = _mm512_fmadd_pd(_mm512_loadu_pd(maps + k * stride + i), _mm512_set1_pd(p[k]), z);
      low = _mm512_min_pd(low, z);
      high = _mm512_max_pd(high, z);
    }
    __m512d t = _mm512_fmadd_pd(_mm512_loadu_pd(spread + i), r, _mm512_loadu_pd(fixed + i));
    __m512d minus = _mm512_sub_pd(_mm512_setzero_pd(), t);
    uint64_t p = _mm512_cmp_pd_mask(low, t, _CMP_GT_OQ);
    uint64_t n = _mm512_cmp_pd_mask(high, minus, _CMP_LT_OQ);
    uint64_t above = _mm512_cmp_pd_mask(high, t, _CMP_GT_OQ);
    uint64_t below = _mm512_cmp_pd_mask(low, minus, _CMP_LT_OQ);
    positive[i >> 6] |= p << (i & 63);
    negative[i >> 6] |= n << (i & 63);
    crossing[i >> 6] |= (above & below) << (i & 63);
  }
}

/* With the number of coordinates known to the compiler, where it is small. */
#define CLASSIFY(NAME, TARGET, BLOCK)                                                                                  \
  TARGET static void NAME(const double *maps, int64_t stride, int64_t rows, const double *points, int64_t step,         \
                          const int32_t *indices, int64_t count, const double *fixed, const double *spread,            \
                          double radius, uint64_t *positive, uint64_t *negative, uint64_t *crossing) {                  \
    switch (rows) {                                                                                                    \
      case 3: return BLOCK(maps, stride, 3, points, step, indices, count, fixed, spread, radius, positive, negative,   \
                           crossing);                                                                                  \
      case 4: return BLOCK(maps, stride, 4, points, step, indices, count, fixed, spread, radius, positive, negative,   \
                           crossing);                                                                                  \
      case 5: return BLOCK(maps, stride, 5, points, step, indices, count, fixed, spread, radius, positive, negative,   \
                           crossing);                                                                                  \
      case 6: return BLOCK(maps, stride, 6, points, step, indices, count, fixed, spread, radius, positive, negative,   \
                           crossing);                                                                                  \
      default: return BLOCK(maps, stride, rows, points, step, indices, count, fixed, spread, radius, positive,         \
                            negative, crossing);                                                                       \
    }                                                                                                                  \
  }

CLASSIFY(classify_avx2, AVX2, classify_block_avx2)
CLASSIFY(classify_avx512, AVX512, classify_block_avx512)
#endif

void kw_accumulate(int level, double *out, const double *in, const double *weights, int64_t stride, int64_t rows,
                   const int32_t *columns, const double *factors, int64_t count) {
#if defined(__x86_64__)
  if (level == 2) return accumulate_avx512(out, in, weights, stride, rows, columns, factors, count);
  if (level == 1) return accumulate_avx2(out, in, weights, stride, rows, columns, factors, count);
#else
  (void)level;
#endif
  accumulate_plain(out, in, weights, stride, rows, columns, factors, count);
}

void kw_classify(int level, const double *maps, int64_t stride, int64_t rows, const double *points, int64_t step,
                 const int32_t *indices, int64_t count, const double *fixed, const double *spread, double radius,
                 uint64_t *positive, uint64_t *negative, uint64_t *crossing) {
#if defined(__x86_64__)
  if (level == 2)
    return classify_avx512(maps, stride, rows, points, step, indices, count, fixed, spread, radius, positive, negative,
                           crossing);
  if (level == 1)
    return classify_avx2(maps, stride, rows, points, step, indices, count, fixed, spread, radius, positive, negative,
                         crossing);
#else
  (void)level;
#endif
  classify_plain(maps, stride, rows, points, step, indices, count, fixed, spread, radius, positive, negative, crossing);
}
