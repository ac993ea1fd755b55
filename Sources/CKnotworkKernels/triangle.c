#include "CKnotworkKernels.h"

#include <math.h>

/* Eight sums side by side, in this order on every processor. */
static double product(int64_t count, const double *a, const double *b) {
  double sums[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int k = 0; k < 8; k++) sums[k] += a[i + k] * b[i + k];
  double sum = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
  for (; i < count; i++) sum += a[i] * b[i];
  return sum;
}

void kw_absorb_rows(int64_t columns, double *triangle, int64_t rows, double *block) {
  for (int64_t j = 0; j < columns; j++) {
    double *own = block + j * rows, *diagonal = triangle + j * columns + j;
    const double square = product(rows, own, own);
    if (!(square > 0)) continue;
    const double norm = sqrt(*diagonal * *diagonal + square);
    const double end = *diagonal > 0 ? -norm : norm;
    const double head = *diagonal - end;
    const double factor = 2 / (head * head + square);
    *diagonal = end;
    for (int64_t k = j + 1; k < columns; k++) {
      double *other = block + k * rows, *entry = triangle + k * columns + j;
      const double share = factor * (head * *entry + product(rows, own, other));
      *entry -= share * head;
      for (int64_t i = 0; i < rows; i++) other[i] -= share * own[i];
    }
  }
}
