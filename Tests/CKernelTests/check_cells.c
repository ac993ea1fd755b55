/* The kernels that subdivide cells. */
#include "check.h"

#include <stdlib.h>

static void accumulate(int level, int64_t stride, int64_t rows, int64_t count, int is_integer) {
  double *start = NEW(double, rows * stride), *out = NEW(double, rows * stride), *weights = NEW(double, 40 * stride);
  double *factors = NEW(double, rows * count);
  int32_t *columns = NEW(int32_t, count);
  for (int64_t i = 0; i < rows * stride; i++) start[i] = is_integer ? integer(8) : uniform();
  for (int64_t i = 0; i < 40 * stride; i++) weights[i] = is_integer ? integer(8) : uniform();
  for (int64_t i = 0; i < rows * count; i++) factors[i] = is_integer ? integer(8) : uniform();
  for (int64_t i = 0; i < count; i++) columns[i] = (int32_t)(random_word() % 40);
  kw_accumulate(level, out, start, weights, stride, rows, columns, factors, count);
  give_all("accumulate", out, rows * stride, is_integer ? 0 : 1e-13);
}

static void classify(int level, int64_t stride, int64_t vertices, int64_t d) {
  /* Small integers, so that values often are just at the tolerance. */
  double *maps = NEW(double, (d + 1) * stride), *points = NEW(double, 2 * vertices * (d + 1));
  double *fixed = NEW(double, stride), *spread = NEW(double, stride);
  int32_t *indices = NEW(int32_t, vertices);
  const int64_t words = (stride + 63) / 64;
  uint64_t *masks = NEW(uint64_t, 3 * words);
  for (int64_t i = 0; i < (d + 1) * stride; i++) maps[i] = integer(3);
  for (int64_t i = 0; i < 2 * vertices * (d + 1); i++) points[i] = integer(3);
  for (int64_t i = 0; i < stride; i++) fixed[i] = spread[i] = (double)(random_word() % 3);
  for (int64_t i = 0; i < vertices; i++) indices[i] = (int32_t)(2 * (vertices - 1 - i));
  kw_classify(level, maps, stride, d + 1, points, d + 1, indices, vertices, fixed, spread, 0.5, masks, masks + words,
              masks + 2 * words);
  for (int64_t i = 0; i < 3 * words; i++) {
    give("classify", (double)(masks[i] >> 32), 0);
    give("classify", (double)(masks[i] & 0xFFFFFFFF), 0);
  }
}

static int by_numbers(const void *p, const void *q) {
  const int32_t *a = p, *b = q;
  return a[0] != b[0] ? (a[0] > b[0]) - (a[0] < b[0]) : (a[1] > b[1]) - (a[1] < b[1]);
}

/* Points on both sides of a hyperplane, and where the edges between them meet it. */
static void sides(int level, int64_t d, int64_t count) {
  double *points = NEW(double, count * (d + 1)), *row = NEW(double, d + 1), *values = NEW(double, count);
  int32_t *indices = NEW(int32_t, count), *lists = NEW(int32_t, 3 * (count + 1));
  int64_t counts[3];
  for (int64_t i = 0; i < count; i++) {
    fill(points + i * (d + 1), d);
    points[i * (d + 1) + d] = 0x1p-50;
    indices[i] = (int32_t)(count - 1 - i);
  }
  fill(row, d + 1);
  row[d] *= 0.25;
  kw_sides(level, d, points, indices, count, row, 0x1p-40, 2, values, lists, lists + count + 1, lists + 2 * (count + 1),
           counts);
  give_all("sides", values, count, 1e-13);
  for (int k = 0; k < 3; k++) {
    give("sides", (double)counts[k], 0);
    give_numbers("sides", lists + k * (count + 1), counts[k]);
  }
  /* Masks of few bits, so that many differ in two. */
  uint64_t *masks = NEW(uint64_t, count);
  for (int64_t i = 0; i < count; i++) masks[i] = (random_word() & random_word() & 0xFF) << 28;
  int32_t *pairs = NEW(int32_t, 2 * (counts[0] * counts[1] + 1));
  const int64_t edges = kw_edges(level, masks, lists, counts[0], lists + count + 1, counts[1], pairs);
  give("edges", (double)edges, 0);
  /* Variants give them in orders of their own. */
  qsort(pairs, (size_t)edges, 2 * sizeof *pairs, by_numbers);
  give_numbers("edges", pairs, 2 * edges);
  double *met = NEW(double, edges * (d + 1));
  kw_meet(level, d, points, indices, pairs, edges, values, 0x1p-48, 2, met);
  for (int64_t e = 0; e < edges; e++) {
    give_all("meet", met + e * (d + 1), d, 1e-10);
    give("meet", met[e * (d + 1) + d], 1e-10);
  }
}

static void solve(int level, int64_t d, int64_t count) {
  /* All hyperplanes go through one point; each has a large coefficient of its own, so that they are far from parallel. */
  double *rows = NEW(double, count * (d + 1)), *errors = NEW(double, count * (d + 1)), *point = NEW(double, d);
  double *solution = NEW(double, d), *scratch = NEW(double, count * (d + count) + d * d);
  fill(point, d);
  for (int64_t r = 0; r < count; r++) {
    double *row = rows + r * (d + 1);
    fill(row, d);
    row[r % d] += row[r % d] < 0 ? -2 : 2;
    for (int64_t k = 0; k < d; k++) row[d] -= row[k] * point[k];
    for (int64_t k = 0; k <= d; k++) errors[r * (d + 1) + k] = 0x1p-52;
  }
  const double radius = kw_solve(level, d, rows, errors, count, solution, scratch);
  give("solve", radius < 1e-10, 0);
  give_all("solve", solution, d, 1e-11);
}

static void parts(int level, int64_t d, int64_t units) {
  const int64_t corners = (int64_t)1 << d;
  double *points = NEW(double, corners * (d + 1)), *rows = NEW(double, units * (d + 3));
  double *scratch = NEW(double, 18 * (corners + 8) + 64);
  int32_t *indices = NEW(int32_t, corners);
  for (int64_t c = 0; c < corners; c++) {
    for (int64_t k = 0; k < d; k++) points[c * (d + 1) + k] = c >> k & 1 ? 1 : -1;
    indices[c] = (int32_t)c;
  }
  for (int64_t u = 0; u < units; u++) {
    fill(rows + u * (d + 3), d + 1);
    rows[u * (d + 3) + d + 1] = 0x1p-45;
  }
  give("parts", (double)kw_parts(level, d, points, indices, corners, units, rows, scratch), 0);
}

void check_cells(int level) {
  static const int64_t strides[] = {8, 16, 24, 40, 64, 136}, factors[] = {0, 1, 2, 7, 33}, vertices[] = {3, 4, 9};
  for (int s = 0; s < 6; s++) {
    for (int64_t rows = 2; rows <= 12; rows++)
      for (int c = 0; c < 5; c++) accumulate(level, strides[s], rows, factors[c], (s + c) % 2);
    for (int64_t d = 1; d <= 8; d++)
      for (int v = 0; v < 3; v++) classify(level, strides[s], vertices[v], d);
  }
  for (int64_t d = 1; d <= 10; d++) {
    for (int64_t count = 1; count <= 65; count += 16) sides(level, d, count);
    for (int64_t more = 0; more < 4; more++) solve(level, d, d + more);
    if (d <= 7)
      for (int i = 0; i < 20; i++) parts(level, d, 2 + i % 2);
  }
}
