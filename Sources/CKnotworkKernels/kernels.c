#include "CKnotworkKernels.h"

#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

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

static void accumulate_plain(double *out, const double *in, const double *weights, int64_t stride,
                             const int32_t *columns, const double *factors, int64_t count) {
  if (out != in) memcpy(out, in, (size_t)(3 * stride) * sizeof(double));
  for (int64_t k = 0; k < count; k++) {
    const double *w = weights + (int64_t)columns[k] * stride;
    for (int r = 0; r < 3; r++) {
      double f = factors[3 * k + r];
      double *o = out + r * stride;
      for (int64_t i = 0; i < stride; i++) o[i] += w[i] * f;
    }
  }
}

static void classify_plain(const double *maps, int64_t stride, const double *x, const double *y, int64_t vertices,
                           const double *fixed, const double *spread, double radius, uint64_t *positive,
                           uint64_t *negative, uint64_t *crossing) {
  for (int64_t i = 0; i < stride; i++) {
    double low = __builtin_inf(), high = -__builtin_inf();
    for (int64_t v = 0; v < vertices; v++) {
      double z = maps[i] * x[v] + (maps[stride + i] * y[v] + maps[2 * stride + i]);
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

/* ---- AVX2 ---- */

__attribute__((target("avx2,fma"))) static void accumulate_avx2(double *out, const double *in, const double *weights,
                                                                int64_t stride, const int32_t *columns,
                                                                const double *factors, int64_t count) {
  for (int64_t i = 0; i < stride; i += 8) {
    __m256d a0 = _mm256_loadu_pd(in + i), a1 = _mm256_loadu_pd(in + i + 4);
    __m256d b0 = _mm256_loadu_pd(in + stride + i), b1 = _mm256_loadu_pd(in + stride + i + 4);
    __m256d c0 = _mm256_loadu_pd(in + 2 * stride + i), c1 = _mm256_loadu_pd(in + 2 * stride + i + 4);
    for (int64_t k = 0; k < count; k++) {
      const double *w = weights + (int64_t)columns[k] * stride + i;
      __m256d w0 = _mm256_loadu_pd(w), w1 = _mm256_loadu_pd(w + 4);
      __m256d f = _mm256_broadcast_sd(factors + 3 * k);
      a0 = _mm256_fmadd_pd(w0, f, a0);
      a1 = _mm256_fmadd_pd(w1, f, a1);
      f = _mm256_broadcast_sd(factors + 3 * k + 1);
      b0 = _mm256_fmadd_pd(w0, f, b0);
      b1 = _mm256_fmadd_pd(w1, f, b1);
      f = _mm256_broadcast_sd(factors + 3 * k + 2);
      c0 = _mm256_fmadd_pd(w0, f, c0);
      c1 = _mm256_fmadd_pd(w1, f, c1);
    }
    _mm256_storeu_pd(out + i, a0);
    _mm256_storeu_pd(out + i + 4, a1);
    _mm256_storeu_pd(out + stride + i, b0);
    _mm256_storeu_pd(out + stride + i + 4, b1);
    _mm256_storeu_pd(out + 2 * stride + i, c0);
    _mm256_storeu_pd(out + 2 * stride + i + 4, c1);
  }
}

__attribute__((target("avx2,fma"))) static void classify_avx2(const double *maps, int64_t stride, const double *x,
                                                              const double *y, int64_t vertices, const double *fixed,
                                                              const double *spread, double radius, uint64_t *positive,
                                                              uint64_t *negative, uint64_t *crossing) {
  const __m256d r = _mm256_set1_pd(radius);
  for (int64_t i = 0; i < stride; i += 4) {
    __m256d a = _mm256_loadu_pd(maps + i), b = _mm256_loadu_pd(maps + stride + i);
    __m256d c = _mm256_loadu_pd(maps + 2 * stride + i);
    __m256d low = _mm256_set1_pd(__builtin_inf()), high = _mm256_set1_pd(-__builtin_inf());
    for (int64_t v = 0; v < vertices; v++) {
      __m256d z = _mm256_fmadd_pd(a, _mm256_broadcast_sd(x + v), _mm256_fmadd_pd(b, _mm256_broadcast_sd(y + v), c));
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

__attribute__((target("avx512f,avx512dq"))) static void accumulate_avx512(double *out, const double *in,
                                                                          const double *weights, int64_t stride,
                                                                          const int32_t *columns,
                                                                          const double *factors, int64_t count) {
  int64_t i = 0;
  /* Four vectors of units at a time: twelve sums stay in registers, and three broadcasts serve twelve products. */
  for (; i + 32 <= stride; i += 32) {
    __m512d s[3][4];
    for (int r = 0; r < 3; r++)
      for (int q = 0; q < 4; q++) s[r][q] = _mm512_loadu_pd(in + r * stride + i + 8 * q);
    for (int64_t k = 0; k < count; k++) {
      const double *w = weights + (int64_t)columns[k] * stride + i;
      __m512d f0 = _mm512_set1_pd(factors[3 * k]), f1 = _mm512_set1_pd(factors[3 * k + 1]),
              f2 = _mm512_set1_pd(factors[3 * k + 2]);
      for (int q = 0; q < 4; q++) {
        __m512d v = _mm512_loadu_pd(w + 8 * q);
        s[0][q] = _mm512_fmadd_pd(v, f0, s[0][q]);
        s[1][q] = _mm512_fmadd_pd(v, f1, s[1][q]);
        s[2][q] = _mm512_fmadd_pd(v, f2, s[2][q]);
      }
    }
    for (int r = 0; r < 3; r++)
      for (int q = 0; q < 4; q++) _mm512_storeu_pd(out + r * stride + i + 8 * q, s[r][q]);
  }
  for (; i < stride; i += 8) {
    __m512d a = _mm512_loadu_pd(in + i), b = _mm512_loadu_pd(in + stride + i),
            c = _mm512_loadu_pd(in + 2 * stride + i);
    for (int64_t k = 0; k < count; k++) {
      __m512d w = _mm512_loadu_pd(weights + (int64_t)columns[k] * stride + i);
      a = _mm512_fmadd_pd(w, _mm512_set1_pd(factors[3 * k]), a);
      b = _mm512_fmadd_pd(w, _mm512_set1_pd(factors[3 * k + 1]), b);
      c = _mm512_fmadd_pd(w, _mm512_set1_pd(factors[3 * k + 2]), c);
    }
    _mm512_storeu_pd(out + i, a);
    _mm512_storeu_pd(out + stride + i, b);
    _mm512_storeu_pd(out + 2 * stride + i, c);
  }
}

__attribute__((target("avx512f,avx512dq"))) static void classify_avx512(
    const double *maps, int64_t stride, const double *x, const double *y, int64_t vertices, const double *fixed,
    const double *spread, double radius, uint64_t *positive, uint64_t *negative, uint64_t *crossing) {
  const __m512d r = _mm512_set1_pd(radius);
  for (int64_t i = 0; i < stride; i += 8) {
    __m512d a = _mm512_loadu_pd(maps + i), b = _mm512_loadu_pd(maps + stride + i);
    __m512d c = _mm512_loadu_pd(maps + 2 * stride + i);
    __m512d low = _mm512_set1_pd(__builtin_inf()), high = _mm512_set1_pd(-__builtin_inf());
    for (int64_t v = 0; v < vertices; v++) {
      __m512d z = _mm512_fmadd_pd(a, _mm512_set1_pd(x[v]), _mm512_fmadd_pd(b, _mm512_set1_pd(y[v]), c));
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
#endif

void kw_accumulate(int level, double *out, const double *in, const double *weights, int64_t stride,
                   const int32_t *columns, const double *factors, int64_t count) {
#if defined(__x86_64__)
  if (level == 2) return accumulate_avx512(out, in, weights, stride, columns, factors, count);
  if (level == 1) return accumulate_avx2(out, in, weights, stride, columns, factors, count);
#else
  (void)level;
#endif
  accumulate_plain(out, in, weights, stride, columns, factors, count);
}

void kw_classify(int level, const double *maps, int64_t stride, const double *x, const double *y, int64_t vertices,
                 const double *fixed, const double *spread, double radius, uint64_t *positive, uint64_t *negative,
                 uint64_t *crossing) {
#if defined(__x86_64__)
  if (level == 2)
    return classify_avx512(maps, stride, x, y, vertices, fixed, spread, radius, positive, negative, crossing);
  if (level == 1)
    return classify_avx2(maps, stride, x, y, vertices, fixed, spread, radius, positive, negative, crossing);
#else
  (void)level;
#endif
  classify_plain(maps, stride, x, y, vertices, fixed, spread, radius, positive, negative, crossing);
}

void kw_release_freed_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
