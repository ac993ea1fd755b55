#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>

/* The dual simplex method with the inverse of the active rows. `vectors` is the number of vectors of 8 that hold d values. */
INLINE int minimise(const int64_t d, const int64_t vectors, const double *lower, const double *upper, const double *rows,
                    int64_t stride, int64_t count, int64_t excluded, const double *objective, double enough,
                    double *workspace, double *point, double *multipliers, int32_t *active, double *value) {
  const int64_t width = 8 * vectors;
  /* inverse[k * width + i]: coordinate k of the direction that leaves all active rows but i. */
  double *inverse = workspace;
  double *along = workspace + d * width;
  double *slack = along + width;
  for (int64_t k = 0; k < d; k++) {
    for (int64_t i = 0; i < width; i++) inverse[k * width + i] = 0;
    const int up = objective[k] < 0;
    point[k] = up ? upper[k] : lower[k];
    inverse[k * width + k] = up ? -1 : 1;
    multipliers[k] = fabs(objective[k]);
    active[k] = (int32_t)(-1 - 2 * k - up);
  }
  for (int64_t i = d; i < width; i++) multipliers[i] = 0;
  double best = objective[d];
  for (int64_t k = 0; k < d; k++) best += objective[k] * point[k];
  const int64_t padded = (count + 7) & ~(int64_t)7;
  const int64_t limit = 60 + 12 * d;
  for (int64_t step = 0;; step++) {
    if (best > enough) break;
    if (step == limit) return KW_UNDECIDED;
    /* The most violated row enters. */
    double worst = -0x1p-40;
    int32_t entering = 0;
    int found = 0;
    for (int64_t i = 0; i < padded; i++) slack[i] = rows[d * stride + i];
    for (int64_t k = 0; k < d; k++) {
      const double x = point[k];
      for (int64_t i = 0; i < padded; i++) slack[i] += rows[k * stride + i] * x;
    }
    if (excluded >= 0) slack[excluded] = 0;
    for (int64_t i = 0; i < count; i++)
      if (slack[i] < worst) {
        worst = slack[i];
        entering = (int32_t)i;
        found = 1;
      }
    for (int64_t k = 0; k < d; k++) {
      if (point[k] - lower[k] < worst) {
        worst = point[k] - lower[k];
        entering = (int32_t)(-1 - 2 * k);
        found = 1;
      }
      if (upper[k] - point[k] < worst) {
        worst = upper[k] - point[k];
        entering = (int32_t)(-2 - 2 * k);
        found = 1;
      }
    }
    if (!found) break;
    for (int64_t i = 0; i < width; i++) along[i] = 0;
    if (entering >= 0) {
      for (int64_t k = 0; k < d; k++) {
        const double a = rows[k * stride + entering];
        for (int64_t i = 0; i < width; i++) along[i] += a * inverse[k * width + i];
      }
    } else {
      const int64_t k = (-1 - entering) >> 1;
      const double sign = (-1 - entering) & 1 ? -1 : 1;
      for (int64_t i = 0; i < width; i++) along[i] = sign * inverse[k * width + i];
    }
    double ratio = INFINITY;
    int64_t leaving = -1;
    for (int64_t i = 0; i < d; i++) {
      if (along[i] > 0x1p-36 && multipliers[i] < ratio * along[i]) {
        ratio = multipliers[i] / along[i];
        leaving = i;
      }
    }
    if (leaving < 0) return KW_UNDECIDED;
    const double reciprocal = 1 / along[leaving];
    const double move = -worst * reciprocal;
    for (int64_t k = 0; k < d; k++) {
      const double direction = inverse[k * width + leaving];
      const double scaled = direction * reciprocal;
      point[k] += direction * move;
      for (int64_t i = 0; i < width; i++) inverse[k * width + i] -= along[i] * scaled;
      inverse[k * width + leaving] = scaled;
    }
    const double price = multipliers[leaving] * reciprocal;
    best += price * -worst;
    for (int64_t i = 0; i < width; i++) multipliers[i] -= along[i] * price;
    multipliers[leaving] = price;
    active[leaving] = entering;
  }
  *value = best;
  return best > enough ? KW_ABOVE : KW_MINIMUM;
}

/* A bound from below on the objective, whatever the rounding that led to the multipliers: objective >= sum of multipliers
   times rows, which are >= 0, plus a remainder that is bounded over the box. */
INLINE double bound(const int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                    const double *errors, const double *objective, const double *multipliers, const int32_t *active) {
  if (d < 0) return -INFINITY;
  double rest[KW_MAX_SIMPLEX + 1], size[KW_MAX_SIMPLEX + 1];
  for (int64_t k = 0; k <= d; k++) {
    rest[k] = objective[k];
    size[k] = fabs(objective[k]);
  }
  double inherited = 0;
  for (int64_t i = 0; i < d; i++) {
    const double factor = multipliers[i];
    if (!(factor > 0) || active[i] < 0) continue;
    for (int64_t k = 0; k <= d; k++) {
      const double part = factor * rows[k * stride + active[i]];
      rest[k] -= part;
      size[k] += fabs(part);
    }
    inherited += factor * errors[active[i]];
  }
  double low = rest[d], total = size[d];
  for (int64_t k = 0; k < d; k++) {
    low += rest[k] * (rest[k] > 0 ? lower[k] : upper[k]);
    total += size[k] * fmax(fabs(lower[k]), fabs(upper[k]));
  }
  return low - inherited * (1 + 0x1p-20) - total * (double)(2 * d + 6) * 0x1p-52;
}

#define CASES(CALL)                              \
  switch (d) {                                   \
    case 6: CALL(6, 1)                           \
    case 7: CALL(7, 1)                           \
    case 8: CALL(8, 1)                           \
    default: CALL(d, (d + 7) / 8)                \
  }

#define VARIANT(NAME, TARGET)                                                                                         \
  TARGET static int minimise_##NAME(int64_t d, const double *lower, const double *upper, const double *rows,          \
                                    int64_t stride, int64_t count, int64_t excluded, const double *objective,         \
                                    double enough, double *workspace, double *point, double *multipliers,             \
                                    int32_t *active, double *value) {                                                 \
    CASES(MINIMISE)                                                                                                   \
  }                                                                                                                   \
  TARGET static double bound_##NAME(int64_t d, const double *lower, const double *upper, const double *rows,          \
                                    int64_t stride, const double *errors, const double *objective,                    \
                                    const double *multipliers, const int32_t *active) {                               \
    CASES(BOUND)                                                                                                      \
  }

#define MINIMISE(D, V)                                                                                                \
  return minimise(D, V, lower, upper, rows, stride, count, excluded, objective, enough, workspace, point, multipliers, \
                  active, value);
#define BOUND(D, V) return bound(D, lower, upper, rows, stride, errors, objective, multipliers, active);

VARIANTS(NARROW)

int kw_minimise(int level, int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                int64_t count, int64_t excluded, const double *objective, double enough, double *workspace,
                double *point, double *multipliers, int32_t *active, double *value) {
  DISPATCH(minimise, d, lower, upper, rows, stride, count, excluded, objective, enough, workspace, point, multipliers,
           active, value)
}

double kw_bound(int level, int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                const double *errors, const double *objective, const double *multipliers, const int32_t *active) {
  DISPATCH(bound, d, lower, upper, rows, stride, errors, objective, multipliers, active)
}
