#include "CKnotworkKernels.h"
#include "variants.h"

#include <string.h>

/* All activations of one row; gives the outputs. */
INLINE const double *evaluate_row(const kw_shape *shape, const double *parameters, double *h) {
  const float *slopes = shape->slopes;
  for (int32_t l = 0; l < shape->layers; l++) {
    const int64_t width = shape->widths[l], units = shape->widths[l + 1];
    double *next = h + width;
    const double *bias = parameters + units * width;
    for (int64_t u = 0; u < units; u++) {
      const double *w = parameters + u * width;
      double sums[8] = {0};
      int64_t k = 0;
      for (; k + 8 <= width; k += 8)
        for (int lane = 0; lane < 8; lane++) sums[lane] += w[k + lane] * h[k + lane];
      double z = bias[u];
      for (; k < width; k++) z += w[k] * h[k];
      for (int half = 4; half > 0; half /= 2)
        for (int lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
      z += sums[0];
      next[u] = z > 0 ? z : z * slopes[u];
    }
    parameters = bias + units;
    slopes += units;
    h = next;
  }
  return h;
}

INLINE void evaluate(const kw_shape *shape, const double *parameters, const double *inputs, int64_t count,
                     double *outputs, double *scratch) {
  const int64_t width = shape->widths[0], m = shape->widths[shape->layers];
  for (int64_t row = 0; row < count; row++) {
    memcpy(scratch, inputs + row * width, (size_t)width * sizeof(double));
    memcpy(outputs + row * m, evaluate_row(shape, parameters, scratch), (size_t)m * sizeof(double));
  }
}

INLINE double normal(const kw_shape *shape, const double *parameters, const double *inputs, const double *targets,
                     const double *weights, int64_t count, double *square, double *right, double *scratch) {
  const int64_t width = shape->widths[0];
  int64_t total = 0, units = 0, values = width;
  for (int32_t l = 0; l < shape->layers; l++) {
    total += shape->widths[l + 1] * (shape->widths[l] + 1);
    units += shape->widths[l + 1];
    values += shape->widths[l + 1];
  }
  double *derivatives = scratch + values, *delta = derivatives + total;
  double loss = 0;
  memset(square, 0, (size_t)(total * total) * sizeof(double));
  memset(right, 0, (size_t)total * sizeof(double));
  for (int64_t row = 0; row < count; row++) {
    memcpy(scratch, inputs + row * width, (size_t)width * sizeof(double));
    const double residual = *evaluate_row(shape, parameters, scratch) - targets[row];
    const double weight = weights ? weights[row] : 1;
    loss += weight * residual * residual;
    /* Backwards: delta[u] is the derivative of the output by the pre-activation of unit u, of all layers in a row. */
    int64_t end = total, value = values, unit = units;
    for (int32_t l = shape->layers - 1; l >= 0; l--) {
      const int64_t in = shape->widths[l], out = shape->widths[l + 1];
      double *d = delta + unit - out;
      if (l == shape->layers - 1) d[0] = 1;
      const double *h = scratch + value - out - in;
      double *weightsAt = derivatives + end - out * (in + 1), *biasAt = weightsAt + out * in;
      for (int64_t u = 0; u < out; u++) {
        for (int64_t k = 0; k < in; k++) weightsAt[u * in + k] = d[u] * h[k];
        biasAt[u] = shape->bias ? d[u] : 0;
      }
      if (l > 0) {
        const double *w = parameters + end - out * (in + 1);
        const float *slopes = shape->slopes + unit - out - in;
        double *before = d - in;
        for (int64_t k = 0; k < in; k++) before[k] = 0;
        for (int64_t u = 0; u < out; u++)
          for (int64_t k = 0; k < in; k++) before[k] += w[u * in + k] * d[u];
        for (int64_t k = 0; k < in; k++)
          if (!(h[k] > 0)) before[k] *= slopes[k];
      }
      end -= out * (in + 1);
      value -= out;
      unit -= out;
    }
    for (int64_t i = 0; i < total; i++) {
      const double f = weight * derivatives[i];
      if (f == 0) continue;
      right[i] += f * residual;
      double *target = square + i * total;
      for (int64_t j = 0; j <= i; j++) target[j] += f * derivatives[j];
    }
  }
  return loss;
}

#define VARIANT(NAME, TARGET)                                                                                         \
  TARGET static void evaluate_##NAME(const kw_shape *shape, const double *parameters, const double *inputs,            \
                                     int64_t count, double *outputs, double *scratch) {                                \
    evaluate(shape, parameters, inputs, count, outputs, scratch);                                                      \
  }                                                                                                                    \
  TARGET static double normal_##NAME(const kw_shape *shape, const double *parameters, const double *inputs,            \
                                     const double *targets, const double *weights, int64_t count, double *square,      \
                                     double *right, double *scratch) {                                                 \
    return normal(shape, parameters, inputs, targets, weights, count, square, right, scratch);                         \
  }

VARIANTS(WIDE)

void kw_evaluate(int level, const kw_shape *shape, const double *parameters, const double *inputs, int64_t count,
                 double *outputs, double *scratch) {
  DISPATCH(evaluate, shape, parameters, inputs, count, outputs, scratch)
}

double kw_normal(int level, const kw_shape *shape, const double *parameters, const double *inputs,
                 const double *targets, const double *weights, int64_t count, double *square, double *right,
                 double *scratch) {
  DISPATCH(normal, shape, parameters, inputs, targets, weights, count, square, right, scratch)
}
