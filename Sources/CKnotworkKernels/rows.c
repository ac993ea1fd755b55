#include "CKnotworkKernels.h"
#include "rows.h"
#include "variants.h"

#include <math.h>

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

INLINE void dots(const double *vector, const double *rows, int64_t stride, int64_t width, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++) out[i] = dot(vector, rows + i * stride, width);
}

/* Gauss-Jordan elimination with partial pivoting. */
INLINE int invert(int64_t n, double *matrix, double *inverse) {
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < n; j++) inverse[i * n + j] = i == j;
  }
  for (int64_t column = 0; column < n; column++) {
    int64_t pivot = column;
    for (int64_t i = column + 1; i < n; i++)
      if (fabs(matrix[i * n + column]) > fabs(matrix[pivot * n + column])) pivot = i;
    const double element = matrix[pivot * n + column];
    if (!(fabs(element) > 0)) return 0;
    if (pivot != column)
      for (int64_t j = 0; j < n; j++) {
        double t = matrix[pivot * n + j];
        matrix[pivot * n + j] = matrix[column * n + j];
        matrix[column * n + j] = t;
        t = inverse[pivot * n + j];
        inverse[pivot * n + j] = inverse[column * n + j];
        inverse[column * n + j] = t;
      }
    double *row = matrix + column * n, *right = inverse + column * n;
    const double reciprocal = 1 / element;
    for (int64_t j = column; j < n; j++) row[j] *= reciprocal;
    for (int64_t j = 0; j < n; j++) right[j] *= reciprocal;
    for (int64_t i = 0; i < n; i++) {
      const double factor = matrix[i * n + column];
      if (i == column || factor == 0) continue;
      for (int64_t j = column; j < n; j++) matrix[i * n + j] -= factor * row[j];
      for (int64_t j = 0; j < n; j++) inverse[i * n + j] -= factor * right[j];
    }
  }
  return 1;
}

#define VARIANT(NAME, TARGET)                                                                                        \
  TARGET static void add_rows_##NAME(double *target, int64_t width, const double *rows, int64_t stride,              \
                                     const int32_t *indices, const double *factors, int64_t count) {                 \
    add_rows(target, width, rows, stride, indices, factors, count);                                                  \
  }                                                                                                                  \
  TARGET static void dots_##NAME(const double *vector, const double *rows, int64_t stride, int64_t width,            \
                                 int64_t count, double *out) {                                                       \
    dots(vector, rows, stride, width, count, out);                                                                   \
  }                                                                                                                  \
  TARGET static int invert_##NAME(int64_t n, double *matrix, double *inverse) { return invert(n, matrix, inverse); }

VARIANTS(NARROW)

void kw_add_rows(int level, double *target, int64_t width, const double *rows, int64_t stride, const int32_t *indices,
                 const double *factors, int64_t count) {
  DISPATCH(add_rows, target, width, rows, stride, indices, factors, count)
}

void kw_dots(int level, const double *vector, const double *rows, int64_t stride, int64_t width, int64_t count,
             double *out) {
  DISPATCH(dots, vector, rows, stride, width, count, out)
}

int kw_invert(int level, int64_t n, double *matrix, double *inverse) { DISPATCH(invert, n, matrix, inverse) }
