/* Bounds of networks over boxes, cases of their units, and steps of an attack. */
#include "check.h"

#include <math.h>

enum { LARGEST = 8, LENGTH = 3 + LARGEST + 1 };

typedef struct {
  int32_t widths[6];
  int layers;
  kw_relaxation *relaxation;
} network;

static network make(int number) {
  network made = {.layers = 1 + number % 4};
  const double slopes[] = {0, 0.25, 1, -1, 2};
  made.widths[0] = 1 + number % 6;
  for (int l = 1; l < made.layers; l++) made.widths[l] = 1 + (int32_t)(fabs(uniform()) * 14);
  made.widths[made.layers] = 1 + number % 3;
  int64_t weights = 0, units = 0;
  for (int l = 1; l <= made.layers; l++) {
    weights += made.widths[l] * made.widths[l - 1];
    units += made.widths[l];
  }
  double *w = NEW(double, weights), *b = NEW(double, units), *s = NEW(double, units);
  fill(w, weights);
  fill(b, units);
  for (int64_t i = 0; i < units; i++) s[i] = number % 2 ? slopes[random_word() % 5] : 0;
  for (int64_t i = 0; i < made.widths[made.layers]; i++) s[units - 1 - i] = 1;
  made.relaxation = kw_relaxation_new(made.layers, made.widths, w, b, s);
  return made;
}

static double value_of(const network *net, const double *row, const double *point, const double *outputs) {
  const int32_t n = net->widths[0], m = net->widths[net->layers];
  double value = -row[m + n];
  for (int32_t i = 0; i < m; i++) value += row[i] * outputs[i];
  for (int32_t j = 0; j < n; j++) value += row[m + j] * point[j];
  return value;
}

static void claim(int level, int number) {
  const network net = make(number);
  const int32_t n = net.widths[0], m = net.widths[net.layers];
  double lower[LARGEST], upper[LARGEST], rows[2 * LENGTH], bounds[2], slopes[2 * LARGEST], scores[LARGEST];
  for (int32_t j = 0; j < n; j++) {
    const double centre = uniform(), radius = j == 1 ? 0 : fabs(uniform());
    lower[j] = centre - radius;
    upper[j] = centre + radius;
  }
  fill(rows, 2 * LENGTH);
  const int64_t length = m + n + 1;
  give("relax", kw_relax(level, net.relaxation, lower, upper, NULL, KW_FORMS | KW_BACKWARD), 0);
  give("open_units", (double)kw_open_units(net.relaxation), 0);
  kw_bound_rows(level, net.relaxation, 2, rows, bounds, slopes);
  give_all("bound_rows", bounds, 2, 1e-9);
  give_all("bound_rows", slopes, 2 * n, 1e-9);
  kw_attribute(level, net.relaxation, rows, scores);
  give_all("attribute", scores, n, 1e-9);
  /* No point is below a bound, or at one that is proved not to exist. */
  double least = INFINITY, point[LARGEST], outputs[3];
  int wrong = 0;
  for (int sample = 0; sample < 200; sample++) {
    for (int32_t j = 0; j < n; j++) {
      const double part = sample & 1 ? (double)(random_word() & 1) : fabs(uniform());
      point[j] = fmin(upper[j], lower[j] + part * (upper[j] - lower[j]));
    }
    kw_evaluate_point(level, net.relaxation, point, outputs);
    double greatest = -INFINITY;
    for (int k = 0; k < 2; k++) {
      const double value = value_of(&net, rows + k * length, point, outputs);
      wrong |= value < bounds[k] - 1e-12 * (1 + fabs(value));
      greatest = fmax(greatest, value);
    }
    least = fmin(least, greatest);
  }
  give_all("evaluate_point", outputs, m, 1e-10);
  kw_gradient_row(level, net.relaxation, rows, slopes);
  give("bound_rows", wrong, 0);
  if (wrong) give("bound_rows: a point below a bound", level + 1, 0);
  /* What samples reach is found; what is below the bounds is not there. */
  for (int deep = 0; deep < 2; deep++) {
    double moved[2 * LENGTH], values[2], bound = 0;
    int64_t done[2];
    const double shift = deep ? fmin(bounds[0], bounds[1]) - 1 : least + 1e-3 * (1 + fabs(least));
    for (int64_t k = 0; k < 2 * length; k++) moved[k] = rows[k];
    for (int k = 0; k < 2; k++) moved[k * length + length - 1] += shift;
    kw_relax(level, net.relaxation, lower, upper, NULL, KW_FORMS | KW_BACKWARD);
    give("cases_begin", kw_cases_begin(level, net.relaxation, 2, moved, 1 << 22), 0);
    int found;
    do found = kw_cases_run(level, net.relaxation, 0, 100000, 10000000, point, values, &bound, done);
    while (found == KW_CASES_LEAF);
    give("cases_run", deep ? found == KW_CASES_NONE : found != KW_CASES_NONE, 0);
  }
  kw_relaxation_free(net.relaxation);
}

static void step(int level, int64_t width, int64_t count) {
  const network net = make(0);
  double *values = NEW(double, count), *slopes = NEW(double, count * width), *low = NEW(double, width);
  double *high = NEW(double, width), *found = NEW(double, width), greatest = -INFINITY;
  fill(values, count);
  fill(slopes, count * width);
  for (int64_t j = 0; j < width; j++) {
    low[j] = -0.1 * fabs(uniform());
    high[j] = 0.1 * fabs(uniform());
  }
  kw_minimax_step(level, net.relaxation, count, width, values, slopes, low, high, found);
  for (int64_t i = 0; i < count; i++) {
    double value = values[i];
    for (int64_t j = 0; j < width; j++) value += slopes[i * width + j] * found[j];
    greatest = fmax(greatest, value);
  }
  give("minimax_step", greatest, 1e-9);
  kw_relaxation_free(net.relaxation);
}

void check_claims(int level) {
  for (int number = 0; number < 200; number++) claim(level, number);
  for (int64_t width = 1; width <= 20; width += 3)
    for (int64_t count = 1; count <= 5; count++) step(level, width, count);
}
