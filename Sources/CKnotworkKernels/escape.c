#include "CKnotworkKernels.h"
#include "rows.h"
#include "variants.h"

#include <math.h>

/* out[i] = vector . row indices[i]; rows of `stride` doubles, a multiple of 8, padded with zeros. */
INLINE void padded_dots(const double *vector, const double *rows, int64_t stride, const int32_t *indices, int64_t count,
                        double *out) {
  int64_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *a = rows + indices[k] * stride, *b = rows + indices[k + 1] * stride;
    const double *c = rows + indices[k + 2] * stride;
    const double *d = rows + indices[k + 3] * stride;
    double sums[4][8] = {{0}};
    for (int64_t i = 0; i < stride; i += 8)
      for (int lane = 0; lane < 8; lane++) {
        const double x = vector[i + lane];
        sums[0][lane] += x * a[i + lane];
        sums[1][lane] += x * b[i + lane];
        sums[2][lane] += x * c[i + lane];
        sums[3][lane] += x * d[i + lane];
      }
    for (int row = 0; row < 4; row++) {
      for (int lane = 0; lane < 4; lane++) sums[row][lane] += sums[row][lane + 4];
      out[k + row] = (sums[row][0] + sums[row][1]) + (sums[row][2] + sums[row][3]);
    }
  }
  for (; k < count; k++) out[k] = dot(vector, rows + indices[k] * stride, stride);
}

/* target -= factor * source. */
INLINE void subtract(double *restrict target, double factor, const double *restrict source, int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] -= factor * source[i];
}

/* A Cholesky factor of the inner products of k rows: lines `room` doubles apart, the diagonal kept as its reciprocal. */

/* Appends a line that holds the inner products with the k rows before; 0 if the row depends on those. */
INLINE int append(double *factor, int64_t room, int64_t k, double diagonal) {
  double *row = factor + k * room;
  double square = diagonal;
  for (int64_t a = 0; a < k; a++) {
    const double *other = factor + a * room;
    const double value = (row[a] - dot(row, other, a)) * other[a];
    row[a] = value;
    square -= value * value;
  }
  if (!(square > 0x1p-44 * diagonal)) return 0;
  row[k] = 1 / sqrt(square);
  return 1;
}

/* The multipliers whose sum of rows has these inner products with the rows. */
INLINE void solve(const double *factor, int64_t room, int64_t k, double *values) {
  for (int64_t a = 0; a < k; a++) {
    const double *line = factor + a * room;
    values[a] = (values[a] - dot(line, values, a)) * line[a];
  }
  for (int64_t a = k - 1; a >= 0; a--) {
    const double *line = factor + a * room;
    const double value = values[a] * line[a];
    values[a] = value;
    subtract(values, value, line, a);
  }
}

INLINE int escape(int64_t width, const double *rows, int64_t stride, const double *gram, int64_t gramStride,
                 const double *slacks, int64_t row, const int32_t *others, int64_t count, int64_t room, int64_t limit,
                 double *workspace, double *displacement, int32_t *active, double *multipliers,
                 int64_t *activeCount) {
  const int64_t padded = (count + 7) & ~(int64_t)7;
  double *slack = workspace, *decline = slack + padded, *meeting = decline + padded;
  double *rest = meeting + padded, *kept = rest + stride, *part = kept + room, *factor = part + room;
  const double *own = gram + row * gramStride;
  double ownSlack = slacks[row];
  int64_t k = 0;
  for (int64_t j = 0; j < count; j++) slack[j] = slacks[others[j]];
  for (int64_t j = count; j < padded; j++) slack[j] = decline[j] = 0;
  for (int64_t i = 0; i < width; i++) displacement[i] = 0;
  for (int64_t step = 0; step < limit; step++) {
    /* What remains of the row beside the active ones. A short remainder is seen only if it is taken again from itself. */
    for (int64_t i = 0; i < stride; i++) rest[i] = rows[row * stride + i];
    for (int64_t a = 0; a < k; a++) {
      part[a] = own[others[active[a]]];
      multipliers[a] = 0;
    }
    double square = own[row];
    for (int pass = 0; pass < 3 && k > 0; pass++) {
      if (pass > 0) {
        if (square > (pass == 1 ? 0x1p-20 : 0x1p-50) * own[row]) break;
        for (int64_t a = 0; a < k; a++) part[a] = dot(rest, rows + others[active[a]] * stride, stride);
      }
      solve(factor, room, k, part);
      for (int64_t a = 0; a < k; a++) {
        multipliers[a] += part[a];
        subtract(rest, part[a], rows + others[active[a]] * stride, stride);
      }
      square = dot(rest, rest, stride);
    }
    /* From the last multipliers towards these as far as all stay >= 0; a row whose multiplier ends there may be left. */
    int64_t ending = -1;
    double share = 1;
    for (int64_t a = 0; a < k; a++)
      if (multipliers[a] < -0x1p-40 && kept[a] <= share * (kept[a] - multipliers[a])) {
        share = kept[a] / (kept[a] - multipliers[a]);
        ending = a;
      }
    for (int64_t a = 0; a < k; a++) kept[a] = fmax(0, kept[a] + share * (multipliers[a] - kept[a]));
    if (ending >= 0) {
      k--;
      for (int64_t a = ending; a < k; a++) {
        active[a] = active[a + 1];
        kept[a] = kept[a + 1];
        const double *line = gram + others[active[a]] * gramStride;
        for (int64_t b = 0; b < a; b++) factor[a * room + b] = line[others[active[b]]];
        if (!append(factor, room, a, line[others[active[a]]])) return KW_UNDECIDED;
      }
      continue;
    }
    double scale = sqrt(own[row]);
    for (int64_t a = 0; a < k; a++) scale += kept[a] * sqrt(gram[others[active[a]] * gramStride + others[active[a]]]);
    if (k == width || sqrt(square) <= 0x1p-42 * scale) {
      for (int64_t a = 0; a < k; a++) active[a] = others[active[a]];
      *activeCount = k;
      return KW_BLOCKED;
    }
    /* Where the way against the remainder meets the others. */
    const double slope = 0x1p-40 * sqrt(square);
    padded_dots(rest, rows, stride, others, count, decline);
    for (int64_t a = 0; a < k; a++) decline[active[a]] = 0;
    double firsts[8] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    for (int64_t j = 0; j < padded; j += 8)
      for (int lane = 0; lane < 8; lane++) {
        const double at = decline[j + lane] > slope ? slack[j + lane] / decline[j + lane] : INFINITY;
        meeting[j + lane] = at;
        firsts[lane] = at < firsts[lane] ? at : firsts[lane];
      }
    double first = INFINITY;
    for (int lane = 0; lane < 8; lane++) first = fmin(first, firsts[lane]);
    /* Of several at the same place the one that is farthest from depending on the others. */
    int64_t blocking = -1;
    double steepest = 0;
    for (int64_t j = 0; j < count; j++)
      if (meeting[j] <= first * (1 + 0x1p-30) && decline[j] > steepest) {
        steepest = decline[j];
        blocking = j;
      }
    const double reach = ownSlack / square;
    const int isFree = first > reach * (1 + 0x1p-30);
    const double move = isFree ? (isinf(first) ? reach + slacks[row] / square : (reach + first) / 2) : first;
    for (int64_t i = 0; i < width; i++) displacement[i] -= move * rest[i];
    if (isFree) return KW_REACHED;
    /* Rows that meet in one point, as all do at the apex of a cone, are to be seen to do so. */
    for (int64_t j = 0; j < count; j++) {
      slack[j] -= move * decline[j];
      if (slack[j] < 0x1p-30 * slacks[others[j]]) slack[j] = 0;
    }
    ownSlack -= move * square;
    if (ownSlack < 0x1p-30 * slacks[row]) ownSlack = 0;
    if (k == room) return KW_UNDECIDED;
    const double *line = gram + others[blocking] * gramStride;
    for (int64_t b = 0; b < k; b++) factor[k * room + b] = line[others[active[b]]];
    if (!append(factor, room, k, line[others[blocking]])) return KW_UNDECIDED;
    slack[blocking] = 0;
    kept[k] = 0;
    active[k++] = (int32_t)blocking;
  }
  return KW_UNDECIDED;
}

#define VARIANT(NAME, TARGET)                                                                                        \
  TARGET static int escape_##NAME(int64_t width, const double *rows, int64_t stride, const double *gram,              \
                                 int64_t gramStride, const double *slacks, int64_t row, const int32_t *others,       \
                                 int64_t count, int64_t room, int64_t limit, double *workspace,                      \
                                 double *displacement, int32_t *active, double *multipliers,                         \
                                 int64_t *activeCount) {                                                             \
    return escape(width, rows, stride, gram, gramStride, slacks, row, others, count, room, limit, workspace,          \
                 displacement, active, multipliers, activeCount);                                                    \
  }

VARIANTS(NARROW)

int kw_escape(int level, int64_t width, const double *rows, int64_t stride, const double *gram, int64_t gramStride,
             const double *slacks, int64_t row, const int32_t *others, int64_t count, int64_t room, int64_t limit,
             double *workspace, double *displacement, int32_t *active, double *multipliers, int64_t *activeCount) {
  DISPATCH(escape, width, rows, stride, gram, gramStride, slacks, row, others, count, room, limit, workspace,
           displacement, active, multipliers, activeCount)
}
