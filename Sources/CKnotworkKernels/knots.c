#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>

/* Lanes are independent, so that all variants are vectorised alike; the compiler may not reorder a sum by itself. */
#define LANES 8

INLINE double least(int64_t count, const double *a, const double *b, const double *c, double sa, double sb, double sc) {
  double best[LANES];
  for (int lane = 0; lane < LANES; lane++) best[lane] = INFINITY;
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (int lane = 0; lane < LANES; lane++) {
      const double p = a[i + lane] + sa, q = b[i + lane] + sb;
      const double value = p > 0 ? (c[i + lane] + sc) - q * q / p : c[i + lane] + sc;
      best[lane] = value < best[lane] ? value : best[lane];
    }
  for (; i < count; i++) {
    const double p = a[i] + sa, q = b[i] + sb;
    const double value = p > 0 ? (c[i] + sc) - q * q / p : c[i] + sc;
    best[0] = value < best[0] ? value : best[0];
  }
  for (int lane = 1; lane < LANES; lane++) best[0] = best[lane] < best[0] ? best[lane] : best[0];
  return best[0];
}

INLINE int64_t carry(int64_t count, const double *a, const double *b, const double *c, const double *segment, double low,
                     double high, double limit, double *outA, double *outB, double *outC) {
  const double a11 = segment[0], a12 = segment[1], a22 = segment[2];
  const double b1 = segment[3], b2 = segment[4], v = segment[5];
  int64_t kept = 0;
  for (int64_t start = 0; start < count; start += LANES) {
    const int width = count - start < LANES ? (int)(count - start) : LANES;
    double na[LANES], nb[LANES], nc[LANES], least[LANES];
    for (int lane = 0; lane < width; lane++) {
      const int64_t i = start + lane;
      const double pivot = a22 + a[i], right = b2 + b[i], inverse = 1 / pivot;
      const double factor = a12 * inverse;
      const double p = fmax(a11 - a12 * factor, 0), q = b1 - right * factor;
      const double r = v + c[i] - right * right * inverse;
      const double vertex = fmin(fmax(p > 0 ? q / p : (q > 0 ? high : low), low), high);
      na[lane] = p;
      nb[lane] = q;
      nc[lane] = r;
      least[lane] = (p * vertex - 2 * q) * vertex + r;
    }
    for (int lane = 0; lane < width; lane++) {
      outA[kept] = na[lane];
      outB[kept] = nb[lane];
      outC[kept] = nc[lane];
      kept += least[lane] < limit;
    }
  }
  return kept;
}

INLINE int dips(int64_t count, const double *edges, const double *a, const double *b, const double *c, double qa,
                double qb, double qc) {
  int64_t i = 0;
  for (; i < count; i += LANES) {
    const int width = count - i < LANES ? (int)(count - i) : LANES;
    int below = 0;
    for (int lane = 0; lane < width; lane++) {
      const double p = qa - a[i + lane], q = qb - b[i + lane], r = qc - c[i + lane];
      const double low = edges[i + lane], high = edges[i + lane + 1];
      const double vertex = p > 0 ? fmin(fmax(q / p, low), high) : low;
      below |= ((p * low - 2 * q) * low + r < 0) | ((p * high - 2 * q) * high + r < 0) |
               ((p * vertex - 2 * q) * vertex + r < 0);
    }
    if (below) return 1;
  }
  return 0;
}

/* The costs are carried over eight segments at a time; few of them are kept. */
INLINE int64_t reach(int64_t count, const double *segments, double a, double b, double c, const double *more,
                     double limit, int32_t *out) {
  const double own = a > 0 ? c - b * b / a : c;
  int64_t kept = 0;
  for (int64_t start = 0; start < count; start += LANES) {
    const int width = count - start < LANES ? (int)(count - start) : LANES;
    double least[LANES];
    for (int lane = 0; lane < width; lane++) {
      const double *s = segments + 6 * (start + lane);
      const double pivot = a + s[0], right = b + s[3], factor = s[1] / pivot;
      const double p = s[2] - s[1] * factor, q = s[4] - right * factor;
      const double r = c + s[5] - right * right / pivot;
      const double vertex = p > 1e-12 * s[2] ? r - q * q / p : r;
      least[lane] = (pivot > 0 ? vertex : own) + more[start + lane];
    }
    for (int lane = 0; lane < width; lane++) {
      out[kept] = (int32_t)(start + lane);
      kept += least[lane] < limit;
    }
  }
  return kept;
}

#define VARIANT(NAME, TARGET)                                                                                        \
  TARGET static double least_##NAME(int64_t count, const double *a, const double *b, const double *c, double sa,     \
                                    double sb, double sc) {                                                          \
    return least(count, a, b, c, sa, sb, sc);                                                                        \
  }                                                                                                                  \
  TARGET static int64_t carry_##NAME(int64_t count, const double *a, const double *b, const double *c,               \
                                     const double *segment, double low, double high, double limit, double *outA,     \
                                     double *outB, double *outC) {                                                   \
    return carry(count, a, b, c, segment, low, high, limit, outA, outB, outC);                                       \
  }                                                                                                                  \
  TARGET static int dips_##NAME(int64_t count, const double *edges, const double *a, const double *b,                \
                                const double *c, double qa, double qb, double qc) {                                  \
    return dips(count, edges, a, b, c, qa, qb, qc);                                                                  \
  }                                                                                                                  \
  TARGET static int64_t reach_##NAME(int64_t count, const double *segments, double a, double b, double c,            \
                                     const double *more, double limit, int32_t *out) {                               \
    return reach(count, segments, a, b, c, more, limit, out);                                                        \
  }

VARIANTS(NARROW)

double kw_least(int level, int64_t count, const double *a, const double *b, const double *c, double sa, double sb,
                double sc) {
  DISPATCH(least, count, a, b, c, sa, sb, sc)
}

int64_t kw_carry(int level, int64_t count, const double *a, const double *b, const double *c, const double *segment,
                 double low, double high, double limit, double *outA, double *outB, double *outC) {
  DISPATCH(carry, count, a, b, c, segment, low, high, limit, outA, outB, outC)
}

int kw_dips(int level, int64_t count, const double *edges, const double *a, const double *b, const double *c, double qa,
            double qb, double qc) {
  DISPATCH(dips, count, edges, a, b, c, qa, qb, qc)
}

int64_t kw_reach(int level, int64_t count, const double *segments, double a, double b, double c, const double *more,
                 double limit, int32_t *out) {
  DISPATCH(reach, count, segments, a, b, c, more, limit, out)
}
