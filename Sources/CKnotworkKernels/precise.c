/* Maps of units in double-doubles: unevaluated sums of two doubles (Dekker 1971). */
#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>

/* Rounding is part of the result: nothing is fused but the one product that asks for it. */
#pragma STDC FP_CONTRACT OFF

enum { FUSED_plain = 0, FUSED_avx2 = 1, FUSED_avx512 = 1 };

/* What rounding took from the product p = a * b; exact either way. */
INLINE double rest_of_product(double a, double b, double p, const int fused) {
  if (fused) return __builtin_fma(a, b, -p);
  const double s = 134217729.0 * a, t = 134217729.0 * b;
  const double a_high = s - (s - a), b_high = t - (t - b), a_low = a - a_high, b_low = b - b_high;
  return ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low;
}

/* The sums gain (a + b) * weights; `low` collects what rounding takes from `high` (Ogita, Rump, Oishi 2005). */
INLINE void add_products(double a, double b, double error, const double *restrict weights, int64_t width, double *restrict high,
                         double *restrict low, double *restrict errors, const int fused) {
  for (int64_t i = 0; i < width; i++) {
    const double w = weights[i], p = a * w, h = high[i];
    const double sum = h + p, part = sum - h, rest = (h - (sum - part)) + (p - part);
    high[i] = sum;
    low[i] += rest + (rest_of_product(a, w, p, fused) + b * w);
    errors[i] += fabs(w) * error;
  }
}

INLINE void accumulate(int64_t rows, int64_t width, const double *in_high, const double *in_low, const double *in_errors,
                       int64_t in_stride, const double *weights, int64_t weight_stride, const int32_t *units,
                       const double *factors, int64_t count, double roundoff, double *high, double *low, double *errors,
                       int64_t out_stride, const int fused) {
  for (int64_t k = 0; k < count; k++) {
    const int64_t unit = units[k];
    const double factor = factors[k];
    for (int64_t r = 0; r < rows; r++) {
      double a = in_high[r * in_stride + unit], b = in_low[r * in_stride + unit];
      if (factor != 1) {
        const double p = a * factor, q = rest_of_product(a, factor, p, fused) + b * factor;
        a = p + q;
        b = q - (a - p);
      }
      const double error = (in_errors[r * in_stride + unit] * fabs(factor) + fabs(a) * roundoff) * (1 + 0x1p-20);
      if (a == 0 && error == 0) continue;
      add_products(a, b, error, weights + unit * weight_stride, width, high + r * out_stride, low + r * out_stride,
                   errors + r * out_stride, fused);
    }
  }
  for (int64_t r = 0; r < rows; r++)
    for (int64_t i = r * out_stride; i < r * out_stride + width; i++) {
      const double sum = high[i] + low[i];
      low[i] -= sum - high[i];
      high[i] = sum;
    }
}

#define VARIANT(NAME, TARGET)                                                                                                 \
  TARGET static void accumulate_##NAME(int64_t rows, int64_t width, const double *in_high, const double *in_low,              \
                                       const double *in_errors, int64_t in_stride, const double *weights,                     \
                                       int64_t weight_stride, const int32_t *units, const double *factors, int64_t count,     \
                                       double roundoff, double *high, double *low, double *errors, int64_t out_stride) {      \
    accumulate(rows, width, in_high, in_low, in_errors, in_stride, weights, weight_stride, units, factors, count, roundoff,   \
               high, low, errors, out_stride, FUSED_##NAME);                                                                  \
  }

VARIANTS(WIDE)

void kw_accumulate_precisely(int level, int64_t rows, int64_t width, const double *in_high, const double *in_low,
                             const double *in_errors, int64_t in_stride, const double *weights, int64_t weight_stride,
                             const int32_t *units, const double *factors, int64_t count, double roundoff, double *high,
                             double *low, double *errors, int64_t out_stride) {
  DISPATCH(accumulate, rows, width, in_high, in_low, in_errors, in_stride, weights, weight_stride, units, factors, count,
           roundoff, high, low, errors, out_stride)
}
