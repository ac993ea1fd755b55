#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>
#include <string.h>

#define LANES 8

/* Runs a statement for each row, eight at a time, with its number i and its lane of the sums. */
#define EACH(count, ...)                                \
  do {                                                  \
    int64_t start_ = 0;                                 \
    for (; start_ + LANES <= (count); start_ += LANES)  \
      for (int lane = 0; lane < LANES; lane++) {        \
        const int64_t i = start_ + lane;                \
        __VA_ARGS__                                     \
      }                                                 \
    for (int64_t i = start_; i < (count); i++) {        \
      const int lane = (int)(i - start_);               \
      (void)lane;                                       \
      __VA_ARGS__                                       \
    }                                                   \
  } while (0)

INLINE double total(const double *lanes) {
  double sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += lanes[lane];
  return sum;
}

/* a x = b for a positive definite matrix of five rows, which is overwritten; a pivot that is not positive is left out. */
INLINE void solve5(double a[5][5], double *b) {
  double inverse[5];
  for (int k = 0; k < 5; k++) {
    inverse[k] = a[k][k] > 0 ? 1 / a[k][k] : 0;
    for (int i = k + 1; i < 5; i++) {
      const double factor = a[i][k] * inverse[k];
      for (int j = k + 1; j < 5; j++) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
      a[i][k] = factor;
    }
  }
  for (int k = 4; k >= 0; k--) {
    double sum = b[k] * inverse[k];
    for (int i = k + 1; i < 5; i++) sum -= a[i][k] * b[i];
    b[k] = sum;
  }
}

/* What the multipliers prove; see the header. */
INLINE double proved(const kw_relaxation *p, int64_t count, const double *z, int64_t stride, const double *y,
                     const double *w, const double *x, const double *const *lambda) {
  double l0[LANES] = {0}, l1[LANES] = {0}, l2[LANES] = {0}, ld[4][LANES], size[LANES] = {0};
  memset(ld, 0, sizeof ld);
  const double *pi1 = lambda[0], *pi2 = lambda[1], *pi3 = lambda[2];
  EACH(count, {
    const double sum = pi3[i] - pi1[i] - pi2[i], rho = sum / (2 * w[i]);
    l0[lane] += sum;
    l1[lane] += sum * y[i] - 0.5 * sum * rho;
    l2[lane] += fabs(sum * y[i]) + fabs(sum * rho);
    size[lane] += pi1[i] + pi3[i];
    for (int j = 0; j < 4; j++) {
      const double value = z[j * stride + i];
      ld[j][lane] += pi1[i] * value - pi3[i] * fmax(value, 0);
    }
  });
  /* The intercept for which the sum of w rho vanishes. */
  double c = 0, root[5], spread = 0, linear = 0;
  for (int j = 0; j < 5; j++) root[j] = sqrt(p->square[j][j]);
  for (int j = 0; j < 4; j++) {
    linear += x[j] * p->square[j][4];
    spread += fabs(x[j]) * root[j];
  }
  if (p->intercept) c = (p->right[4] - linear + 0.5 * total(l0)) / p->square[4][4];
  spread += fabs(c) * root[4];
  const double data = sqrt(p->total);
  double fitted = 2 * c * linear + c * c * (p->intercept ? p->square[4][4] : 0);
  double loss = p->intercept ? 4 * p->unit * p->most[4] * root[4] * (data + spread) : 0;
  for (int j = 0; j < 4; j++) {
    double own = p->right[j] - c * p->square[j][4];
    for (int k = 0; k < 4; k++) own -= p->square[j][k] * x[k];
    for (int k = 0; k < 4; k++) fitted += x[j] * p->square[j][k] * x[k];
    const double slack = total(ld[j]) - 2 * own;
    const double doubt = 4 * p->unit * root[j] * (data + spread) +
                         p->errors[j] * (total(size) + 2 * root[4] * (data + spread));
    if (slack < doubt) loss += (doubt - slack) * p->most[j];
  }
  const double bound = p->constant - fitted + total(l1) - loss -
                       8 * p->unit * (p->total + spread * spread + total(l2));
  return bound == bound ? bound : -INFINITY;
}

INLINE int relax(const kw_relaxation *p, int64_t count, int64_t stride, const double *z, const double *y,
                 const double *w, double *scratch, double *x, double *bound, double *value) {
  double *t = scratch, *s1 = t + stride, *s2 = s1 + stride, *s3 = s2 + stride, *m1 = s3 + stride, *m2 = m1 + stride;
  double *m3 = m2 + stride, *d1 = m3 + stride, *d2 = d1 + stride, *d3 = d2 + stride, *rt = d3 + stride;
  const double *const multipliers[3] = {m1, m2, m3};
  const double *z0 = z, *z1 = z + stride, *z2 = z1 + stride, *z3 = z2 + stride;
  double ly[LANES] = {0}, lz[LANES] = {0};
  EACH(count, {
    ly[lane] += w[i] * y[i] * y[i];
    lz[lane] += w[i] * (z0[i] * z0[i] + z1[i] * z1[i] + z2[i] * z2[i] + z3[i] * z3[i]);
  });
  double trace = total(lz);
  for (int j = 0; j < 4; j++) trace += p->square[j][j];
  const double data = p->constant + total(ly);
  /* Where all is 0 there is nothing to find. */
  const double size = 0.25 * (trace > 0 && data > 0 ? sqrt(data / trace) : 1);
  for (int j = 0; j < 4; j++) x[j] = size;
  x[4] = p->intercept && p->square[4][4] > 0 ? p->right[4] / p->square[4][4] : 0;
  const double n = (double)(3 * count + 4);
  double mu = 0.05 * data / n + 1e-300;
  double delta[4];
  for (int j = 0; j < 4; j++) delta[j] = mu / x[j];
  EACH(count, {
    const double a = z0[i] * size + z1[i] * size + z2[i] * size + z3[i] * size;
    const double b = (fmax(z0[i], 0) + fmax(z1[i], 0) + fmax(z2[i], 0) + fmax(z3[i], 0)) * size;
    const double low = fmax(a, 0);
    t[i] = 0.5 * (low + b);
    const double least = 1e-9 * (b - fmin(a, 0)) + 1e-300;
    s1[i] = fmax(t[i] - a, least);
    s2[i] = fmax(t[i], least);
    s3[i] = fmax(b - t[i], least);
    m1[i] = mu / s1[i];
    m2[i] = mu / s2[i];
    m3[i] = mu / s3[i];
  });
  *bound = -INFINITY;
  double sigma = 0.1;
  for (int iteration = 0; iteration < 60; iteration++) {
    double lk[20][LANES];
    memset(lk, 0, sizeof lk);
    const double target = sigma * mu, c = x[4];
    EACH(count, {
      const double v = 2 * w[i], q1 = m1[i] / s1[i], q2 = m2[i] / s2[i], q3 = m3[i] / s3[i];
      const double rest = v + q2, inverse = 1 / (rest + q1 + q3);
      const double r = v * (y[i] - c - t[i]);
      const double i1 = target / s1[i], i3 = target / s3[i];
      const double right = r + i1 + target / s2[i] - i3;
      d1[i] = q1;
      d2[i] = rest;
      d3[i] = q3;
      rt[i] = right;
      const double a = q1 * rest * inverse, b = q3 * rest * inverse, e = q1 * q3 * inverse;
      const double zz[4] = {z0[i], z1[i], z2[i], z3[i]};
      double ss[4], k[4];
      for (int j = 0; j < 4; j++) {
        ss[j] = fmax(zz[j], 0);
        k[j] = q1 * zz[j] + q3 * ss[j];
        lk[10 + j][lane] += v * inverse * k[j];
        lk[15 + j][lane] += i3 * ss[j] - i1 * zz[j] + k[j] * right * inverse;
      }
      int place = 0;
      for (int j = 0; j < 4; j++)
        for (int l = j; l < 4; l++, place++)
          lk[place][lane] += a * zz[j] * zz[l] + b * ss[j] * ss[l] + e * (zz[j] - ss[j]) * (zz[l] - ss[l]);
      lk[14][lane] += v * (rest - v + q1 + q3) * inverse;
      lk[19][lane] += r - v * right * inverse;
    });
    double matrix[5][5], step[5];
    int place = 0;
    for (int j = 0; j < 4; j++)
      for (int l = j; l < 4; l++, place++) matrix[j][l] = matrix[l][j] = 2 * p->square[j][l] + total(lk[place]);
    for (int j = 0; j < 4; j++) {
      matrix[j][4] = matrix[4][j] = 2 * p->square[j][4] + total(lk[10 + j]);
      matrix[j][j] += delta[j] / x[j];
    }
    matrix[4][4] = 2 * p->square[4][4] + total(lk[14]);
    for (int j = 0; j < 5; j++) {
      step[j] = 2 * p->right[j] + total(lk[15 + j]);
      for (int l = 0; l < 5; l++) step[j] -= 2 * p->square[j][l] * x[l];
      if (j < 4) step[j] += target / x[j];
    }
    if (!p->intercept) {
      for (int j = 0; j < 4; j++) matrix[4][j] = matrix[j][4] = 0;
      matrix[4][4] = 1;
      step[4] = 0;
    }
    solve5(matrix, step);
    /* The step in all slacks and multipliers; the share of it that keeps them positive. */
    double share = 1, change[4];
    for (int j = 0; j < 4; j++) {
      change[j] = target / x[j] - delta[j] - delta[j] / x[j] * step[j];
      if (step[j] < 0) share = fmin(share, -0.98 * x[j] / step[j]);
      if (change[j] < 0) share = fmin(share, -0.98 * delta[j] / change[j]);
    }
    double least[LANES];
    for (int lane = 0; lane < LANES; lane++) least[lane] = share;
    EACH(count, {
      const double zd = z0[i] * step[0] + z1[i] * step[1] + z2[i] * step[2] + z3[i] * step[3];
      const double sd = fmax(z0[i], 0) * step[0] + fmax(z1[i], 0) * step[1] + fmax(z2[i], 0) * step[2] +
                        fmax(z3[i], 0) * step[3];
      const double v = 2 * w[i], inverse = 1 / (d1[i] + d2[i] + d3[i]), q2 = d2[i] - v;
      const double e1 = (rt[i] + d3[i] * (sd - zd) - d2[i] * zd - v * step[4]) * inverse;
      const double e3 = (d1[i] * (sd - zd) + d2[i] * sd + v * step[4] - rt[i]) * inverse;
      const double e2 = (rt[i] + d1[i] * zd + d3[i] * sd - v * step[4]) * inverse;
      const double f1 = target / s1[i] - m1[i] - d1[i] * e1;
      const double f2 = target / s2[i] - m2[i] - q2 * e2;
      const double f3 = target / s3[i] - m3[i] - d3[i] * e3;
      d1[i] = e1;
      d2[i] = e2;
      d3[i] = e3;
      rt[i] = f1;
      double most = fmax(fmax(-e1 / s1[i], -e2 / s2[i]), -e3 / s3[i]);
      most = fmax(most, fmax(fmax(-f1 / m1[i], -f2 / m2[i]), -f3 / m3[i]));
      least[lane] = most * least[lane] > 0.98 ? 0.98 / most : least[lane];
    });
    for (int lane = 0; lane < LANES; lane++) share = fmin(share, least[lane]);
    double lm[LANES] = {0}, lf[LANES] = {0};
    for (int j = 0; j < 5; j++) x[j] += share * step[j];
    const double next = x[4];
    EACH(count, {
      const double v = 2 * w[i], q2 = m2[i] / s2[i], q3 = m3[i] / s3[i];
      const double f2 = target / s2[i] - m2[i] - q2 * d2[i], f3 = target / s3[i] - m3[i] - q3 * d3[i];
      t[i] += share * d2[i];
      s1[i] += share * d1[i];
      s2[i] += share * d2[i];
      s3[i] += share * d3[i];
      m1[i] += share * rt[i];
      m2[i] += share * f2;
      m3[i] += share * f3;
      lm[lane] += s1[i] * m1[i] + s2[i] * m2[i] + s3[i] * m3[i];
      const double r = y[i] - next - t[i];
      lf[lane] += 0.5 * v * r * r;
    });
    mu = total(lm);
    for (int j = 0; j < 4; j++) {
      delta[j] += share * change[j];
      mu += x[j] * delta[j];
    }
    mu /= n;
    *value = p->constant + total(lf);
    for (int j = 0; j < 5; j++) {
      double image = -2 * p->right[j];
      for (int l = 0; l < 5; l++) image += p->square[j][l] * x[l];
      *value += x[j] * image;
    }
    *bound = fmax(*bound, proved(p, count, z, stride, y, w, x, multipliers));
    if (*bound >= p->enough) return 1;
    const double gap = *value - *bound;
    if (gap <= p->tolerance || (*value < p->enough && gap <= 1e-3 * p->enough)) return 0;
    if (!(mu > 0) || !(*value == *value)) return 0;
    sigma = share > 0.9 ? 0.03 : share > 0.5 ? 0.15 : 0.5;
  }
  return 0;
}

#define VARIANT(NAME, TARGET)                                                                                       \
  TARGET static int relax_##NAME(const kw_relaxation *p, int64_t count, int64_t stride, const double *z,           \
                                 const double *y, const double *w, double *scratch, double *x, double *bound,      \
                                 double *value) {                                                                  \
    return relax(p, count, stride, z, y, w, scratch, x, bound, value);                                             \
  }

VARIANTS(NARROW)

int kw_relax(int level, const kw_relaxation *problem, int64_t count, int64_t stride, const double *z, const double *y,
             const double *w, double *scratch, double *x, double *bound, double *value) {
  DISPATCH(relax, problem, count, stride, z, y, w, scratch, x, bound, value)
}
