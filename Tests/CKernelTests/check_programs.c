/* Linear programs, and rows in many dimensions. */
#include "check.h"

#include <math.h>

static void minimise(int level, int64_t d, int64_t count) {
  const int64_t stride = (count + 7) / 8 * 8, width = (d + 7) / 8 * 8;
  double *rows = NEW(double, (d + 1) * stride), *errors = NEW(double, stride), *objective = NEW(double, d + 1);
  double *lower = NEW(double, d), *upper = NEW(double, d), *point = NEW(double, d), *multipliers = NEW(double, width);
  double *workspace = NEW(double, (d + 1) * width + stride), value = 0;
  int32_t *active = NEW(int32_t, width);
  for (int64_t k = 0; k < d; k++) upper[k] = -(lower[k] = -1);
  for (int64_t i = 0; i < count; i++) {
    double square = 0;
    for (int64_t k = 0; k < d; k++) {
      rows[k * stride + i] = uniform();
      square += rows[k * stride + i] * rows[k * stride + i];
    }
    for (int64_t k = 0; k < d; k++) rows[k * stride + i] /= sqrt(square);
    /* The middle of the box satisfies all. */
    rows[d * stride + i] = 0.1 + 0.3 * fabs(uniform());
    errors[i] = 0x1p-45;
  }
  fill(objective, d + 1);
  const int found = kw_minimise(level, d, lower, upper, rows, stride, count, -1, objective, 1e6, workspace, point,
                                multipliers, active, &value);
  give("minimise", found, 0);
  if (found != KW_MINIMUM) return;
  give("minimise", value, 1e-10);
  give_all("minimise", point, d, 1e-8);
  give("bound",
       kw_bound(level, d, lower, upper, rows, stride, errors, objective, multipliers, active), 1e-9);
}

static void shoot(int level, int64_t d, int64_t count) {
  const int64_t stride = (count + 7) / 8 * 8;
  double *rows = NEW(double, (d + 1) * stride), *errors = NEW(double, stride), *start = NEW(double, d);
  double *lower = NEW(double, d), *upper = NEW(double, d), *direction = NEW(double, d), *witness = NEW(double, d);
  double *scratch = NEW(double, 2 * stride), time = 0;
  for (int64_t k = 0; k < d; k++) upper[k] = -(lower[k] = -1);
  fill(direction, d);
  for (int64_t i = 0; i < count; i++) {
    for (int64_t k = 0; k < d; k++) rows[k * stride + i] = uniform();
    rows[d * stride + i] = 0.1 + 0.3 * fabs(uniform());
    errors[i] = 0x1p-45;
  }
  const int32_t hit = kw_shoot(level, d, lower, upper, rows, stride, count, errors, start, direction, scratch, &time, witness);
  give("shoot", hit, 0);
  give("shoot", time, 1e-12);
  if (hit != KW_NOTHING) give_all("shoot", witness, d, 1e-12);
  /* The witness lies behind what was hit, or on it, and inside everything else, by the definition. */
  int wrong = 0;
  for (int64_t i = 0; hit != KW_NOTHING && i < count; i++) {
    double slack = rows[d * stride + i];
    for (int64_t k = 0; k < d; k++) slack += rows[k * stride + i] * witness[k];
    wrong |= (slack > 0) == (i == hit);
  }
  give("shoot", wrong, 0);
  if (wrong) give("shoot: a witness that proves nothing", level + 1, 0);
}

static void escape(int level, int64_t width, int64_t count) {
  const int64_t stride = (width + 7) / 8 * 8, size = width + 1;
  double *rows = NEW(double, count * stride), *gram = NEW(double, count * count), *slacks = NEW(double, count);
  double *workspace = NEW(double, 3 * (count + 7) + stride + size * (size + 2)), *displacement = NEW(double, width);
  double *multipliers = NEW(double, size);
  int32_t *others = NEW(int32_t, count), *active = NEW(int32_t, size);
  int64_t held = 0;
  for (int64_t i = 0; i < count; i++) {
    fill(rows + i * stride, width);
    slacks[i] = 0.2 + fabs(uniform());
    others[i] = (int32_t)i;
  }
  for (int64_t i = 0; i < count; i++)
    for (int64_t j = 0; j < count; j++)
      for (int64_t k = 0; k < width; k++) gram[i * count + j] += rows[i * stride + k] * rows[j * stride + k];
  /* Through the last one. */
  const int found = kw_escape(level, width, rows, stride, gram, count, slacks, count - 1, others, count - 1, size, 1000,
                             workspace, displacement, active, multipliers, &held);
  give("escape", found, 0);
  if (found == KW_REACHED) give_all("escape", displacement, width, 1e-7);
  if (found != KW_BLOCKED) return;
  give("escape", (double)held, 0);
  /* In whatever order. */
  for (int64_t i = 0; i < count - 1; i++)
    for (int64_t a = 0; a < held; a++)
      if (active[a] == i) give("escape", (double)i, 0);
}

static void rows_of(int level, int64_t width, int64_t count) {
  const int64_t stride = (width + 7) / 8 * 8;
  double *rows = NEW(double, 20 * stride), *target = NEW(double, width), *factors = NEW(double, count);
  double *products = NEW(double, 20);
  int32_t *indices = NEW(int32_t, count);
  for (int i = 0; i < 20; i++) fill(rows + i * stride, width);
  fill(target, width);
  fill(factors, count);
  for (int64_t i = 0; i < count; i++) indices[i] = (int32_t)(random_word() % 20);
  kw_dots(level, target, rows, stride, width, 20, products);
  give_all("dots", products, 20, 1e-13);
  kw_add_rows(level, target, width, rows, stride, indices, factors, count);
  give_all("add_rows", target, width, 1e-13);
}

static void invert(int level, int64_t n) {
  double *matrix = NEW(double, n * n), *inverse = NEW(double, n * n);
  fill(matrix, n * n);
  for (int64_t i = 0; i < n; i++) matrix[i * n + i] += 4;
  give("invert", kw_invert(level, n, matrix, inverse), 0);
  give_all("invert", inverse, n * n, 1e-11);
  /* A matrix of zeros has no inverse. */
  double *zeros = NEW(double, n * n);
  give("invert", kw_invert(level, n, zeros, inverse), 0);
}

void check_programs(int level) {
  for (int64_t d = 1; d <= 12; d++)
    for (int64_t count = 1; count <= 41; count += 5) {
      minimise(level, d, count);
      shoot(level, d, count);
      escape(level, d, count);
    }
  for (int64_t width = 1; width <= 40; width += 3)
    for (int64_t count = 0; count <= 9; count++) rows_of(level, width, count);
  for (int64_t n = 1; n <= 20; n++) invert(level, n);
}
