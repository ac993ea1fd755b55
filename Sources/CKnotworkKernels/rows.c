#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>

/* Four rows at a time, so that the target is loaded and stored once for all of them. */
INLINE void add_rows(double *target, int64_t width, const double *rows, int64_t stride, const int32_t *indices,
                     const double *factors, int64_t count) {
  int64_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *a = rows + indices[k] * stride, *b = rows + indices[k + 1] * stride;
    const double *c = rows + indices[k + 2] * stride, *d = rows + indices[k + 3] * stride;
    const double p = factors[k], q = factors[k + 1], r = factors[k + 2], s = factors[k + 3];
    for (int64_t i = 0; i < width; i++) target[i] += (p * a[i] + q * b[i]) + (r * c[i] + s * d[i]);
  }
  for (; k < count; k++) {
    const double *a = rows + indices[k] * stride;
    const double p = factors[k];
    for (int64_t i = 0; i < width; i++) target[i] += p * a[i];
  }
}

/* Lanes of partial sums, which the compiler may not introduce by itself. */
INLINE double dot(const double *a, const double *b, int64_t width) {
  double sums[16] = {0};
  int64_t i = 0;
  for (; i + 16 <= width; i += 16)
    for (int lane = 0; lane < 16; lane++) sums[lane] += a[i + lane] * b[i + lane];
  double sum = 0;
  for (; i < width; i++) sum += a[i] * b[i];
  for (int half = 8; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
  return sum + sums[0];
}

INLINE void dots(const double *vector, const double *rows, int64_t stride, int64_t width, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++) out[i] = dot(vector, rows + i * stride, width);
}

/* Appends a row to a Cholesky factor of k rows, `room` doubles apart; 0 if it depends on those before. */
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
  /* The diagonal is kept as its reciprocal. */
  row[k] = 1 / sqrt(square);
  return 1;
}

INLINE int leave(int64_t count, const double *gram, int64_t stride, const double *slacks, int64_t row, int64_t room,
                 int64_t limit, double *workspace, double *coefficients, int32_t *active, double *multipliers,
                 int64_t *activeCount) {
  double *slack = workspace, *change = slack + stride, *factor = change + stride, *isActive = factor + room * room;
  const double *own = gram + row * stride;
  int64_t k = 0;
  for (int64_t j = 0; j < count; j++) {
    slack[j] = slacks[j];
    coefficients[j] = 0;
    isActive[j] = 0;
  }
  for (int64_t step = 0; step < limit; step++) {
    for (int64_t a = 0; a < k; a++) {
      const double *line = factor + a * room;
      multipliers[a] = (own[active[a]] - dot(line, multipliers, a)) * line[a];
    }
    for (int64_t a = k - 1; a >= 0; a--) {
      const double value = multipliers[a] * factor[a * room + a];
      multipliers[a] = value;
      const double *line = factor + a * room;
      for (int64_t b = 0; b < a; b++) multipliers[b] -= value * line[b];
    }
    int64_t worst = -1;
    double least = -0x1p-30;
    for (int64_t a = 0; a < k; a++)
      if (multipliers[a] < least) {
        least = multipliers[a];
        worst = a;
      }
    if (worst >= 0) {
      /* This row does not hold the point back: it may be left. */
      isActive[active[worst]] = 0;
      for (int64_t a = worst; a + 1 < k; a++) active[a] = active[a + 1];
      k--;
      for (int64_t a = worst; a < k; a++) {
        const double *line = gram + active[a] * stride;
        for (int64_t b = 0; b < a; b++) factor[a * room + b] = line[active[b]];
        if (!append(factor, room, a, line[active[a]])) return KW_UNDECIDED;
      }
      continue;
    }
    for (int64_t j = 0; j < count; j++) change[j] = -own[j];
    add_rows(change, count, gram, stride, active, multipliers, k);
    const double square = -change[row];
    if (square <= 0x1p-40 * own[row]) {
      *activeCount = k;
      return KW_BLOCKED;
    }
    const double reach = slack[row] / square;
    double first = INFINITY;
    for (int64_t j = 0; j < count; j++) {
      if (change[j] >= -0x1p-40 || isActive[j] != 0 || j == row) continue;
      first = fmin(first, slack[j] / -change[j]);
    }
    /* Of several at the same place the one that is farthest from depending on the others. */
    int64_t blocking = -1;
    double steepest = 0;
    for (int64_t j = 0; j < count; j++) {
      if (change[j] >= -0x1p-40 || isActive[j] != 0 || j == row) continue;
      if (slack[j] / -change[j] <= first * (1 + 0x1p-30) && change[j] < steepest) {
        steepest = change[j];
        blocking = j;
      }
    }
    const int isFree = first > reach * (1 + 0x1p-30);
    const double move = isFree ? (isinf(first) ? reach + slacks[row] / square : (reach + first) / 2) : first;
    coefficients[row] -= move;
    for (int64_t a = 0; a < k; a++) coefficients[active[a]] += move * multipliers[a];
    if (isFree) {
      *activeCount = k;
      return KW_REACHED;
    }
    /* Rows that meet in one point, as all do at the apex of a cone, are to be seen to do so. */
    for (int64_t j = 0; j < count; j++) {
      slack[j] += move * change[j];
      if (slack[j] < 0x1p-30 * slacks[j]) slack[j] = 0;
    }
    if (k == room) return KW_UNDECIDED;
    const double *line = gram + blocking * stride;
    for (int64_t b = 0; b < k; b++) factor[k * room + b] = line[active[b]];
    if (!append(factor, room, k, line[blocking])) return KW_UNDECIDED;
    isActive[blocking] = 1;
    slack[blocking] = 0;
    active[k++] = (int32_t)blocking;
  }
  return KW_UNDECIDED;
}

/* Gauss-Jordan elimination with partial pivoting. */
INLINE int invert(int64_t n, double *matrix, double *inverse) {
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < n; j++) inverse[i * n + j] = i == j;
  }
  for (int64_t column = 0; column < n; column++) {
    int64_t pivot = column;
    for (int64_t i = column + 1; i < n; i++)
      if (fabs(matrix[i * n + column]) > fabs(matrix[pivot * n + column])) pivot = i;
    const double element = matrix[pivot * n + column];
    if (!(fabs(element) > 0)) return 0;
    if (pivot != column)
      for (int64_t j = 0; j < n; j++) {
        double t = matrix[pivot * n + j];
        matrix[pivot * n + j] = matrix[column * n + j];
        matrix[column * n + j] = t;
        t = inverse[pivot * n + j];
        inverse[pivot * n + j] = inverse[column * n + j];
        inverse[column * n + j] = t;
      }
    double *row = matrix + column * n, *right = inverse + column * n;
    const double reciprocal = 1 / element;
    for (int64_t j = column; j < n; j++) row[j] *= reciprocal;
    for (int64_t j = 0; j < n; j++) right[j] *= reciprocal;
    for (int64_t i = 0; i < n; i++) {
      const double factor = matrix[i * n + column];
      if (i == column || factor == 0) continue;
      for (int64_t j = column; j < n; j++) matrix[i * n + j] -= factor * row[j];
      for (int64_t j = 0; j < n; j++) inverse[i * n + j] -= factor * right[j];
    }
  }
  return 1;
}

#define VARIANT(NAME, TARGET)                                                                                        \
  TARGET static void add_rows_##NAME(double *target, int64_t width, const double *rows, int64_t stride,              \
                                     const int32_t *indices, const double *factors, int64_t count) {                 \
    add_rows(target, width, rows, stride, indices, factors, count);                                                  \
  }                                                                                                                  \
  TARGET static void dots_##NAME(const double *vector, const double *rows, int64_t stride, int64_t width,            \
                                 int64_t count, double *out) {                                                       \
    dots(vector, rows, stride, width, count, out);                                                                   \
  }                                                                                                                  \
  TARGET static int leave_##NAME(int64_t count, const double *gram, int64_t stride, const double *slacks, int64_t row, \
                                 int64_t room, int64_t limit, double *workspace, double *coefficients,               \
                                 int32_t *active, double *multipliers, int64_t *activeCount) {       \
    return leave(count, gram, stride, slacks, row, room, limit, workspace, coefficients, active, multipliers,        \
                 activeCount);                                                                                       \
  }                                                                                                                  \
  TARGET static int invert_##NAME(int64_t n, double *matrix, double *inverse) { return invert(n, matrix, inverse); }

VARIANTS(NARROW)

void kw_add_rows(int level, double *target, int64_t width, const double *rows, int64_t stride, const int32_t *indices,
                 const double *factors, int64_t count) {
  DISPATCH(add_rows, target, width, rows, stride, indices, factors, count)
}

void kw_dots(int level, const double *vector, const double *rows, int64_t stride, int64_t width, int64_t count,
             double *out) {
  DISPATCH(dots, vector, rows, stride, width, count, out)
}

int kw_leave(int level, int64_t count, const double *gram, int64_t stride, const double *slacks, int64_t row,
             int64_t room, int64_t limit, double *workspace, double *coefficients, int32_t *active,
             double *multipliers, int64_t *activeCount) {
  DISPATCH(leave, count, gram, stride, slacks, row, room, limit, workspace, coefficients, active, multipliers,
           activeCount)
}

int kw_invert(int level, int64_t n, double *matrix, double *inverse) { DISPATCH(invert, n, matrix, inverse) }
