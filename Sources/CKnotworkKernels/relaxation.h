/* The relaxation of a network over a box: what bounds.c fills and phases.c reads. Private to this target.

   Affine forms are in normal variables, each from -1 to 1 (one for each input that is not fixed) or from 0 to 1 (outputs of open
   units in linear programs). What is called `error` bounds how far a form is off as computed, rounding included. */
#ifndef KW_RELAXATION_H
#define KW_RELAXATION_H

#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef double eight __attribute__((vector_size(64), aligned(8)));
#define SPREAD(number) ((eight){number, number, number, number, number, number, number, number})

/* What products that underflow may add up to. */
#define TINY 1e-290
/* Twice what rounding may do, relatively, to a sum of so many products. */
#define ROUNDING(count) ((double)((count) + 60) * 0x1p-52)

enum { OFF, ON, OPEN };

typedef struct {
  int64_t in, out;
  const double *weights, *bias, *slopes;
  /* The columns of weights that belong to live units of the layer before, `stride` apart; padded with zeros. */
  double *packed;
  int64_t stride;
  /* For each unit: bounds on its pre-activation, how large the terms of that are at most, ON, OFF or OPEN. */
  double *lower, *upper, *terms;
  int8_t *state;
  /* Whether it was active at the point that was evaluated last. */
  int8_t *active;
  /* The number of each open unit, and of each live one: one whose output may differ from 0. */
  int32_t *open, *live;
  int64_t open_count, live_count;
  /* For each live unit: bounds on its output and its size; lines below and above it, slope * z + constant. */
  double *least, *most, *size;
  double *below, *below_constant, *above, *above_constant, *live_terms, *live_bias;
  /* For each open unit, how much each input moves its pre-activation. */
  double *influence;
  /* How many units may be active and inactive. What is in `open` are those whose bounds rows can tighten. */
  int64_t phase_count;
  /* Where two networks go side by side, unit by unit: how many pairs there are; else 0. Unit i is one of the first network; of
     unit pairs + i the pre-activation is what that of the second network has more, and the output what its output has more. */
  int64_t pairs;
  /* For each pair: bounds on the pre-activation of the second network, and its state. */
  double *second_lower, *second_upper;
  int8_t *second_state;
  /* Of each unit of the first network its place among live ones, -1 where it has none; in programs, the number of its variable
     and of its phase. */
  int32_t *place, *variable, *held;
  /* For each live difference: coefficients on the pre-activation of the first unit in the planes below and above, and a plane
     from which it is radius apart at most. */
  double *below_first, *above_first, *middle, *middle_first, *middle_constant, *middle_radius;
  /* The live differences whose lines have the first unit's pre-activation. */
  int32_t *mixed;
  int64_t mixed_count;
  /* How many variables forms of the outputs have more than those of the pre-activations. */
  int64_t fresh_count;
} layer;

typedef struct {
  double *constant, *error, *size, *rows;
} forms;

typedef struct program program;
struct cases;
struct slopes;

struct kw_relaxation {
  int64_t inputs, outputs, layers, widest, units;
  double *parameters;
  layer *layer; /* layers + 1; number 0 has only what belongs to outputs: the inputs */
  const double *lower, *upper;
  double *centre, *radius;
  int32_t *free; /* the inputs that are not fixed */
  int64_t free_count;
  int sound; /* whether all numbers are finite */
  double deadline; /* in seconds of the system's clock */
  int rescaled; /* whether weights of differences are rounded ones */
  forms from, to;
  int64_t form_room; /* doubles for the rows of each */
  double *rows, *other_rows, *products; /* for backward rows */
  int64_t row_room;
  double *values, *derivatives; /* for points: of every unit, and two rows of the widest layer */
  struct cases *cases;
  struct slopes *slopes;
};

/* sums[j] of a * b, for lengths padded with zeros to a multiple of 8. */
INLINE double inner(const double *a, const double *b, int64_t width) {
  eight first = SPREAD(0), second = SPREAD(0);
  int64_t i = 0;
  for (; i + 16 <= width; i += 16) {
    first += *(const eight *)(a + i) * *(const eight *)(b + i);
    second += *(const eight *)(a + i + 8) * *(const eight *)(b + i + 8);
  }
  if (i < width) first += *(const eight *)(a + i) * *(const eight *)(b + i);
  first += second;
  double lanes[8], sum = 0;
  memcpy(lanes, &first, sizeof lanes);
  for (int lane = 0; lane < 8; lane++) sum += lanes[lane];
  return sum;
}

/* The same with the absolute values of a. */
INLINE double inner_size(const double *a, const double *b, int64_t width) {
  double lanes[8] = {0}, sum = 0;
  for (int64_t i = 0; i < width; i += 8)
    for (int lane = 0; lane < 8; lane++) lanes[lane] += fabs(a[i + lane]) * b[i + lane];
  for (int lane = 0; lane < 8; lane++) sum += lanes[lane];
  return sum;
}

/* The sum of absolute values. */
INLINE double total_size(const double *a, int64_t width) {
  double lanes[8] = {0}, sum = 0;
  for (int64_t i = 0; i < width; i += 8)
    for (int lane = 0; lane < 8; lane++) lanes[lane] += fabs(a[i + lane]);
  for (int lane = 0; lane < 8; lane++) sum += lanes[lane];
  return sum;
}

/* out[0 ..< width] = sum over k < count of factors[k] * row indices[k] (k itself where there are no indices); width is a multiple
   of 8. */
INLINE void combine(double *out, const double *factors, const double *rows, int64_t stride, const int32_t *indices,
                    int64_t count, int64_t width) {
  int64_t i = 0;
  for (; i + 32 <= width; i += 32) {
    eight a = SPREAD(0), b = a, c = a, d = a;
    for (int64_t k = 0; k < count; k++) {
      const double *row = rows + (indices ? indices[k] : k) * stride + i;
      const eight factor = SPREAD(factors[k]);
      a += factor * *(const eight *)row;
      b += factor * *(const eight *)(row + 8);
      c += factor * *(const eight *)(row + 16);
      d += factor * *(const eight *)(row + 24);
    }
    *(eight *)(out + i) = a;
    *(eight *)(out + i + 8) = b;
    *(eight *)(out + i + 16) = c;
    *(eight *)(out + i + 24) = d;
  }
  for (; i + 16 <= width; i += 16) {
    eight a = SPREAD(0), b = a;
    for (int64_t k = 0; k < count; k++) {
      const double *row = rows + (indices ? indices[k] : k) * stride + i;
      const eight factor = SPREAD(factors[k]);
      a += factor * *(const eight *)row;
      b += factor * *(const eight *)(row + 8);
    }
    *(eight *)(out + i) = a;
    *(eight *)(out + i + 8) = b;
  }
  for (; i < width; i += 8) {
    eight a = SPREAD(0);
    for (int64_t k = 0; k < count; k++)
      a += SPREAD(factors[k]) * *(const eight *)(rows + (indices ? indices[k] : k) * stride + i);
    *(eight *)(out + i) = a;
  }
}

/* The pre-activation of one unit as a form, from the forms of the live units before it. */
INLINE void carry(const layer *layer, int64_t unit, int64_t live, const forms *from, int64_t width, double rounding,
                  int rescaled, double *row, double *constant, double *error, double *size) {
  const double *weights = layer->packed + unit * layer->stride, bias = layer->bias[unit];
  const int64_t stride = layer->stride;
  combine(row, weights, from->rows, width, NULL, live, width);
  *constant = bias + inner(weights, from->constant, stride);
  *error = inner_size(weights, from->error, stride) * (1 + rounding)
           + rounding * (inner_size(weights, from->size, stride) + fabs(bias)) + TINY;
  *size = fabs(*constant) + total_size(row, width);
  /* A rounded difference of weights is off by as much as a product with them is. */
  if (rescaled && layer->pairs && unit >= layer->pairs)
    *error += rounding * (inner_size(weights - layer->pairs * stride, from->size, stride)
                          + fabs(layer->bias[unit - layer->pairs]));
}

static inline double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static inline int is_late(const kw_relaxation *r) { return r->deadline < INFINITY && now() > r->deadline; }

static inline int64_t padded(int64_t count) { return (count + 7) & ~(int64_t)7; }

static inline double *doubles(int64_t count) {
  void *memory = aligned_alloc(64, (size_t)((count + 8) * 8 + 63) & ~(size_t)63);
  if (!memory) abort();
  return memset(memory, 0, (size_t)((count + 8) * 8 + 63) & ~(size_t)63);
}

void kw_cases_free(struct cases *cases);
void kw_slopes_free(struct slopes *slopes);
void kw_make_form_room(kw_relaxation *r, int64_t count);

#endif
