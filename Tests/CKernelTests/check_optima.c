/* The kernels of certified optima: quadratics of one variable, cones of directions, the relaxation on a cone. */
#include "check.h"

#include <math.h>

static void quadratics(int level, int64_t count) {
  double *a = NEW(double, count), *b = NEW(double, count), *c = NEW(double, count), *edges = NEW(double, count + 1);
  double *out = NEW(double, 3 * (count + 9)), *segments = NEW(double, 6 * count), *more = NEW(double, count);
  int32_t *numbers = NEW(int32_t, count + 1);
  for (int64_t i = 0; i < count; i++) {
    const double h = 2 * uniform();
    a[i] = 1.5 + 1.5 * uniform();
    b[i] = a[i] * h;
    c[i] = a[i] * h * h + 1 + uniform();
    edges[i] = -2 + 4 * (double)i / (double)count;
    more[i] = fabs(uniform());
    /* What four rows of a line leave: a positive semidefinite form. */
    const double p = 0.5 + fabs(uniform()), q = 0.5 + fabs(uniform());
    const double segment[6] = {p * p + 1, 0.5 * p * q, q * q + 1, uniform(), uniform(), 3};
    for (int k = 0; k < 6; k++) segments[6 * i + k] = segment[k];
  }
  edges[count] = 2;
  give("least", kw_least(level, count, a, b, c, 1.5, 0.25, 0.5), 1e-12);
  for (int i = 0; i < 8; i++) {
    /* One that is just above or below one of them, and one that is the same everywhere. */
    const int64_t near = (int64_t)(random_word() % (uint64_t)count);
    const double lift = (i % 2 ? 1 : -1) * 0.01;
    give("dips", kw_dips(level, count, edges, a, b, c, a[near], b[near], c[near] + lift), 0);
    give("dips", kw_dips(level, count, edges, a, b, c, 0, 0, 10 + 5 * (double)i), 0);
  }
  for (int i = 0; i < 4; i++) {
    const int64_t room_for = count + 9;
    const int64_t kept =
        kw_carry(level, count, a, b, c, segments, -1, 0.5, 2.5 + i, out, out + room_for, out + 2 * room_for);
    give("carry", (double)kept, 0);
    for (int k = 0; k < 3; k++) give_all("carry", out + k * room_for, kept, 1e-11);
    const int64_t reached = kw_reach(level, count, segments, i == 3 ? 0 : 1.5, i == 3 ? 0 : 0.25, 0.5, more, 3.1 + 0.2 * i, numbers);
    give("reach", (double)reached, 0);
    give_numbers("reach", numbers, reached);
  }
}

/* Rows against the first orthants, and the relaxation of what is left open. */
static void cones(int level, int64_t count) {
  const int64_t stride = (count + 7) / 8 * 8;
  double *x = NEW(double, 4 * stride), *y = NEW(double, stride), *w = NEW(double, stride);
  double *values = NEW(double, 4 * stride), *z = NEW(double, 4 * stride), *targets = NEW(double, stride);
  double *weights = NEW(double, stride), *scratch = NEW(double, 11 * stride);
  int32_t *open = NEW(int32_t, stride);
  for (int64_t i = 0; i < count; i++) {
    for (int k = 0; k < 3; k++) x[k * stride + i] = uniform();
    x[3 * stride + i] = 1;
    y[i] = uniform();
    w[i] = (double)(1 + i % 2);
  }
  for (int signs = 0; signs < 8; signs++) {
    double generators[16] = {0}, errors[4], sums[KW_CONE_SUMS];
    for (int j = 0; j < 4; j++) {
      generators[5 * j] = signs >> j & 1 ? -1 : 1;
      errors[j] = 0x1p-48;
    }
    const int64_t left = kw_cone(level, stride, x, y, w, generators, errors, sums, open, values);
    give_all("cone", sums, KW_CONE_SUMS, 1e-11);
    give("cone", (double)left, 0);
    give_numbers("cone", open, left);
    give_all("cone", values, 4 * left, 1e-13);
    if (left == 0 || sums[18] == 0) continue;
    /* The generators are signed axes g: z = g x, so that the sums over x become sums over z. */
    kw_relaxation problem = {.constant = sums[20] + sums[23], .unit = 0x1p-40, .enough = 1e6, .tolerance = 1e-9, .intercept = 1};
    for (int j = 0, at = 0; j < 4; j++) {
      const double g = generators[5 * j];
      for (int k = j; k < 4; k++, at++)
        problem.square[j][k] = problem.square[k][j] = g * generators[5 * k] * sums[at];
      problem.square[j][4] = problem.square[4][j] = g * sums[14 + j];
      problem.right[j] = g * sums[10 + j];
      problem.errors[j] = errors[j];
      problem.most[j] = 100;
    }
    problem.square[4][4] = sums[18] + sums[21];
    problem.right[4] = sums[19] + sums[22];
    problem.most[4] = 100;
    for (int64_t i = 0; i < count; i++) problem.total += w[i] * y[i] * y[i];
    for (int64_t i = 0; i < left; i++) {
      targets[i] = y[open[i]];
      weights[i] = w[open[i]];
      for (int j = 0; j < 4; j++) z[j * stride + i] = values[4 * i + j];
    }
    double solution[5], bound = -INFINITY, value = INFINITY;
    give("relax", kw_relax(level, &problem, left, stride, z, targets, weights, scratch, solution, &bound, &value), 0);
    /* Each stops where it no longer gets on, which is not in the same step. */
    give("relax", bound, 1e-4);
    give("relax", value, 1e-4);
  }
}

void check_optima(int level) {
  static const int64_t counts[] = {1, 7, 8, 9, 13, 50, 64, 101};
  for (int i = 0; i < 8; i++) {
    quadratics(level, counts[i]);
    cones(level, counts[i]);
  }
}
