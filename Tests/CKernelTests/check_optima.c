/* The kernels of certified optima: quadratics of one variable. */
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

void check_optima(int level) {
  static const int64_t counts[] = {1, 7, 8, 9, 13, 50, 64, 101};
  for (int i = 0; i < 8; i++) quadratics(level, counts[i]);
}
