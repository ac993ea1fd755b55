/* Training in single precision, the same networks in double precision, and memory. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t padded(int64_t count) { return (count + 15) / 16 * 16; }

static void give_floats(const char *kernel, const float *values, int64_t count, double tolerance) {
  for (int64_t i = 0; i < count; i++) give(kernel, values[i], tolerance);
}

static void train(int level, const int32_t *widths, int32_t layers, int64_t count, float slope) {
  int64_t units = 0, all = widths[0], compact = 0;
  for (int32_t l = 0; l < layers; l++) {
    units += widths[l + 1];
    all += widths[l + 1];
    compact += widths[l + 1] * (widths[l] + 1);
  }
  float *slopes = NEW(float, units);
  for (int64_t u = 0; u < units; u++) slopes[u] = u < units - widths[layers] ? slope : 1;
  const kw_shape shape = {layers, widths, slopes, 1};
  const int64_t size = kw_parameter_count(&shape), width = widths[0];
  float *parameters = NEW(float, size), *gradient = NEW(float, size), *moments = NEW(float, 2 * size);
  float *scratch = NEW(float, kw_training_scratch(&shape)), *outputs = NEW(float, count);
  float *inputs = NEW(float, count * width), *targets = NEW(float, count), *weights = NEW(float, count);
  double *exact = NEW(double, compact), *exact_inputs = NEW(double, count * width);
  double *exact_targets = NEW(double, count), *exact_outputs = NEW(double, count);
  int32_t *order = NEW(int32_t, count);
  /* The same numbers, in single precision with rows and biases padded, and in double precision without padding. */
  int64_t at = 0, next = 0;
  for (int32_t l = 0; l < layers; l++) {
    for (int64_t u = 0; u < widths[l + 1]; u++) {
      for (int64_t k = 0; k < widths[l]; k++)
        exact[next++] = parameters[at + u * padded(widths[l]) + k] = (float)(0.6 * uniform());
    }
    at += widths[l + 1] * padded(widths[l]);
    for (int64_t u = 0; u < widths[l + 1]; u++) exact[next++] = parameters[at + u] = (float)(0.6 * uniform());
    at += padded(widths[l + 1]);
  }
  for (int64_t i = 0; i < count * width; i++) exact_inputs[i] = inputs[i] = (float)uniform();
  for (int64_t i = 0; i < count; i++) {
    exact_targets[i] = targets[i] = (float)uniform();
    weights[i] = (float)(1 + i % 3);
    order[i] = (int32_t)((7 * i + 3) % count);
  }
  kw_predict(level, &shape, parameters, inputs, count, outputs, scratch);
  give_floats("predict", outputs, count, 1e-4);
  const double loss = kw_gradient(level, &shape, parameters, inputs, targets, weights, order, count, 0.5f / (float)count,
                                  gradient, scratch);
  give("gradient", loss, 1e-4);
  give_floats("gradient", gradient, size, 1e-4);
  const kw_adam adam = {0.01f, 0.9f, 0.999f, 1e-3f, 1e-3f, 1e-3f, 1e-3f};
  kw_update(level, &shape, parameters, gradient, moments, &adam, 1);
  give_floats("update", parameters, size, 1e-4);
  give_floats("update", moments, 2 * size, 1e-4);
  give("train", kw_train(level, &shape, parameters, gradient, moments, inputs, targets, weights, order, count, 16, &adam, 1,
                         scratch), 1e-3);
  give_floats("train", parameters, size, 1e-3);
  double *values = NEW(double, all + 2 * units + compact);
  kw_evaluate(level, &shape, exact, exact_inputs, count, exact_outputs, values);
  give_all("evaluate", exact_outputs, count, 1e-12);
  const double **columns = NEW(const double *, width);
  double **rows = NEW(double *, widths[layers]), *wide = NEW(double, 32 * all);
  for (int64_t k = 0; k < width; k++) columns[k] = exact_inputs + k;
  for (int64_t m = 0; m < widths[layers]; m++) rows[m] = exact_outputs + m;
  double *factors = NEW(double, all);
  for (int64_t u = 0; u < all - width; u++) factors[u] = shape.slopes[u];
  kw_evaluate_columns(level, layers, widths, factors, exact, columns, width, count, rows, widths[layers], wide);
  give_all("evaluate_columns", exact_outputs, count, 1e-12);
  if (layers > 1) {
    /* Numbers of a table and of a sequence that begins anew after three rows. */
    const int64_t period = 3;
    double *table = NEW(double, widths[1] * count), *periodic = NEW(double, widths[1] * (period + 15));
    for (int64_t k = 0; k < widths[1] * count; k++) table[k] = exact_inputs[k % (width * count)];
    for (int64_t u = 0; u < widths[1]; u++)
      for (int64_t k = 0; k < period + 15; k++) periodic[u * (period + 15) + k] = 0.125 * (double)((u + k % period) % 7) - 0.25;
    kw_evaluate_sums(level, layers, widths, factors, exact, table, periodic, period, count, exact_outputs, wide);
    give_all("evaluate_sums", exact_outputs, count, 1e-12);
  }
  if (compact > 400) return;
  double *square = NEW(double, compact * compact), *right = NEW(double, compact);
  give("normal", kw_normal(level, &shape, exact, exact_inputs, exact_targets, NULL, count, square, right, values), 1e-11);
  give_all("normal", right, compact, 1e-10);
  for (int64_t i = 0; i < compact; i++) give_all("normal", square + i * compact, i + 1, 1e-10);
}

void check_training(int level) {
  static const int32_t shapes[][5] = {{1, 1, 1}, {2, 16, 1}, {3, 1}, {5, 7, 3, 1}, {8, 64, 64, 1}, {17, 33, 20, 1}};
  static const int32_t layers[] = {2, 2, 1, 3, 3, 3};
  for (int i = 0; i < 6; i++)
    for (int64_t count = 1; count <= 150; count += 37) train(level, shapes[i], layers[i], count, count % 2 ? 0 : 0.25f);
}

static void demand(int holds, const char *law) {
  if (holds) return;
  fprintf(stderr, "memory: %s\n", law);
  exit(1);
}

void check_memory(void) {
  /* Across the sizes from which on memory has pages of its own. */
  static const int64_t sizes[] = {8, 4096, 1 << 17, 1 << 18, 1 << 20, 5 << 20, 1 << 19, 1 << 17, 1 << 19, 64};
  char *memory = NULL;
  int64_t former = 0, kept = 0;
  for (int i = 0; i < 10; i++) {
    memory = kw_resize(memory, former, sizes[i]);
    demand(memory != NULL, "there is room");
    kept = kept < sizes[i] ? kept : sizes[i];
    int64_t same = 0;
    for (int64_t k = 0; k < kept; k++) same += memory[k] == (char)(k % 251);
    demand(same == kept, "what it held is kept");
    for (int64_t k = 0; k < sizes[i]; k++) memory[k] = (char)(k % 251);
    kept = former = sizes[i];
  }
  demand(kw_resize(memory, former, 0) == NULL, "freed memory is nowhere");
  char *large = room(8 << 20);
  kw_advise_large_pages(large, 8 << 20);
  demand(large[(8 << 20) - 1] == 0, "advice changes nothing");
  const int64_t resident = kw_resident_memory();
#if defined(__linux__) || defined(__APPLE__)
  demand(resident > 4096 && resident < (int64_t)1 << 40, "the system tells how much memory is held");
#else
  demand(resident >= 0, "memory is not negative");
#endif
}
