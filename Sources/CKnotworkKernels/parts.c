#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>

#define LANES 8

/* What values (a, b) of two functions at points, eight at a time, say about the signs that the functions take on the convex
   hull of the points. Index 0 stands for points with a > 0, 1 for those with a < 0; r is b / |a|, known to within an error. */
typedef struct {
  double greatest_low[2][LANES], greatest_high[2][LANES]; /* The greatest r - error and r + error. */
  double least_low[2][LANES], least_high[2][LANES];       /* The least. */
  double top_low[LANES], top_high[LANES];                 /* The greatest b - error and b + error. */
  double bottom_low[LANES], bottom_high[LANES];           /* The least. */
  double margin[LANES];                                   /* The least |a| - error. */
  double spoilt[LANES];                                   /* 0 unless something was infinite or not a number. */
} signs;

INLINE signs no_signs(void) {
  signs s;
  for (int lane = 0; lane < LANES; lane++) {
    for (int side = 0; side < 2; side++) {
      s.greatest_low[side][lane] = s.greatest_high[side][lane] = -INFINITY;
      s.least_low[side][lane] = s.least_high[side][lane] = INFINITY;
    }
    s.top_low[lane] = s.top_high[lane] = -INFINITY;
    s.bottom_low[lane] = s.bottom_high[lane] = s.margin[lane] = INFINITY;
    s.spoilt[lane] = 0;
  }
  return s;
}

INLINE double greater(double a, double b) { return a > b ? a : b; }
INLINE double lesser(double a, double b) { return a < b ? a : b; }

/* b / |a| and how far it is off at most, for b and a that are off by at most eb and ea < |a|. */
INLINE double ratio(double b, double eb, double a, double ea, double *error) {
  const double size = fabs(a), r = b / size;
  *error = (eb + fabs(r) * ea) / (size - ea) * (1 + 0x1p-40) + fabs(r) * 0x1p-50 + 0x1p-1000;
  return r;
}

INLINE void look(signs *s, int lane, double a, double ea, double b, double eb) {
  double error;
  const double r = ratio(b, eb, a, ea, &error);
  const double low = r - error, high = r + error;
  const int is_above = a > 0;
  s->greatest_low[0][lane] = greater(s->greatest_low[0][lane], is_above ? low : -INFINITY);
  s->greatest_high[0][lane] = greater(s->greatest_high[0][lane], is_above ? high : -INFINITY);
  s->least_low[0][lane] = lesser(s->least_low[0][lane], is_above ? low : INFINITY);
  s->least_high[0][lane] = lesser(s->least_high[0][lane], is_above ? high : INFINITY);
  s->greatest_low[1][lane] = greater(s->greatest_low[1][lane], is_above ? -INFINITY : low);
  s->greatest_high[1][lane] = greater(s->greatest_high[1][lane], is_above ? -INFINITY : high);
  s->least_low[1][lane] = lesser(s->least_low[1][lane], is_above ? INFINITY : low);
  s->least_high[1][lane] = lesser(s->least_high[1][lane], is_above ? INFINITY : high);
  s->top_low[lane] = greater(s->top_low[lane], b - eb);
  s->top_high[lane] = greater(s->top_high[lane], b + eb);
  s->bottom_low[lane] = lesser(s->bottom_low[lane], b - eb);
  s->bottom_high[lane] = lesser(s->bottom_high[lane], b + eb);
  s->margin[lane] = lesser(s->margin[lane], fabs(a) - ea);
  s->spoilt[lane] += 0 * (error + a);
}

/* The number of combinations of signs, 0 where errors hide it.

   Between a point u with a > 0 and one w with a < 0 lies one with a = 0, and there b is a positive multiple of r_u + r_w.
   All points of the hull with a = 0 are means of such, so b takes both signs there exactly if these sums do. */
INLINE int64_t combinations(const signs *s) {
  double greatest_low[2] = {-INFINITY, -INFINITY}, greatest_high[2] = {-INFINITY, -INFINITY};
  double least_low[2] = {INFINITY, INFINITY}, least_high[2] = {INFINITY, INFINITY};
  double top_low = -INFINITY, top_high = -INFINITY, bottom_low = INFINITY, bottom_high = INFINITY;
  double margin = INFINITY, spoilt = 0;
  for (int lane = 0; lane < LANES; lane++) {
    for (int side = 0; side < 2; side++) {
      greatest_low[side] = greater(greatest_low[side], s->greatest_low[side][lane]);
      greatest_high[side] = greater(greatest_high[side], s->greatest_high[side][lane]);
      least_low[side] = lesser(least_low[side], s->least_low[side][lane]);
      least_high[side] = lesser(least_high[side], s->least_high[side][lane]);
    }
    top_low = greater(top_low, s->top_low[lane]);
    top_high = greater(top_high, s->top_high[lane]);
    bottom_low = lesser(bottom_low, s->bottom_low[lane]);
    bottom_high = lesser(bottom_high, s->bottom_high[lane]);
    margin = lesser(margin, s->margin[lane]);
    spoilt += s->spoilt[lane];
  }
  if (!(margin > 0) || !(spoilt == 0)) return 0;
  const int a_crosses = greatest_high[0] > -INFINITY && greatest_high[1] > -INFINITY;
  const int b_crosses = top_low > 0 && bottom_high < 0;
  if (!b_crosses && !(bottom_low > 0 || top_high < 0)) return 0;
  if (!a_crosses || !b_crosses) return (int64_t)1 << (a_crosses + b_crosses);
  if (greatest_low[0] + greatest_low[1] > 0 && least_high[0] + least_high[1] < 0) return 4;
  if (greatest_high[0] + greatest_high[1] < 0 || least_low[0] + least_low[1] > 0) return 3;
  return 0;
}

/* Values of `units` functions at all points and the bounds on their errors, repeats filling up the last eight. */
INLINE void evaluate(const int64_t d, const double *points, const int32_t *indices, int64_t count, int64_t units,
                     const double *rows, int64_t size, double *values) {
  for (int64_t v = 0; v < size; v++) {
    const double *p = points + (int64_t)indices[v < count ? v : count - 1] * (d + 1);
    for (int64_t unit = 0; unit < units; unit++) {
      const double *row = rows + unit * (d + 3);
      double z = row[d];
      for (int64_t k = 0; k < d; k++) z += row[k] * p[k];
      values[2 * unit * size + v] = z;
      values[(2 * unit + 1) * size + v] = row[d + 1] + row[d + 2] * p[d];
    }
  }
}

INLINE int64_t parts_of_two(int64_t size, const double *a, const double *b) {
  signs s = no_signs();
  for (int64_t v = 0; v < size; v += LANES)
    for (int lane = 0; lane < LANES; lane++)
      look(&s, lane, a[v + lane], a[size + v + lane], b[v + lane], b[size + v + lane]);
  return combinations(&s);
}

/* Deletion and restriction: the parts by b and c, and as many more as b and c have parts where a = 0. */
INLINE int64_t parts_of_three(int64_t count, int64_t size, const double *values, double *scratch) {
  const double *a = values, *b = a + 2 * size, *c = b + 2 * size;
  const int64_t base = parts_of_two(size, b, c);
  if (base == 0) return 0;
  double *ratios = scratch, *above = ratios + 4 * size, *below = above + 4 * (size + LANES);
  const int64_t room = size + LANES;
  double spoilt = 0;
  for (int64_t v = 0; v < size; v += LANES)
    for (int lane = 0; lane < LANES; lane++) {
      const int64_t i = v + lane;
      ratios[i] = ratio(b[i], b[size + i], a[i], a[size + i], &ratios[size + i]);
      ratios[2 * size + i] = ratio(c[i], c[size + i], a[i], a[size + i], &ratios[3 * size + i]);
    }
  int64_t highs = 0, lows = 0;
  for (int64_t v = 0; v < count; v++) {
    if (!(fabs(a[v]) > a[size + v])) return 0;
    spoilt += 0 * (ratios[size + v] + ratios[3 * size + v] + a[v]);
    double *side = a[v] > 0 ? above + highs++ : below + lows++;
    for (int64_t k = 0; k < 4; k++) side[k * room] = ratios[k * size + v];
  }
  if (!(spoilt == 0)) return 0;
  if (highs == 0 || lows == 0) return base;
  for (int64_t u = highs; u % LANES != 0; u++)
    for (int64_t k = 0; k < 4; k++) above[k * room + u] = above[k * room + highs - 1];
  signs s = no_signs();
  for (int64_t w = 0; w < lows; w++) {
    const double *q = below + w;
    for (int64_t u = 0; u < highs; u += LANES)
      for (int lane = 0; lane < LANES; lane++) {
        const double *p = above + u + lane;
        const double x = p[0] + q[0], y = p[2 * room] + q[2 * room];
        const double ex = (p[room] + q[room]) * (1 + 0x1p-50) + fabs(x) * 0x1p-52;
        const double ey = (p[3 * room] + q[3 * room]) * (1 + 0x1p-50) + fabs(y) * 0x1p-52;
        look(&s, lane, x, ex, y, ey);
      }
  }
  const int64_t more = combinations(&s);
  return more == 0 ? 0 : base + more;
}

INLINE int64_t parts(const int64_t d, const double *points, const int32_t *indices, int64_t count, int64_t units,
                     const double *rows, double *scratch) {
  const int64_t size = (count + LANES - 1) / LANES * LANES;
  if (units == 2) {
    evaluate(d, points, indices, count, 2, rows, size, scratch);
    return parts_of_two(size, scratch, scratch + 2 * size);
  }
  evaluate(d, points, indices, count, 3, rows, size, scratch);
  return parts_of_three(count, size, scratch, scratch + 6 * size);
}

#define PARTS(D) return parts(D, points, indices, count, units, rows, scratch);

#define VARIANT(NAME, TARGET)                                                                                      \
  TARGET static int64_t parts_##NAME(int64_t d, const double *points, const int32_t *indices, int64_t count,      \
                                     int64_t units, const double *rows, double *scratch) {                        \
    BY_DIMENSION(d, PARTS)                                                                                         \
  }

VARIANTS(WIDE)

int64_t kw_parts(int level, int64_t d, const double *points, const int32_t *indices, int64_t count, int64_t units,
                 const double *rows, double *scratch) {
  DISPATCH(parts, d, points, indices, count, units, rows, scratch)
}
