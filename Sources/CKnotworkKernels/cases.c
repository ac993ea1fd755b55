/* Decides a question about a network over a box by cases, active or inactive, of its open units, with a linear program in each
   case. */
#include "pair_program.h"

static struct cases *cases_of(kw_relaxation *r) {
  if (!r->cases) {
    r->cases = calloc(1, sizeof *r->cases);
    if (!r->cases) abort();
  }
  return r->cases;
}

void kw_cases_free(struct cases *c) {
  if (!c) return;
  tree_free(&c->tree);
  program_free(&c->step);
  void *all[] = {c->phases, c->questions, c->scales};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  free(c);
}

/* Forms of the inputs, in the program's variables. */
static void start_forms(kw_relaxation *r, program *p, int64_t width) {
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
}

/* The rows of open units, from forms carried through the layers. */
INLINE int build_units(kw_relaxation *r, struct cases *c) {
  program *p = &c->tree.program;
  const int64_t columns = p->columns, width = padded(columns);
  int64_t next = 0;
  for (int64_t l = 1; l <= r->layers; l++) {
    const layer *layer = &r->layer[l];
    const int64_t before = r->layer[l - 1].live_count;
    for (int64_t t = before; t < layer->stride; t++) r->from.constant[t] = r->from.error[t] = r->from.size[t] = 0;
    const double rounding = ROUNDING(before);
    const int64_t first = next;
    for (int64_t t = 0; t < layer->live_count; t++) {
      if ((t & 7) == 0 && is_late(r)) return 0;
      const int32_t i = layer->live[t];
      double *row = r->to.rows + t * width, constant, error, size;
      carry(layer, i, before, &r->from, width, rounding, 0, row, &constant, &error, &size);
      r->to.constant[t] = constant;
      r->to.error[t] = error;
      r->to.size[t] = size;
      if (layer->state[i] != OPEN) continue;
      const double low = layer->lower[i], high = layer->upper[i];
      double chord = high / (high - low);
      chord = chord < 0 ? 0 : chord > 1 ? 1 : chord;
      const double left = -chord * low, right = (1 - chord) * high;
      phase *unit = &c->phases[next];
      const double height = (left > right ? left : right) * (1 + 0x1p-50) + TINY, scale = power_above(high - low);
      const double factor = 1 / scale;
      const int32_t column = (int32_t)(r->free_count + next);
      *unit = (phase){.layer = (int32_t)l,
                      .unit = i,
                      .off = column,
                      .on = (int32_t)(columns + 2 * next),
                      .off_scale = high,
                      .on_scale = scale,
                      .off_upper = 1,
                      .on_upper = -low * factor,
                      .before = -1};
      score(unit, 2 * next + 1, height * factor);
      double *above = p->original + 2 * next * p->stride, *below = above + p->stride;
      for (int64_t k = 0; k < p->stride; k++) above[k] = below[k] = 0;
      for (int64_t k = 0; k < columns; k++) {
        above[k] = -row[k] * factor;
        below[k] = chord * row[k] * factor;
      }
      above[column] += high * factor;
      below[column] -= high * factor;
      above[columns] = -constant * factor;
      below[columns] = (chord * constant + height) * factor;
      const double whole = size + high + height;
      p->row_size[2 * next] = p->row_size[2 * next + 1] = whole * factor * (1 + 0x1p-48);
      p->row_error[2 * next] = p->row_error[2 * next + 1] = (error + whole * 0x1p-49) * factor + TINY;
      p->lower[column] = 0;
      p->upper[column] = 1;
      p->lower[columns + 2 * next] = p->lower[columns + 2 * next + 1] = 0;
      p->upper[columns + 2 * next] = unit->on_upper;
      p->upper[columns + 2 * next + 1] = height * factor;
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
        const phase *unit = &c->phases[open++];
        const double more = slope == 0 ? unit->off_scale : (1 - slope) * unit->off_scale;
        target[unit->off] += more;
        size += fabs(more);
        if (slope != 0) error += size * 0x1p-49;
      }
      r->from.size[t] = size * (1 + 0x1p-48);
      r->from.error[t] = error;
    }
  }
  return 1;
}

/* The program: open units, and the rows of the question; 0 where numbers overflow, or the time is over. */
INLINE int build(kw_relaxation *r, struct cases *c) {
  program *p = &c->tree.program;
  const int64_t columns = p->columns, width = padded(columns);
  start_forms(r, p, width);
  if (!(r->layer[r->layers].pairs ? build_pairs(r, c) : build_units(r, c))) return 0;
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
    const int64_t place = q == 0 ? p->rows : p->rows - c->rows + q;
    const double scale = power_above(size + error + TINY), factor = (q == 0 ? 1 : -1) / scale;
    double *target = p->original + place * p->stride;
    for (int64_t k = 0; k < p->stride; k++) target[k] = 0;
    for (int64_t k = 0; k < columns; k++) target[k] = row[k] * factor;
    target[columns] = constant * factor;
    p->row_error[place] = error / scale;
    p->row_size[place] = size / scale * (1 + 0x1p-48);
    c->scales[q] = scale;
    if (q == 0) c->tree.scale = scale;
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
  const int64_t open = kw_open_units(r);
  int64_t columns = r->free_count + open, slacks = 2 * open + count - 1;
  if (r->layer[r->layers].pairs) {
    columns = r->free_count;
    slacks = count - 1;
    count_pairs(r, &columns, &slacks);
  }
  if (!r->sound || padded(columns + 1) * (slacks + 1) > room) return 0;
  const int64_t width = padded(columns);
  if (open > c->phase_room || !c->phases) {
    free(c->phases);
    c->phase_room = open + open / 2 + 8;
    c->phases = calloc((size_t)c->phase_room, sizeof *c->phases);
    if (!c->phases) abort();
  }
  const int64_t length = r->outputs + r->inputs + 1;
  if (count * length > c->question_room) {
    free(c->questions);
    free(c->scales);
    c->questions = doubles(c->question_room = count * length);
    c->scales = doubles(count * length);
  }
  memcpy(c->questions, rows, (size_t)(count * length) * 8);
  tree_reset(&c->tree, open, columns + slacks + r->outputs);
  c->rows = count;
  program_room(&c->tree.program, columns, slacks);
  kw_make_form_room(r, (r->widest > 1 ? r->widest : 1) * width);
  if (!build(r, c)) return 0;
  program_reset(&c->tree.program);
  return 1;
}

/* Holds a unit active or inactive, or lets it go with 0. */
INLINE void hold(kw_relaxation *r, int32_t number, int held) {
  struct cases *c = r->cases;
  program *p = &c->tree.program;
  const struct phase *unit = &c->phases[number];
  c->tree.phase[number] = (int8_t)held;
  p->upper[unit->off] = held < 0 ? 0 : unit->off_upper;
  p->upper[unit->on] = held > 0 ? 0 : unit->on_upper;
}

void kw_cases_settle(kw_relaxation *r, int is_decided) {
  if (r->cases) tree_settle(&r->cases->tree, is_decided);
}

void kw_cases_phases(const kw_relaxation *r, int8_t *phases) {
  const struct cases *c = r->cases;
  int64_t start = 0, next = 0;
  for (int64_t l = 1; l <= r->layers; l++) {
    const layer *layer = &r->layer[l];
    for (int64_t i = 0; i < layer->out; i++)
      phases[start + i] = layer->state[i] == ON ? 2 : layer->state[i] == OFF ? -2 : 0;
    for (int64_t i = 0; i < layer->pairs; i++)
      phases[start + layer->pairs + i] = layer->second_state[i] == ON ? 2 : layer->second_state[i] == OFF ? -2 : 0;
    for (; c && next < c->tree.count && c->phases[next].layer == l; next++)
      phases[start + c->phases[next].unit] = c->tree.phase[next];
    /* What does not differ has one phase. */
    for (int64_t i = 0; i < layer->pairs; i++)
      if (layer->lower[layer->pairs + i] == 0 && layer->upper[layer->pairs + i] == 0)
        phases[start + layer->pairs + i] = phases[start + i];
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

/* Whether every row is met at the program's point. */
INLINE int look(int level, kw_relaxation *r, double limit, double *point, double *values) {
  const struct cases *c = r->cases;
  double *outputs = c->tree.values + c->tree.program.columns + c->tree.program.rows;
  kw_evaluate_point(level, r, point, outputs);
  evaluate_rows(r, c, point, outputs, values);
  int all = values[0] <= limit;
  for (int64_t q = 1; q < c->rows; q++) all &= values[q] <= 0;
  return all;
}

/* The unit whose chord costs most. */
INLINE int32_t choose(kw_relaxation *r, int *held) {
  const struct cases *c = r->cases;
  const program *p = &c->tree.program;
  const double *values = c->tree.values;
  for (int64_t i = 0; i < p->rows; i++) p->weight[i] = 0;
  const double *costs = p->tableau + p->rows * p->stride;
  for (int64_t j = 0; j < p->columns; j++)
    if (p->nonbasic[j] >= p->columns) p->weight[p->nonbasic[j] - p->columns] = fabs(costs[j]);
  double best = -1;
  int32_t chosen = -1;
  for (int32_t i = 0; i < c->tree.count; i++) {
    if (c->tree.phase[i]) continue;
    const phase *unit = &c->phases[i];
    const double y = values[unit->off] * unit->off_scale, rest = values[unit->on] * unit->on_scale;
    double score = 0x1p-60;
    for (int32_t k = 0; k < unit->score_count; k++) score += p->weight[unit->scores[k].row] * unit->scores[k].factor;
    if (!((y < rest ? y : rest) > 0x1p-28 * unit->on_scale)) score *= 0x1p-40;
    if (score > best) {
      best = score;
      chosen = i;
    }
  }
  if (chosen < 0) return chosen;
  if (c->phases[chosen].before >= 0 && !c->tree.phase[c->phases[chosen].before]) chosen = c->phases[chosen].before;
  const phase *unit = &c->phases[chosen];
  *held = values[unit->off] * unit->off_scale > values[unit->on] * unit->on_scale ? 1 : -1;
  return chosen;
}

static const tree_steps STEPS = {hold, look, choose};

INLINE int cases_run(int level, kw_relaxation *r, double limit, int64_t nodes, int64_t pivots, double *point,
                     double *values, double *bound, int64_t *done) {
  return tree_run(level, r, &r->cases->tree, limit, nodes, pivots, point, values, bound, done,
                  (tree_steps){hold, look, choose});
}

/* Where a phase's unit stands among all units. */
static int64_t place_of(const kw_relaxation *r, const phase *unit) {
  int64_t start = 0;
  for (int64_t l = 1; l < unit->layer; l++) start += r->layer[l].out;
  return start + unit->unit;
}

int64_t kw_cases_give(kw_relaxation *r, int8_t *phases) {
  struct cases *c = r->cases;
  const int64_t given = c ? tree_give(&c->tree) : -1;
  if (given < 0) return 0;
  for (int64_t i = 0; i < r->units; i++) phases[i] = 0;
  for (int64_t k = 0; k <= given; k++) {
    const choice *choice = &c->tree.path[k];
    phases[place_of(r, &c->phases[choice->unit])] = (int8_t)(k < given ? choice->phase : -choice->phase);
  }
  return given + 1;
}

int64_t kw_cases_rest(const kw_relaxation *r, int8_t *phases) {
  const struct cases *c = r->cases;
  const int64_t held = c ? tree_rest(&c->tree) : 0;
  for (int64_t i = 0; i < r->units; i++) phases[i] = 0;
  for (int64_t k = 0; k < held; k++) {
    const choice *choice = &c->tree.path[k];
    phases[place_of(r, &c->phases[choice->unit])] = choice->phase;
  }
  return held;
}

void kw_cases_hold(kw_relaxation *r, const int8_t *phases) {
  struct cases *c = r->cases;
  for (int32_t i = 0; i < c->tree.count; i++) {
    const int8_t phase = phases[place_of(r, &c->phases[i])];
    if (phase) tree_hold(r, &c->tree, i, phase, STEPS);
  }
}

void kw_cases_record(kw_relaxation *r) { r->cases->tree.is_recorded = 1; }

int64_t kw_cases_proof(const kw_relaxation *r, int64_t *path, double *rows, double *slopes) {
  const struct cases *c = r->cases;
  const tree *t = &c->tree;
  const program *p = &t->program;
  for (int64_t k = 0; k < t->depth; k++) {
    const int64_t place = place_of(r, &c->phases[t->path[k].unit]) + 1;
    path[k] = t->path[k].phase > 0 ? place : -place;
  }
  /* Multiplied so that those of the program are about 1. */
  const double whole = t->is_closed == 1 ? 1 : 0;
  rows[0] = whole / c->scales[0];
  for (int64_t q = 1; q < c->rows; q++) {
    const double weight = p->weight[p->rows - c->rows + q];
    rows[q] = weight > 0 ? weight / c->scales[q] : 0;
  }
  for (int64_t i = 0; i < r->units; i++) slopes[i] = NAN;
  for (int64_t i = 0; i < t->count; i++) {
    const phase *unit = &c->phases[i];
    const layer *layer = &r->layer[unit->layer];
    const int64_t above = unit->on - p->columns;
    const double low = layer->lower[unit->unit], high = layer->upper[unit->unit];
    double chord = high / (high - low);
    chord = chord < 0 ? 0 : chord > 1 ? 1 : chord;
    slopes[place_of(r, unit)] = (p->weight[above] - chord * p->weight[above + 1]) / unit->on_scale;
  }
  return t->depth;
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
