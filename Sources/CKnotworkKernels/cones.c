#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>
#include <string.h>

#define LANES 8

/* Eight rows at a time; sums are kept in lanes, which the compiler may not introduce by itself. */
INLINE int64_t cone(int64_t stride, const double *x, const double *y, const double *w, const double *generators,
                    const double *errors, double *sums, int32_t *open, double *values) {
  double lanes[KW_CONE_SUMS][LANES];
  memset(lanes, 0, sizeof lanes);
  int64_t count = 0;
  for (int64_t start = 0; start < stride; start += LANES) {
    const double *x0 = x + start, *x1 = x0 + stride, *x2 = x1 + stride, *x3 = x2 + stride;
    double z[4][LANES], active[LANES], inactive[LANES], mixed = 0, any = 0;
    for (int j = 0; j < 4; j++) {
      const double *g = generators + 4 * j;
      for (int lane = 0; lane < LANES; lane++) {
        const double value = g[0] * x0[lane] + g[1] * x1[lane] + g[2] * x2[lane] + g[3] * x3[lane];
        z[j][lane] = fabs(value) <= errors[j] ? 0 : value;
      }
    }
    for (int lane = 0; lane < LANES; lane++) {
      const double low = fmin(fmin(z[0][lane], z[1][lane]), fmin(z[2][lane], z[3][lane]));
      const double high = fmax(fmax(z[0][lane], z[1][lane]), fmax(z[2][lane], z[3][lane]));
      const double weight = w[start + lane];
      inactive[lane] = high <= 0 ? weight : 0;
      active[lane] = high > 0 && low >= 0 ? weight : 0;
      any += active[lane];
      mixed += weight - active[lane] - inactive[lane];
    }
    const double *t = y + start;
    for (int lane = 0; lane < LANES; lane++) {
      const double v = inactive[lane];
      lanes[21][lane] += v;
      lanes[22][lane] += v * t[lane];
      lanes[23][lane] += v * t[lane] * t[lane];
    }
    if (any > 0)
      for (int lane = 0; lane < LANES; lane++) {
        const double v = active[lane];
        const double p = v * x0[lane], q = v * x1[lane], r = v * x2[lane], s = v * x3[lane], vy = v * t[lane];
        lanes[0][lane] += p * x0[lane];
        lanes[1][lane] += p * x1[lane];
        lanes[2][lane] += p * x2[lane];
        lanes[3][lane] += p * x3[lane];
        lanes[4][lane] += q * x1[lane];
        lanes[5][lane] += q * x2[lane];
        lanes[6][lane] += q * x3[lane];
        lanes[7][lane] += r * x2[lane];
        lanes[8][lane] += r * x3[lane];
        lanes[9][lane] += s * x3[lane];
        lanes[10][lane] += p * t[lane];
        lanes[11][lane] += q * t[lane];
        lanes[12][lane] += r * t[lane];
        lanes[13][lane] += s * t[lane];
        lanes[14][lane] += p;
        lanes[15][lane] += q;
        lanes[16][lane] += r;
        lanes[17][lane] += s;
        lanes[18][lane] += v;
        lanes[19][lane] += vy;
        lanes[20][lane] += vy * t[lane];
      }
    if (mixed > 0)
      for (int lane = 0; lane < LANES; lane++) {
        if (!(w[start + lane] > 0) || active[lane] > 0 || inactive[lane] > 0) continue;
        open[count] = (int32_t)(start + lane);
        for (int j = 0; j < 4; j++) values[4 * count + j] = z[j][lane];
        count++;
      }
  }
  for (int k = 0; k < KW_CONE_SUMS; k++) {
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += lanes[k][lane];
    sums[k] = sum;
  }
  return count;
}

#define VARIANT(NAME, TARGET)                                                                                     \
  TARGET static int64_t cone_##NAME(int64_t stride, const double *x, const double *y, const double *w,           \
                                    const double *generators, const double *errors, double *sums, int32_t *open, \
                                    double *values) {                                                            \
    return cone(stride, x, y, w, generators, errors, sums, open, values);                                        \
  }

VARIANTS(NARROW)

int64_t kw_cone(int level, int64_t stride, const double *x, const double *y, const double *w, const double *generators,
                const double *errors, double *sums, int32_t *open, double *values) {
  DISPATCH(cone, stride, x, y, w, generators, errors, sums, open, values)
}
