/* Bounds and cases of two networks side by side. */
#include "check.h"

#include <math.h>
#include <string.h>

enum { INPUTS = 6, LENGTH = 2 * 3 + INPUTS + 1, UNITS = 12 };

typedef struct {
  int32_t widths[6];
  int layers;
  double *weights[2], *biases[2], *slopes;
  kw_relaxation *relaxation;
} pair;

/* The network and one that differs a little, a lot, or in nothing, with units that cancel and dead ones. */
static pair make(int number) {
  pair made = {.layers = 1 + number % 4};
  const double slopes[] = {0, 0.25, 1, -1, 2}, sizes[] = {1e-3, 1, 0, 1e-12, 0.1};
  made.widths[0] = 1 + number % INPUTS;
  for (int l = 1; l < made.layers; l++) made.widths[l] = 1 + (int32_t)(fabs(uniform()) * UNITS);
  made.widths[made.layers] = 1 + number % 3;
  int64_t weights = 0, units = 0;
  for (int l = 1; l <= made.layers; l++) {
    weights += made.widths[l] * made.widths[l - 1];
    units += made.widths[l];
  }
  made.slopes = NEW(double, units);
  for (int k = 0; k < 2; k++) {
    made.weights[k] = NEW(double, weights);
    made.biases[k] = NEW(double, units);
    fill(made.weights[k], weights);
    fill(made.biases[k], units);
  }
  const double size = sizes[(number / 4) % 5], scale = number % 7 == 3 ? 1e12 : number % 7 == 5 ? 1e-12 : 1;
  for (int64_t i = 0; i < weights; i++) {
    made.weights[0][i] *= scale;
    made.weights[1][i] = made.weights[0][i] + size * scale * made.weights[1][i];
    if (number % 3 == 0 && random_word() % 8 == 0) made.weights[1][i] = 0;
  }
  for (int64_t i = 0; i < units; i++) {
    made.biases[1][i] = made.biases[0][i] + size * made.biases[1][i];
    made.slopes[i] = number % 2 ? slopes[random_word() % 5] : 0;
  }
  for (int64_t i = 0; i < made.widths[made.layers]; i++) made.slopes[units - 1 - i] = 1;
  int32_t doubled[6];
  for (int l = 0; l <= made.layers; l++) doubled[l] = l == 0 ? made.widths[0] : 2 * made.widths[l];
  double *w = NEW(double, 4 * weights), *b = NEW(double, 2 * units), *s = NEW(double, 2 * units);
  double *row = w;
  int64_t weight = 0, unit = 0, place = 0;
  for (int l = 1; l <= made.layers; l++) {
    const int32_t n = made.widths[l - 1], m = made.widths[l];
    for (int half = 0; half < 2; half++)
      for (int32_t i = 0; i < m; i++) {
        const double *first = made.weights[0] + weight + i * n, *second = made.weights[1] + weight + i * n;
        for (int32_t j = 0; j < n; j++) row[j] = half ? second[j] - first[j] : first[j];
        if (l > 1)
          for (int32_t j = 0; j < n; j++) row[n + j] = half ? second[j] : 0;
        row += l > 1 ? 2 * n : n;
        b[place] = half ? made.biases[1][unit + i] - made.biases[0][unit + i] : made.biases[0][unit + i];
        s[place++] = made.slopes[unit + i];
      }
    weight += m * n;
    unit += m;
  }
  made.relaxation = kw_relaxation_new(made.layers, doubled, w, b, s);
  kw_relaxation_pair(made.relaxation, number % 5 == 4);
  return made;
}

/* The outputs of one of both, with as many digits as there are. */
static void outputs_of(const pair *net, int which, const double *point, long double *outputs) {
  long double values[2][UNITS + INPUTS];
  for (int32_t j = 0; j < net->widths[0]; j++) values[0][j] = point[j];
  const double *w = net->weights[which], *b = net->biases[which], *s = net->slopes;
  for (int l = 1; l <= net->layers; l++) {
    const long double *from = values[(l - 1) % 2];
    long double *to = values[l % 2];
    for (int32_t i = 0; i < net->widths[l]; i++, b++, s++) {
      long double sum = *b;
      for (int32_t j = 0; j < net->widths[l - 1]; j++) sum += (long double)*w++ * from[j];
      to[i] = sum > 0 ? sum : *s * sum;
    }
  }
  memcpy(outputs, values[net->layers % 2], sizeof *outputs * (size_t)net->widths[net->layers]);
}

static void difference(int level, int number) {
  const pair net = make(number);
  const int32_t n = net.widths[0], m = net.widths[net.layers];
  const int64_t length = 2 * m + n + 1;
  double lower[INPUTS], upper[INPUTS], rows[2 * LENGTH], bounds[2], slopes[2 * INPUTS], scores[INPUTS];
  const double widest = number % 6 == 5 ? 1e-9 : 1;
  for (int32_t j = 0; j < n; j++) {
    const double centre = uniform(), radius = j == 1 ? 0 : widest * fabs(uniform());
    lower[j] = centre - radius;
    upper[j] = centre + radius;
  }
  /* Differences of outputs, one up and one down, with inputs and outputs beside them in every other case. */
  fill(rows, 2 * LENGTH);
  for (int64_t k = 0; k < 2; k++)
    for (int64_t i = 0; i < length; i++)
      if (number % 2 == 0 && (i < m || i >= 2 * m)) rows[k * length + i] = 0;
  give("relax", kw_relax(level, net.relaxation, lower, upper, NULL, KW_FORMS | KW_BACKWARD), 0);
  give("open_units", (double)kw_open_units(net.relaxation), 0);
  kw_bound_rows(level, net.relaxation, 2, rows, bounds, slopes);
  kw_attribute(level, net.relaxation, rows, scores);
  give_all("attribute", scores, n, 0.1);
  long double least = INFINITY, first[3], second[3], size = 0;
  double point[INPUTS], outputs[6];
  int wrong = 0;
  for (int sample = 0; sample < 300; sample++) {
    for (int32_t j = 0; j < n; j++) {
      const double part = sample & 1 ? (double)(random_word() & 1) : fabs(uniform());
      point[j] = fmin(upper[j], lower[j] + part * (upper[j] - lower[j]));
    }
    outputs_of(&net, 0, point, first);
    outputs_of(&net, 1, point, second);
    long double greatest = -INFINITY;
    for (int k = 0; k < 2; k++) {
      const double *row = rows + k * length;
      long double value = -row[length - 1], whole = fabsl(value);
      for (int32_t i = 0; i < m; i++) {
        value += row[i] * first[i] + row[m + i] * (second[i] - first[i]);
        whole += fabsl(row[i] * first[i]) + fabsl(row[m + i]) * (fabsl(first[i]) + fabsl(second[i]));
      }
      for (int32_t j = 0; j < n; j++) value += (long double)row[2 * m + j] * point[j];
      wrong |= value < bounds[k] - 1e-17L * whole;
      greatest = fmaxl(greatest, value);
      size = fmaxl(size, whole);
    }
    least = fminl(least, greatest);
  }
  if (wrong) give("bound_rows: a point below a bound", level + 1, 0);
  give("bound_rows", wrong, 0);
  kw_evaluate_point(level, net.relaxation, point, outputs);
  for (int32_t i = 0; i < m; i++)
    give("evaluate_point", fabsl(outputs[m + i] - (second[i] - first[i])) < 1e-6L * (1 + size), 0);
  kw_gradient_row(level, net.relaxation, rows, slopes);
  give_all("gradient_row", slopes, n, 1e-9);
  /* What samples reach is found; what is below the bounds is not there. */
  for (int deep = 0; deep < 2; deep++) {
    double moved[2 * LENGTH], values[2], bound = 0;
    int64_t done[2];
    const double reach = (double)(1e-9L * size + 1e-3L * fabsl(least));
    const double shift = deep ? fmin(bounds[0], bounds[1]) - reach : (double)least + reach;
    for (int64_t k = 0; k < 2 * length; k++) moved[k] = rows[k];
    for (int k = 0; k < 2; k++) moved[k * length + length - 1] += shift;
    kw_relax(level, net.relaxation, lower, upper, NULL, KW_FORMS | KW_BACKWARD);
    give("cases_begin", kw_cases_begin(level, net.relaxation, 2, moved, 1 << 22), 0);
    const int found = kw_cases_run(level, net.relaxation, 0, 20000, 10000000, point, values, &bound, done);
    if (found == (deep ? KW_CASES_POINT : KW_CASES_NONE)) give("cases_run: wrong", level + 1, 0);
    give("cases_run", found == (deep ? KW_CASES_POINT : KW_CASES_NONE), 0);
  }
  kw_relaxation_free(net.relaxation);
}

void check_pairs(int level) {
  for (int number = 0; number < 2000; number++) difference(level, number);
}
