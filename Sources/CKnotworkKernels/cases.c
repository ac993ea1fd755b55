/* Decides a question about a network over a box by cases, active or inactive, of its open units, with a linear program in each
   case. */
#include "program.h"

typedef struct {
  int32_t layer, unit;
  /* Which variable its output is, in units of its upper bound. */
  int32_t column;
  double upper, height, scale, slack;
} open_unit;

/* A unit that is held active or inactive, and whether its other case is done. */
typedef struct {
  int32_t unit;
  int8_t phase, done;
} choice;

struct cases {
  int64_t count, rows, depth, room;
  open_unit *units;
  int8_t *phase;
  choice *path;
  double *questions; /* rows of coefficients on outputs and inputs, and offsets */
  double *values;    /* of all variables, then outputs */
  int64_t question_room, value_room;
  double scale;
  /* What the first program proves of the first row, and the least that is proved where numbers were too close to call. */
  double bound, unclear_bound;
  int64_t unclear;
  int is_placed, is_seen, retried;
  /* Whether all open units are held, and it waits to be said whether that case is decided. */
  int is_leaf, is_settled;
  double leaf_bound;
  program program, step;
};

static struct cases *cases_of(kw_relaxation *r) {
  if (!r->cases) {
    r->cases = calloc(1, sizeof *r->cases);
    if (!r->cases) abort();
  }
  return r->cases;
}

void kw_cases_free(struct cases *c) {
  if (!c) return;
  program_free(&c->program);
  program_free(&c->step);
  void *all[] = {c->units, c->phase, c->path, c->questions, c->values};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  free(c);
}

/* The rows of the program, from forms carried through the layers. */
INLINE int build(kw_relaxation *r, struct cases *c) {
  program *p = &c->program;
  const int64_t width = padded(r->free_count + c->count), columns = p->columns;
  for (int64_t j = 0; j < r->inputs; j++) {
    r->from.constant[j] = r->centre[j];
    r->from.error[j] = 0;
    r->from.size[j] = fabs(r->centre[j]) + r->radius[j];
    for (int64_t k = 0; k < width; k++) r->from.rows[j * width + k] = 0;
  }
  for (int64_t k = 0; k < r->free_count; k++) {
    r->from.rows[r->free[k] * width + k] = r->radius[r->free[k]];
    p->lower[k] = -1;
    p->upper[k] = 1;
  }
  int64_t next = 0;
  for (int64_t l = 1; l <= r->layers; l++) {
    const layer *layer = &r->layer[l];
    const int64_t before = r->layer[l - 1].live_count;
    for (int64_t t = before; t < layer->stride; t++) r->from.constant[t] = r->from.error[t] = r->from.size[t] = 0;
    const double rounding = ROUNDING(before);
    const int64_t first = next;
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t i = layer->live[t];
      double *row = r->to.rows + t * width, constant, error, size;
      carry(layer, i, before, &r->from, width, rounding, row, &constant, &error, &size);
      r->to.constant[t] = constant;
      r->to.error[t] = error;
      r->to.size[t] = size;
      if (layer->state[i] != OPEN) continue;
      const double low = layer->lower[i], high = layer->upper[i];
      double chord = high / (high - low);
      chord = chord < 0 ? 0 : chord > 1 ? 1 : chord;
      const double left = -chord * low, right = (1 - chord) * high;
      open_unit *unit = &c->units[next];
      unit->layer = (int32_t)l;
      unit->unit = i;
      unit->column = (int32_t)(r->free_count + next);
      unit->upper = high;
      unit->height = (left > right ? left : right) * (1 + 0x1p-50) + TINY;
      unit->scale = power_above(high - low);
      unit->slack = -low / unit->scale;
      const double factor = 1 / unit->scale;
      double *above = p->original + 2 * next * p->stride, *below = above + p->stride;
      for (int64_t k = 0; k < p->stride; k++) above[k] = below[k] = 0;
      for (int64_t k = 0; k < columns; k++) {
        above[k] = -row[k] * factor;
        below[k] = chord * row[k] * factor;
      }
      above[unit->column] += high * factor;
      below[unit->column] -= high * factor;
      above[columns] = -constant * factor;
      below[columns] = (chord * constant + unit->height) * factor;
      const double whole = size + high + unit->height;
      p->row_size[2 * next] = p->row_size[2 * next + 1] = whole * factor * (1 + 0x1p-48);
      p->row_error[2 * next] = p->row_error[2 * next + 1] = (error + whole * 0x1p-49) * factor + TINY;
      p->lower[unit->column] = 0;
      p->upper[unit->column] = 1;
      p->lower[columns + 2 * next] = p->lower[columns + 2 * next + 1] = 0;
      p->upper[columns + 2 * next] = unit->slack;
      p->upper[columns + 2 * next + 1] = unit->height * factor;
      next++;
    }
    /* Forms of the outputs. */
    int64_t open = first;
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t i = layer->live[t];
      double *row = r->to.rows + t * width, *target = r->from.rows + t * width;
      const double slope = layer->state[i] == ON ? 1 : layer->slopes[i];
      for (int64_t k = 0; k < width; k++) target[k] = slope == 0 ? 0 : slope * row[k];
      r->from.constant[t] = slope == 0 ? 0 : slope * r->to.constant[t];
      double size = fabs(slope) * r->to.size[t], error = fabs(slope) * r->to.error[t];
      if (slope != 0 && slope != 1) error += size * 0x1p-50 + TINY;
      if (layer->state[i] == OPEN) {
        const open_unit *unit = &c->units[open++];
        const double more = slope == 0 ? unit->upper : (1 - slope) * unit->upper;
        target[unit->column] += more;
        size += fabs(more);
        if (slope != 0) error += size * 0x1p-49;
      }
      r->from.size[t] = size * (1 + 0x1p-48);
      r->from.error[t] = error;
    }
  }
  const layer *last = &r->layer[r->layers];
  const int64_t length = r->outputs + r->inputs + 1;
  const double rounding = ROUNDING(last->live_count + r->inputs);
  for (int64_t q = 0; q < c->rows; q++) {
    const double *question = c->questions + q * length, *more = question + r->outputs;
    double *row = r->to.rows, constant = -question[length - 1], error = 0, size = fabs(constant);
    double *factors = r->values + r->inputs + r->units;
    for (int64_t t = 0; t < last->live_count; t++) {
      const double factor = factors[t] = question[last->live[t]];
      constant += factor * r->from.constant[t];
      error += fabs(factor) * r->from.error[t];
      size += fabs(factor) * r->from.size[t];
    }
    combine(row, factors, r->from.rows, width, NULL, last->live_count, width);
    for (int64_t k = 0; k < r->free_count; k++) row[k] += more[r->free[k]] * r->radius[r->free[k]];
    for (int64_t j = 0; j < r->inputs; j++) {
      constant += more[j] * r->centre[j];
      size += fabs(more[j]) * (fabs(r->centre[j]) + r->radius[j]);
    }
    error = error * (1 + rounding) + rounding * size + TINY;
    if (!(isfinite(size) && isfinite(error))) return 0;
    const int64_t place = q == 0 ? p->rows : 2 * c->count + q - 1;
    const double scale = power_above(size + error + TINY), factor = (q == 0 ? 1 : -1) / scale;
    double *target = p->original + place * p->stride;
    for (int64_t k = 0; k < p->stride; k++) target[k] = 0;
    for (int64_t k = 0; k < columns; k++) target[k] = row[k] * factor;
    target[columns] = constant * factor;
    p->row_error[place] = error / scale;
    p->row_size[place] = size / scale * (1 + 0x1p-48);
    if (q == 0) c->scale = scale;
    else {
      p->lower[columns + place] = 0;
      p->upper[columns + place] = 1;
    }
  }
  for (int64_t i = 0; i < p->rows; i++)
    if (!(isfinite(p->row_size[i]) && isfinite(p->row_error[i]))) return 0;
  return 1;
}

INLINE int cases_begin(kw_relaxation *r, int64_t count, const double *rows, int64_t room) {
  struct cases *c = cases_of(r);
  const int64_t open = kw_open_units(r), columns = r->free_count + open, slacks = 2 * open + count - 1;
  if (!r->sound || padded(columns + 1) * (slacks + 1) > room) return 0;
  const int64_t width = padded(columns);
  if (open > c->room) {
    free(c->units);
    free(c->phase);
    free(c->path);
    c->room = open + open / 2;
    c->units = calloc((size_t)c->room, sizeof *c->units);
    c->phase = calloc((size_t)c->room, 1);
    c->path = calloc((size_t)c->room, sizeof *c->path);
    if (!c->units || !c->phase || !c->path) abort();
  }
  for (int64_t i = 0; i < open; i++) c->phase[i] = 0;
  const int64_t length = r->outputs + r->inputs + 1;
  if (count * length > c->question_room) {
    free(c->questions);
    c->questions = doubles(c->question_room = count * length);
  }
  memcpy(c->questions, rows, (size_t)(count * length) * 8);
  if (columns + slacks + r->outputs > c->value_room) {
    free(c->values);
    c->values = doubles(c->value_room = columns + slacks + r->outputs);
  }
  c->count = open;
  c->rows = count;
  c->depth = 0;
  c->bound = -INFINITY;
  c->unclear_bound = INFINITY;
  c->unclear = 0;
  c->is_placed = c->is_seen = c->retried = c->is_leaf = c->is_settled = 0;
  program_room(&c->program, columns, slacks);
  kw_make_form_room(r, (r->widest > 1 ? r->widest : 1) * width);
  if (!build(r, c)) return 0;
  program_reset(&c->program);
  return 1;
}

/* Holds a unit active or inactive, or lets it go with 0. */
static void hold(struct cases *c, int32_t number, int phase) {
  program *p = &c->program;
  const open_unit *unit = &c->units[number];
  c->phase[number] = (int8_t)phase;
  p->upper[unit->column] = phase < 0 ? 0 : 1;
  p->upper[p->columns + 2 * number] = phase > 0 ? 0 : unit->slack;
}

/* The next case; 0 when all are done. */
static int go_back(struct cases *c) {
  while (c->depth > 0) {
    choice *last = &c->path[c->depth - 1];
    if (!last->done) {
      last->done = 1;
      last->phase = -last->phase;
      hold(c, last->unit, last->phase);
      return 1;
    }
    hold(c, last->unit, 0);
    c->depth--;
  }
  return 0;
}

void kw_cases_settle(kw_relaxation *r, int is_decided) {
  struct cases *c = r->cases;
  if (!c || !c->is_leaf) return;
  c->is_leaf = c->is_placed = 0;
  c->is_settled = 1;
  if (is_decided) return;
  const double proved = c->leaf_bound;
  if (proved < c->unclear_bound) c->unclear_bound = proved;
  c->unclear++;
}

void kw_cases_phases(const kw_relaxation *r, int8_t *phases) {
  const struct cases *c = r->cases;
  int64_t start = 0, next = 0;
  for (int64_t l = 1; l <= r->layers; l++) {
    const layer *layer = &r->layer[l];
    for (int64_t i = 0; i < layer->out; i++)
      phases[start + i] = layer->state[i] == ON ? 2 : layer->state[i] == OFF ? -2 : 0;
    for (; c && next < c->count && c->units[next].layer == l; next++)
      phases[start + c->units[next].unit] = c->phase[next];
    start += layer->out;
  }
}

INLINE void evaluate_rows(const kw_relaxation *r, const struct cases *c, const double *point, const double *outputs,
                          double *values) {
  const int64_t length = r->outputs + r->inputs + 1;
  for (int64_t q = 0; q < c->rows; q++) {
    const double *row = c->questions + q * length;
    double sum = -row[length - 1];
    for (int64_t i = 0; i < r->outputs; i++) sum += row[i] * outputs[i];
    for (int64_t j = 0; j < r->inputs; j++) sum += row[r->outputs + j] * point[j];
    values[q] = sum;
  }
}

INLINE int cases_run(int level, kw_relaxation *r, double limit, int64_t nodes, int64_t pivots, double *point,
                     double *values, double *bound, int64_t *done) {
  struct cases *c = r->cases;
  program *p = &c->program;
  done[0] = done[1] = 0;
  const int64_t given = pivots;
  const double scaled = limit / c->scale;
  int result = KW_CASES_RUNNING;
  if (c->is_leaf) kw_cases_settle(r, 0);
  if (c->is_settled) {
    c->is_settled = 0;
    if (c->unclear >= 50 || !go_back(c)) {
      if (c->unclear && c->depth > 0) c->unclear_bound = -INFINITY;
      *bound = c->unclear && c->unclear_bound > c->bound ? c->unclear_bound : c->bound;
      return c->unclear ? KW_CASES_UNCLEAR : KW_CASES_NONE;
    }
  }
  while (nodes > 0) {
    if (!c->is_placed) {
      if (p->pivots > 2000 + 4 * p->rows) program_reset(p);
      program_place(p);
      c->is_placed = 1;
      c->is_seen = c->retried = 0;
    }
    int status = program_solve(p, scaled, &pivots);
    if (status == PAUSED) break;
    if (status == UNCLEAR && !c->retried) {
      program_reset(p);
      program_place(p);
      c->retried = 1;
      continue;
    }
    nodes--;
    done[0]++;
    if (c->depth == 0 && status != IMPOSSIBLE) {
      const double proved = program_bound(p) * c->scale;
      if (proved > c->bound) c->bound = proved;
    }
    if (status == ABOVE || status == IMPOSSIBLE) {
      c->is_placed = 0;
      if (go_back(c)) continue;
      result = c->unclear ? KW_CASES_UNCLEAR : KW_CASES_NONE;
      break;
    }
    program_point(p, c->values);
    if (!c->is_seen) {
      c->is_seen = 1;
      for (int64_t j = 0; j < r->inputs; j++) point[j] = r->lower[j];
      for (int64_t k = 0; k < r->free_count; k++) {
        const int32_t j = r->free[k];
        const double x = r->centre[j] + r->radius[j] * c->values[k];
        point[j] = x < r->lower[j] ? r->lower[j] : x > r->upper[j] ? r->upper[j] : x;
      }
      double *outputs = c->values + p->columns + p->rows;
      kw_evaluate_point(level, r, point, outputs);
      evaluate_rows(r, c, point, outputs, values);
      int all = values[0] <= limit;
      for (int64_t q = 1; q < c->rows; q++) all &= values[q] <= 0;
      if (all) {
        result = KW_CASES_POINT;
        break;
      }
    }
    /* The unit whose chord costs most. */
    for (int64_t i = 0; i < p->rows; i++) p->weight[i] = 0;
    const double *costs = p->tableau + p->rows * p->stride;
    for (int64_t j = 0; j < p->columns; j++)
      if (p->nonbasic[j] >= p->columns) p->weight[p->nonbasic[j] - p->columns] = fabs(costs[j]);
    double best = -1;
    int32_t chosen = -1;
    double sign = 1;
    for (int32_t i = 0; i < c->count; i++) {
      if (c->phase[i]) continue;
      const open_unit *unit = &c->units[i];
      const double y = c->values[unit->column] * unit->upper;
      const double z = y - c->values[p->columns + 2 * i] * unit->scale, wrong = y - (z > 0 ? z : 0);
      const double score = (p->weight[2 * i + 1] * unit->height / unit->scale + 0x1p-60)
                           * (wrong > 0x1p-28 * unit->scale ? 1 : 0x1p-40);
      if (score > best) {
        best = score;
        chosen = i;
        sign = z > 0 ? 1 : -1;
      }
    }
    if (chosen < 0) {
      c->leaf_bound = program_bound(p) * c->scale;
      c->is_leaf = 1;
      result = KW_CASES_LEAF;
      break;
    }
    c->path[c->depth++] = (choice){chosen, (int8_t)sign, 0};
    hold(c, chosen, (int)sign);
    c->is_placed = 0;
  }
  *bound = result == KW_CASES_UNCLEAR && c->unclear_bound > c->bound ? c->unclear_bound : c->bound;
  done[1] = given - pivots;
  return result;
}

INLINE void minimax_step(kw_relaxation *r, int64_t count, int64_t width, const double *values, const double *slopes,
                         const double *lowest, const double *highest, double *step) {
  struct cases *c = cases_of(r);
  program *p = &c->step;
  program_room(p, width + 1, count);
  double most = 0;
  for (int64_t q = 0; q < count; q++) {
    double *row = p->original + q * p->stride, reach = fabs(values[q]), constant = -values[q];
    for (int64_t k = 0; k < p->stride; k++) row[k] = 0;
    for (int64_t j = 0; j < width; j++) {
      const double slope = slopes[q * width + j], range = highest[j] - lowest[j];
      row[j] = -slope * range;
      constant -= slope * lowest[j];
      reach += fabs(slope) * fmax(fabs(lowest[j]), fabs(highest[j]));
    }
    row[width + 1] = constant;
    if (reach > most) most = reach;
  }
  most = most > 0 && isfinite(most) ? most : 1;
  for (int64_t q = 0; q < count; q++) {
    double *row = p->original + q * p->stride;
    for (int64_t k = 0; k < p->stride; k++) row[k] /= most;
    row[width] = 1;
    p->lower[width + 1 + q] = 0;
    p->upper[width + 1 + q] = 4;
  }
  double *objective = p->original + count * p->stride;
  for (int64_t k = 0; k < p->stride; k++) objective[k] = 0;
  objective[width] = 1;
  for (int64_t j = 0; j < width; j++) {
    p->lower[j] = 0;
    p->upper[j] = 1;
  }
  p->lower[width] = -2;
  p->upper[width] = 2;
  program_reset(p);
  program_place(p);
  int64_t pivots = 20 + 4 * (width + count);
  program_solve(p, INFINITY, &pivots);
  for (int64_t j = 0; j < p->columns; j++)
    if (p->nonbasic[j] < width)
      step[p->nonbasic[j]] = p->at_upper[j] ? 1 : 0;
  for (int64_t i = 0; i < p->rows; i++)
    if (p->basic[i] < width) step[p->basic[i]] = p->value[i];
  for (int64_t j = 0; j < width; j++) {
    const double s = step[j] < 0 ? 0 : step[j] > 1 ? 1 : step[j];
    step[j] = lowest[j] + (highest[j] - lowest[j]) * s;
  }
}

#define VARIANT(NAME, TARGET)                                                                                          \
  TARGET static int cases_begin_##NAME(kw_relaxation *r, int64_t count, const double *rows, int64_t room) {           \
    return cases_begin(r, count, rows, room);                                                                          \
  }                                                                                                                    \
  TARGET static int cases_run_##NAME(int level, kw_relaxation *r, double limit, int64_t nodes, int64_t pivots,        \
                                     double *point, double *values, double *bound, int64_t *done) {                    \
    return cases_run(level, r, limit, nodes, pivots, point, values, bound, done);                                      \
  }                                                                                                                    \
  TARGET static void minimax_step_##NAME(kw_relaxation *r, int64_t count, int64_t width, const double *values,        \
                                         const double *slopes, const double *lowest, const double *highest,            \
                                         double *step) {                                                               \
    minimax_step(r, count, width, values, slopes, lowest, highest, step);                                              \
  }

VARIANTS(WIDE)

int kw_cases_begin(int level, kw_relaxation *r, int64_t count, const double *rows, int64_t room) {
  DISPATCH(cases_begin, r, count, rows, room)
}

int kw_cases_run(int level, kw_relaxation *r, double limit, int64_t nodes, int64_t pivots, double *point, double *values,
                 double *bound, int64_t *done) {
  DISPATCH(cases_run, level, r, limit, nodes, pivots, point, values, bound, done)
}

void kw_minimax_step(int level, kw_relaxation *r, int64_t count, int64_t width, const double *values,
                     const double *slopes, const double *lowest, const double *highest, double *step) {
  DISPATCH(minimax_step, r, count, width, values, slopes, lowest, highest, step)
}
