/* Many rows through a network in double precision, side by side: a vector holds the same unit of eight rows. Each row's sums are made
   in the same order, whatever rows stand beside it. */
#include "CKnotworkKernels.h"
#include "variants.h"

#include <string.h>

typedef double eight __attribute__((vector_size(64), aligned(8)));

#define SPREAD(number) ((eight){number, number, number, number, number, number, number, number})

/* The values of a unit for eight rows, from its pre-activations. */
INLINE void activate(double *place, const eight *sums, double slope) {
  double z[8];
  memcpy(z, sums, sizeof z);
  /* Adding 0 makes -0 of a product 0. */
  for (int lane = 0; lane < 8; lane++) place[lane] = z[lane] > 0 ? z[lane] : z[lane] * slope + 0.0;
}

/* Four neighbouring units of a layer for 16 rows; `from` and `to` hold 16 numbers for each input and unit. Each sum has a name of its
   own, so that it stays in a register. */
INLINE void four_units_16(const double *w, int64_t width, const double *bias, const double *slopes, const double *from,
                          double *to) {
  eight a0 = SPREAD(bias[0]), b0 = SPREAD(bias[1]), c0 = SPREAD(bias[2]), d0 = SPREAD(bias[3]);
  eight a1 = a0, b1 = b0, c1 = c0, d1 = d0;
  for (int64_t k = 0; k < width; k++) {
    const eight first = *(const eight *)(from + 16 * k), second = *(const eight *)(from + 16 * k + 8);
    const eight a = SPREAD(w[k]), b = SPREAD(w[width + k]), c = SPREAD(w[2 * width + k]), d = SPREAD(w[3 * width + k]);
    a0 += a * first;
    a1 += a * second;
    b0 += b * first;
    b1 += b * second;
    c0 += c * first;
    c1 += c * second;
    d0 += d * first;
    d1 += d * second;
  }
  activate(to, &a0, slopes[0]);
  activate(to + 8, &a1, slopes[0]);
  activate(to + 16, &b0, slopes[1]);
  activate(to + 24, &b1, slopes[1]);
  activate(to + 32, &c0, slopes[2]);
  activate(to + 40, &c1, slopes[2]);
  activate(to + 48, &d0, slopes[3]);
  activate(to + 56, &d1, slopes[3]);
}

/* The same for one unit. */
INLINE void unit_16(const double *w, int64_t width, double bias, double slope, const double *from, double *to) {
  eight first = SPREAD(bias), second = first;
  for (int64_t k = 0; k < width; k++) {
    first += SPREAD(w[k]) * *(const eight *)(from + 16 * k);
    second += SPREAD(w[k]) * *(const eight *)(from + 16 * k + 8);
  }
  activate(to, &first, slope);
  activate(to + 8, &second, slope);
}

/* Neighbouring units for one row. */
INLINE void units_1(const int units, const double *w, int64_t width, const double *bias, const double *slopes,
                    const double *from, double *to) {
  double sums[4];
  for (int u = 0; u < units; u++) sums[u] = bias[u];
  for (int64_t k = 0; k < width; k++)
    for (int u = 0; u < units; u++) sums[u] += w[u * width + k] * from[k];
  for (int u = 0; u < units; u++) to[u] = sums[u] > 0 ? sums[u] : sums[u] * slopes[u] + 0.0;
}

/* The layers for 16 rows, or for one; returns where the outputs are. */
INLINE const double *layers(const int rows, int32_t count, const int32_t *widths, const double *slopes,
                            const double *parameters, double *from, double *to) {
  for (int32_t l = 0; l < count; l++) {
    const int64_t width = widths[l], units = widths[l + 1];
    const double *bias = parameters + units * width;
    int64_t u = 0;
    for (; u + 4 <= units; u += 4) {
      if (rows == 16) four_units_16(parameters + u * width, width, bias + u, slopes + u, from, to + 16 * u);
      else units_1(4, parameters + u * width, width, bias + u, slopes + u, from, to + u);
    }
    for (; u < units; u++) {
      if (rows == 16) unit_16(parameters + u * width, width, bias[u], slopes[u], from, to + 16 * u);
      else units_1(1, parameters + u * width, width, bias + u, slopes + u, from, to + u);
    }
    parameters = bias + units;
    slopes += units;
    double *other = from;
    from = to;
    to = other;
  }
  return from;
}

INLINE void evaluate_columns(int32_t depth, const int32_t *widths, const double *slopes, const double *parameters,
                             const double *const *columns, int64_t stride, int64_t count, double *const *outputs,
                             int64_t output_stride, double *scratch) {
  const int64_t width = widths[0], m = widths[depth];
  int64_t widest = 0;
  for (int32_t l = 0; l <= depth; l++)
    if (widths[l] > widest) widest = widths[l];
  double *other = scratch + 16 * widest;
  for (int64_t row = 0; row < count;) {
    const int64_t left = count - row, taken = left >= 16 ? 16 : left;
    if (taken == 1) {
      for (int64_t k = 0; k < width; k++) scratch[k] = columns[k][row * stride];
      const double *values = layers(1, depth, widths, slopes, parameters, scratch, other);
      for (int64_t j = 0; j < m; j++) outputs[j][row * output_stride] = values[j];
    } else {
      for (int64_t k = 0; k < width; k++) {
        for (int64_t i = 0; i < taken; i++) scratch[16 * k + i] = columns[k][(row + i) * stride];
        for (int64_t i = taken; i < 16; i++) scratch[16 * k + i] = 0;
      }
      const double *values = layers(16, depth, widths, slopes, parameters, scratch, other);
      for (int64_t j = 0; j < m; j++)
        for (int64_t i = 0; i < taken; i++) outputs[j][(row + i) * output_stride] = values[16 * j + i];
    }
    row += taken;
  }
}

/* The first output for rows whose pre-activations in the first layer are sums of a table and of numbers that come again after `period` rows. */
INLINE void evaluate_sums(int32_t depth, const int32_t *widths, const double *slopes, const double *parameters,
                          const double *table, const double *periodic, int64_t period, int64_t count, double *outputs,
                          double *scratch) {
  const int64_t units = widths[1], stride = period + 15;
  int64_t widest = 0;
  for (int32_t l = 1; l <= depth; l++)
    if (widths[l] > widest) widest = widths[l];
  double *other = scratch + 16 * widest;
  const double *rest = parameters + units * (widths[0] + 1);
  for (int64_t row = 0; row < count; row += 16) {
    const int64_t taken = count - row >= 16 ? 16 : count - row, place = row % period;
    for (int64_t u = 0; u < units; u++) {
      const double *from = table + u * count + row, *more = periodic + u * stride + place;
      if (taken == 16) {
        const eight first = *(const eight *)from + *(const eight *)more;
        const eight second = *(const eight *)(from + 8) + *(const eight *)(more + 8);
        activate(scratch + 16 * u, &first, slopes[u]);
        activate(scratch + 16 * u + 8, &second, slopes[u]);
      } else {
        for (int64_t i = 0; i < 16; i++) {
          const double z = i < taken ? from[i] + more[i] : 0;
          scratch[16 * u + i] = z > 0 ? z : z * slopes[u] + 0.0;
        }
      }
    }
    const double *values = layers(16, depth - 1, widths + 1, slopes + units, rest, scratch, other);
    for (int64_t i = 0; i < taken; i++) outputs[row + i] = values[i];
  }
}

#define VARIANT(NAME, TARGET)                                                                                          \
  TARGET static void evaluate_columns_##NAME(int32_t depth, const int32_t *widths, const double *slopes,               \
                                             const double *parameters, const double *const *columns, int64_t stride,  \
                                             int64_t count, double *const *outputs, int64_t output_stride,            \
                                             double *scratch) {                                                        \
    evaluate_columns(depth, widths, slopes, parameters, columns, stride, count, outputs, output_stride, scratch);      \
  }                                                                                                                    \
  TARGET static void evaluate_sums_##NAME(int32_t depth, const int32_t *widths, const double *slopes,                  \
                                          const double *parameters, const double *table, const double *periodic,       \
                                          int64_t period, int64_t count, double *outputs, double *scratch) {           \
    evaluate_sums(depth, widths, slopes, parameters, table, periodic, period, count, outputs, scratch);                \
  }

VARIANTS(WIDE)

void kw_evaluate_columns(int level, int32_t depth, const int32_t *widths, const double *slopes,
                         const double *parameters, const double *const *columns, int64_t stride, int64_t count,
                         double *const *outputs, int64_t output_stride, double *scratch) {
  DISPATCH(evaluate_columns, depth, widths, slopes, parameters, columns, stride, count, outputs, output_stride, scratch)
}

void kw_evaluate_sums(int level, int32_t depth, const int32_t *widths, const double *slopes, const double *parameters,
                      const double *table, const double *periodic, int64_t period, int64_t count, double *outputs,
                      double *scratch) {
  DISPATCH(evaluate_sums, depth, widths, slopes, parameters, table, periodic, period, count, outputs, scratch)
}
