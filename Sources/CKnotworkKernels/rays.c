#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>

/* What a ray meets first, and a point next to it that proves it; `vectors` rows of 8 are looked at together. */
INLINE int32_t shoot(const int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                     int64_t count, const double *errors, const double *start, const double *direction,
                     double *scratch, double *time, double *witness) {
  double *slack = scratch;
  double *along = scratch + stride;
  const int64_t padded = (count + 7) & ~(int64_t)7;
  for (int64_t i = 0; i < padded; i++) {
    slack[i] = rows[d * stride + i];
    along[i] = 0;
  }
  for (int64_t k = 0; k < d; k++) {
    const double x = start[k], u = direction[k];
    for (int64_t i = 0; i < padded; i++) {
      slack[i] += rows[k * stride + i] * x;
      along[i] -= rows[k * stride + i] * u;
    }
  }
  double first = INFINITY, second = INFINITY;
  int32_t hit = KW_NOTHING;
  /* slack / along < first, without a division for those that are passed later. */
  for (int64_t i = 0; i < count; i++) {
    if (!(along[i] > 0) || slack[i] >= second * along[i]) continue;
    const double t = slack[i] / along[i];
    if (t < first) {
      second = first;
      first = t;
      hit = (int32_t)i;
    } else {
      second = t;
    }
  }
  for (int64_t k = 0; k < d; k++) {
    const double u = direction[k];
    if (u == 0) continue;
    const double t = ((u > 0 ? upper[k] : lower[k]) - start[k]) / u;
    if (t < first) {
      second = first;
      first = t;
      hit = (int32_t)(-1 - 2 * k - (u > 0));
    } else if (t < second) {
      second = t;
    }
  }
  *time = first;
  if (hit == KW_NOTHING || !(first > 0) || !(second < INFINITY)) return KW_NOTHING;
  const double t = hit < 0 ? first : first + (second - first) / 2;
  for (int64_t k = 0; k < d; k++) witness[k] = start[k] + t * direction[k];
  int64_t axis = -1;
  if (hit < 0) {
    axis = (-1 - hit) >> 1;
    witness[axis] = (-1 - hit) & 1 ? upper[axis] : lower[axis];
  }
  int good = 1;
  for (int64_t k = 0; k < d; k++) good &= k == axis || (witness[k] > lower[k] && witness[k] < upper[k]);
  if (!good) return KW_NOTHING;
  for (int64_t i = 0; i < padded; i++) slack[i] = rows[d * stride + i];
  for (int64_t k = 0; k < d; k++) {
    const double x = witness[k];
    for (int64_t i = 0; i < padded; i++) slack[i] += rows[k * stride + i] * x;
  }
  if (hit >= 0) slack[hit] = -slack[hit];
  for (int64_t i = 0; i < count; i++) good &= slack[i] > errors[i];
  return good ? hit : KW_NOTHING;
}

#define SHOOT(D)                                                                                                 \
  return shoot(D, lower, upper, rows, stride, count, errors, start, direction, scratch, time, witness);

#define VARIANT(NAME, TARGET)                                                                                         \
  TARGET static int32_t shoot_##NAME(int64_t d, const double *lower, const double *upper, const double *rows,         \
                                     int64_t stride, int64_t count, const double *errors, const double *start,        \
                                     const double *direction, double *scratch, double *time, double *witness) {       \
    switch (d) {                                                                                                      \
      case 6: SHOOT(6)                                                                                                \
      case 7: SHOOT(7)                                                                                                \
      case 8: SHOOT(8)                                                                                                \
      default: SHOOT(d)                                                                                               \
    }                                                                                                                 \
  }

VARIANTS(NARROW)

int32_t kw_shoot(int level, int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                 int64_t count, const double *errors, const double *start, const double *direction, double *scratch,
                 double *time, double *witness) {
  DISPATCH(shoot, d, lower, upper, rows, stride, count, errors, start, direction, scratch, time, witness)
}
