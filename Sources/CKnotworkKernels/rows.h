/* Sums of rows and products of them, inside other kernels. Private to this target. */
#ifndef KW_ROWS_H
#define KW_ROWS_H

#include "variants.h"

#include <stdint.h>

/* Four rows at a time, so that the target is loaded and stored once for all of them. */
INLINE void add_rows(double *target, int64_t width, const double *rows, int64_t stride, const int32_t *indices,
                     const double *factors, int64_t count) {
  int64_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *a = rows + indices[k] * stride, *b = rows + indices[k + 1] * stride;
    const double *c = rows + indices[k + 2] * stride, *d = rows + indices[k + 3] * stride;
    const double p = factors[k], q = factors[k + 1], r = factors[k + 2], s = factors[k + 3];
    for (int64_t i = 0; i < width; i++) target[i] += (p * a[i] + q * b[i]) + (r * c[i] + s * d[i]);
  }
  for (; k < count; k++) {
    const double *a = rows + indices[k] * stride;
    const double p = factors[k];
    for (int64_t i = 0; i < width; i++) target[i] += p * a[i];
  }
}

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

/* out[i] = vector . row i for rows of `stride` doubles, a multiple of 8, that are padded with zeros; or of row indices[i]. */
INLINE void padded_dots(const double *vector, const double *rows, int64_t stride, const int32_t *indices, int64_t count,
                        double *out) {
  int64_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *a = rows + (indices ? indices[k] : k) * stride, *b = rows + (indices ? indices[k + 1] : k + 1) * stride;
    const double *c = rows + (indices ? indices[k + 2] : k + 2) * stride;
    const double *d = rows + (indices ? indices[k + 3] : k + 3) * stride;
    double sums[4][8] = {{0}};
    for (int64_t i = 0; i < stride; i += 8)
      for (int lane = 0; lane < 8; lane++) {
        const double x = vector[i + lane];
        sums[0][lane] += x * a[i + lane];
        sums[1][lane] += x * b[i + lane];
        sums[2][lane] += x * c[i + lane];
        sums[3][lane] += x * d[i + lane];
      }
    for (int row = 0; row < 4; row++) {
      for (int lane = 0; lane < 4; lane++) sums[row][lane] += sums[row][lane + 4];
      out[k + row] = (sums[row][0] + sums[row][1]) + (sums[row][2] + sums[row][3]);
    }
  }
  for (; k < count; k++) out[k] = dot(vector, rows + (indices ? indices[k] : k) * stride, stride);
}

/* target -= factor * source. */
INLINE void subtract(double *restrict target, double factor, const double *restrict source, int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] -= factor * source[i];
}

#endif
