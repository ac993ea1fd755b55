/* Inner products inside other kernels. Private to this target. */
#ifndef KW_ROWS_H
#define KW_ROWS_H

#include "variants.h"

#include <stdint.h>

/* Lanes of partial sums, which the compiler may not introduce by itself. */
INLINE double dot(const double *a, const double *b, int64_t width) {
  double sums[16] = {0};
  int64_t i = 0;
  for (; i + 16 <= width; i += 16)
    for (int lane = 0; lane < 16; lane++) sums[lane] += a[i + lane] * b[i + lane];
  for (; i + 8 <= width; i += 8)
    for (int lane = 0; lane < 8; lane++) sums[lane] += a[i + lane] * b[i + lane];
  double sum = 0;
  for (; i < width; i++) sum += a[i] * b[i];
  for (int half = 8; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
  return sum + sums[0];
}

#endif
