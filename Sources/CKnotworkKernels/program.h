/* The dual simplex method with bounded variables on a dense tableau, and what its multipliers prove. Private to this target.

   Minimises the last row of `original` over structural variables in their bounds such that every other row, a slack, lies in its
   own. All bounds are finite, so that any basis is dual feasible once what is not basic stands at the right bound: bounds may
   change between calls, and the next one goes on from the same basis. */
#ifndef KW_PROGRAM_H
#define KW_PROGRAM_H

#include "relaxation.h"

enum { SOLVED, ABOVE, IMPOSSIBLE, UNCLEAR, PAUSED };

struct program {
  int64_t columns, rows, stride;
  int64_t column_room, row_room;
  /* rows + 1 rows: coefficients of the structural variables and, behind them, a constant. */
  double *original, *tableau;
  /* How far a row of `original` may be off, and how large its terms are. */
  double *row_error, *row_size;
  /* Of the structural variables, then of the slacks. */
  double *lower, *upper;
  int32_t *basic, *nonbasic;
  int8_t *at_upper;
  /* The values of what is basic and of the objective. */
  double *value;
  double *ratio, *residual, *weight;
  int32_t *heap, *flipped;
  int64_t pivots;
};

static inline void program_free(program *p) {
  void *all[] = {p->original, p->tableau, p->row_error, p->row_size, p->lower, p->upper, p->value, p->ratio, p->residual,
                 p->weight, p->basic, p->nonbasic, p->at_upper, p->heap, p->flipped};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

/* The power of two that is not below a positive number. */
static inline double power_above(double number) {
  int exponent;
  frexp(number, &exponent);
  return ldexp(1, exponent);
}

static inline void program_room(program *p, int64_t columns, int64_t rows) {
  const int64_t stride = padded(columns + 1);
  p->columns = columns;
  p->rows = rows;
  p->stride = stride;
  p->pivots = 0;
  /* A box that is a point has neither columns nor rows. */
  if (p->original && columns <= p->column_room && rows <= p->row_room) return;
  double **all[] = {&p->original, &p->tableau, &p->row_error, &p->row_size, &p->lower, &p->upper, &p->value, &p->ratio,
                    &p->residual, &p->weight};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(*all[i]);
  free(p->basic);
  free(p->nonbasic);
  free(p->at_upper);
  free(p->heap);
  free(p->flipped);
  p->column_room = columns = columns > p->column_room ? columns + columns / 4 : p->column_room;
  p->row_room = rows = rows > p->row_room ? rows + rows / 4 : p->row_room;
  p->original = doubles((rows + 1) * padded(columns + 1));
  p->tableau = doubles((rows + 1) * padded(columns + 1));
  p->row_error = doubles(rows + 1);
  p->row_size = doubles(rows + 1);
  p->lower = doubles(columns + rows);
  p->upper = doubles(columns + rows);
  p->value = doubles(rows + 1);
  p->ratio = doubles(columns);
  p->residual = doubles(padded(columns + 1));
  p->weight = doubles(rows);
  p->basic = (int32_t *)doubles(rows);
  p->nonbasic = (int32_t *)doubles(columns);
  p->at_upper = (int8_t *)doubles(columns);
  p->heap = (int32_t *)doubles(columns);
  p->flipped = (int32_t *)doubles(columns);
}

/* Back to the basis of all slacks. */
static inline void program_reset(program *p) {
  memcpy(p->tableau, p->original, (size_t)((p->rows + 1) * p->stride) * 8);
  for (int64_t i = 0; i < p->rows; i++) p->basic[i] = (int32_t)(p->columns + i);
  for (int64_t j = 0; j < p->columns; j++) p->nonbasic[j] = (int32_t)j;
  p->pivots = 0;
}

/* Moves what is not basic to the bound that the objective asks for. */
INLINE void program_place(program *p) {
  const double *costs = p->tableau + p->rows * p->stride;
  double *at = p->residual;
  for (int64_t j = 0; j < p->stride; j++) at[j] = 0;
  for (int64_t j = 0; j < p->columns; j++) {
    p->at_upper[j] = costs[j] < 0;
    at[j] = p->at_upper[j] ? p->upper[p->nonbasic[j]] : p->lower[p->nonbasic[j]];
  }
  at[p->columns] = 1;
  for (int64_t i = 0; i <= p->rows; i++) p->value[i] = inner(p->tableau + i * p->stride, at, p->stride);
}

/* A bound from below on scale * objective + the sum of weights times what slacks are beyond their rows: whatever the weights are,
   it holds at every point where all slacks are within their bounds. */
INLINE double program_proof(program *p, double scale) {
  double *rest = p->residual;
  const double *objective = p->original + p->rows * p->stride;
  for (int64_t k = 0; k < p->stride; k++) rest[k] = scale * objective[k];
  double size = scale * p->row_size[p->rows], error = scale * p->row_error[p->rows], slack = 0;
  int64_t terms = p->columns + 20;
  for (int64_t i = 0; i < p->rows; i++) {
    const double weight = p->weight[i];
    if (weight == 0) continue;
    const double *row = p->original + i * p->stride;
    for (int64_t k = 0; k < p->stride; k++) rest[k] -= weight * row[k];
    const double least = weight > 0 ? p->lower[p->columns + i] : p->upper[p->columns + i];
    slack += weight * least;
    size += fabs(weight) * (p->row_size[i] + fabs(least));
    error += fabs(weight) * p->row_error[i];
    terms++;
  }
  double low = rest[p->columns];
  for (int64_t k = 0; k < p->columns; k++) low += rest[k] * (rest[k] > 0 ? p->lower[k] : p->upper[k]);
  const double bound = low + slack - error * (1 + 0x1p-30) - ROUNDING(terms) * size - TINY;
  return isfinite(bound) && isfinite(size) ? bound : -INFINITY;
}

/* What the reduced costs prove of the objective. */
INLINE double program_bound(program *p) {
  const double *costs = p->tableau + p->rows * p->stride;
  for (int64_t i = 0; i < p->rows; i++) p->weight[i] = 0;
  for (int64_t j = 0; j < p->columns; j++)
    if (p->nonbasic[j] >= p->columns) p->weight[p->nonbasic[j] - p->columns] = costs[j];
  return program_proof(p, 1);
}

/* Whether a row of the tableau, whose basic variable cannot come within its bounds, proves that there is no point. */
INLINE int program_contradiction(program *p, int64_t row, double sign) {
  const double *coefficients = p->tableau + row * p->stride;
  for (int64_t i = 0; i < p->rows; i++) p->weight[i] = 0;
  for (int64_t j = 0; j < p->columns; j++)
    if (p->nonbasic[j] >= p->columns) p->weight[p->nonbasic[j] - p->columns] = -sign * coefficients[j];
  if (p->basic[row] >= p->columns) p->weight[p->basic[row] - p->columns] = sign;
  return program_proof(p, 0) > 0;
}

/* Numbers of columns, ordered as a heap by their ratios. */
INLINE void sink(const double *ratio, int32_t *heap, int64_t count, int64_t place) {
  const int32_t item = heap[place];
  for (;;) {
    int64_t child = 2 * place + 1;
    if (child >= count) break;
    if (child + 1 < count && ratio[heap[child + 1]] < ratio[heap[child]]) child++;
    if (ratio[heap[child]] >= ratio[item]) break;
    heap[place] = heap[child];
    place = child;
  }
  heap[place] = item;
}

INLINE void program_pivot(program *p, int64_t row, int64_t column) {
  const int64_t stride = p->stride;
  double *pivot = p->tableau + row * stride;
  const double reciprocal = 1 / pivot[column];
  for (int64_t k = 0; k < stride; k++) pivot[k] *= -reciprocal;
  pivot[column] = reciprocal;
  for (int64_t i = 0; i <= p->rows; i++) {
    if (i == row) continue;
    double *target = p->tableau + i * stride;
    const double factor = target[column];
    if (factor == 0) continue;
    target[column] = 0;
    const eight spread = SPREAD(factor);
    for (int64_t k = 0; k < stride; k += 8) *(eight *)(target + k) += spread * *(const eight *)(pivot + k);
  }
  const int32_t entering = p->nonbasic[column];
  p->nonbasic[column] = p->basic[row];
  p->basic[row] = entering;
  p->pivots++;
}

/* Goes on until the minimum is found, the objective is proved to be above the limit, there is proved to be no point, numbers are
   too close to call, or so many pivots have been made. */
INLINE int program_solve(program *p, double limit, int64_t *pivots) {
  const double tolerance = 0x1p-36;
  const int64_t stride = p->stride, most = 60 + 6 * (p->columns + p->rows);
  double tried = limit;
  for (int64_t steps = 0;; steps++) {
    if (p->value[p->rows] > tried) {
      if (program_bound(p) > limit) return ABOVE;
      tried = p->value[p->rows] + fabs(p->value[p->rows] - limit) * 0.25;
    }
    if (steps > most) return UNCLEAR;
    if (*pivots <= 0) return PAUSED;
    double worst = tolerance, sign = 1;
    int64_t row = -1;
    for (int64_t i = 0; i < p->rows; i++) {
      const int32_t v = p->basic[i];
      const double below = p->lower[v] - p->value[i], above = p->value[i] - p->upper[v];
      if (below > worst) {
        worst = below;
        row = i;
        sign = 1;
      }
      if (above > worst) {
        worst = above;
        row = i;
        sign = -1;
      }
    }
    if (row < 0) return SOLVED;
    const double *coefficients = p->tableau + row * stride, *costs = p->tableau + p->rows * stride;
    int64_t count = 0;
    for (int64_t j = 0; j < p->columns; j++) {
      const double along = sign * coefficients[j];
      const int32_t v = p->nonbasic[j];
      if (p->at_upper[j] ? along >= -0x1p-30 : along <= 0x1p-30) continue;
      if (!(p->upper[v] > p->lower[v])) continue;
      p->ratio[j] = fabs(costs[j]) / fabs(along);
      p->heap[count++] = (int32_t)j;
    }
    for (int64_t i = count / 2 - 1; i >= 0; i--) sink(p->ratio, p->heap, count, i);
    double missing = worst;
    int64_t entering = -1, flips = 0;
    while (count > 0) {
      const int32_t j = p->heap[0];
      p->heap[0] = p->heap[--count];
      if (count > 0) sink(p->ratio, p->heap, count, 0);
      const double gain = fabs(coefficients[j]) * (p->upper[p->nonbasic[j]] - p->lower[p->nonbasic[j]]);
      if (gain < missing) {
        missing -= gain;
        p->flipped[flips++] = j;
        continue;
      }
      entering = j;
      while (count > 0 && p->ratio[p->heap[0]] <= p->ratio[j] + 0x1p-40
             && fabs(coefficients[entering]) < 0x1p-10) {
        const int32_t other = p->heap[0];
        p->heap[0] = p->heap[--count];
        if (count > 0) sink(p->ratio, p->heap, count, 0);
        if (fabs(coefficients[other]) > fabs(coefficients[entering])) entering = other;
      }
      break;
    }
    if (entering < 0) return program_contradiction(p, row, sign) ? IMPOSSIBLE : UNCLEAR;
    for (int64_t k = 0; k < flips; k++) {
      const int32_t j = p->flipped[k];
      const int32_t v = p->nonbasic[j];
      const double change = p->at_upper[j] ? p->lower[v] - p->upper[v] : p->upper[v] - p->lower[v];
      p->at_upper[j] = !p->at_upper[j];
      for (int64_t i = 0; i <= p->rows; i++) p->value[i] += p->tableau[i * stride + j] * change;
    }
    const int32_t leaving = p->basic[row], v = p->nonbasic[entering];
    const double target = sign > 0 ? p->lower[leaving] : p->upper[leaving];
    const double change = (target - p->value[row]) / coefficients[entering];
    const double entered = (p->at_upper[entering] ? p->upper[v] : p->lower[v]) + change;
    for (int64_t i = 0; i <= p->rows; i++) p->value[i] += p->tableau[i * stride + entering] * change;
    program_pivot(p, row, entering);
    p->value[row] = entered;
    p->at_upper[entering] = sign < 0;
    --*pivots;
  }
}

/* The values of all variables, structural ones and slacks. */
INLINE void program_point(const program *p, double *values) {
  for (int64_t j = 0; j < p->columns; j++)
    values[p->nonbasic[j]] = p->at_upper[j] ? p->upper[p->nonbasic[j]] : p->lower[p->nonbasic[j]];
  for (int64_t i = 0; i < p->rows; i++) values[p->basic[i]] = p->value[i];
}

#endif
