/* Bounds on the slopes of a network over a box. Each open unit has a phase s, 1 where it is active and 0 where it is not, and the
   slope is a sum of products of phases: first an affine form of them and of what products leave over, then linear programs over
   points, phases and products, whose cases are phases that are held. */
#include "tree.h"

typedef struct {
  int32_t layer, unit;
  /* Columns of its phase, of its output and of its phase times the slope of the objective in its output; the last two are -1 in the
     last layer with open units, whose outputs no open unit depends on. */
  int32_t phase, output, product;
  double low, high;          /* of its pre-activation */
  double product_low, product_width;
  double weight;             /* how much its phase matters to the objective, about */
} slope_unit;

struct slopes {
  tree tree;
  int64_t lower_count, top;
  slope_unit *units;
  int64_t unit_room;
  double *direction, *row;
};

static struct slopes *slopes_of(kw_relaxation *r) {
  if (!r->slopes) {
    r->slopes = calloc(1, sizeof *r->slopes);
    if (!r->slopes) abort();
  }
  return r->slopes;
}

void kw_slopes_free(struct slopes *s) {
  if (!s) return;
  tree_free(&s->tree);
  void *all[] = {s->units, s->direction, s->row};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  free(s);
}

/* The derivatives of a row in the outputs of a layer, from those in the pre-activations of the layer behind it. */
INLINE void take_back(kw_relaxation *r, const layer *layer, int64_t before, int64_t width) {
  double *factors = r->values + r->inputs + r->units;
  const double rounding = ROUNDING(layer->live_count);
  for (int64_t t = 0; t < before; t++) {
    double constant = 0, error = 0, size = 0;
    int is_nothing = 1;
    for (int64_t i = 0; i < layer->live_count; i++) {
      const double factor = factors[i] = layer->packed[layer->live[i] * layer->stride + t];
      constant += factor * r->to.constant[i];
      error += fabs(factor) * r->to.error[i];
      size += fabs(factor) * r->to.size[i];
      if (factor != 0 && (r->to.size[i] != 0 || r->to.error[i] != 0)) is_nothing = 0;
    }
    combine(r->from.rows + t * width, factors, r->to.rows, width, NULL, layer->live_count, width);
    r->from.constant[t] = constant;
    /* Where there is nothing, there is nothing to round. */
    r->from.error[t] = is_nothing ? 0 : error * (1 + rounding) + rounding * size + TINY;
    r->from.size[t] = (fabs(constant) + total_size(r->from.rows + t * width, width)) * (1 + 0x1p-48);
  }
}

/* The derivative in the pre-activation of a unit that is not open. */
INLINE void pass(kw_relaxation *r, int64_t t, double slope, int64_t width) {
  const double *from = r->from.rows + t * width;
  double *to = r->to.rows + t * width;
  for (int64_t k = 0; k < width; k++) to[k] = slope == 0 ? 0 : slope * from[k];
  r->to.constant[t] = slope == 0 ? 0 : slope * r->from.constant[t];
  r->to.size[t] = fabs(slope) * r->from.size[t] * (1 + 0x1p-50);
  r->to.error[t] = slope == 1 ? r->from.error[t]
                   : r->from.error[t] == 0 && r->from.size[t] == 0
                     ? 0
                     : fabs(slope) * r->from.error[t] * (1 + 0x1p-50) + r->to.size[t] * 0x1p-50 + TINY;
}

static void start_back(kw_relaxation *r, const double *row, int64_t width) {
  const layer *last = &r->layer[r->layers];
  for (int64_t t = 0; t < last->live_count; t++) {
    for (int64_t k = 0; k < width; k++) r->from.rows[t * width + k] = 0;
    r->from.constant[t] = row[last->live[t]];
    r->from.error[t] = 0;
    r->from.size[t] = fabs(r->from.constant[t]);
  }
}

/* The form of the slope along a direction, from those along all inputs. */
INLINE void along(const kw_relaxation *r, const double *row, const double *direction, int64_t width, double *out,
                  double *constant, double *error, double *size) {
  const double rounding = ROUNDING(2 * r->inputs);
  combine(out, direction, r->from.rows, width, NULL, r->inputs, width);
  *constant = *error = *size = 0;
  int is_nothing = 1;
  for (int64_t j = 0; j < r->inputs; j++) {
    const double more = row[r->outputs + j], factor = direction[j];
    if (factor == 0) continue;
    *constant += factor * (r->from.constant[j] + more);
    *error += fabs(factor) * r->from.error[j];
    *size += fabs(factor) * (r->from.size[j] + fabs(more));
    if (r->from.size[j] != 0 || r->from.error[j] != 0 || more != 0) is_nothing = 0;
  }
  *error = is_nothing ? 0 : *error * (1 + rounding) + rounding * *size + TINY;
}

INLINE int slope_bounds(kw_relaxation *r, const double *row, int64_t count, const double *directions, double *lower,
                        double *upper, double *scores) {
  for (int64_t d = 0; d < count; d++) {
    lower[d] = -INFINITY;
    upper[d] = INFINITY;
  }
  if (scores)
    for (int64_t j = 0; j < r->inputs; j++) scores[j] = 0;
  if (!r->sound) return 0;
  /* Each open unit has a generator of its phase and one of what its product leaves over. */
  const int64_t open = kw_open_units(r), width = padded(2 * open > 8 ? 2 * open : 8);
  kw_make_form_room(r, (r->widest > 1 ? r->widest : 1) * width);
  start_back(r, row, width);
  int64_t next = open;
  for (int64_t l = r->layers; l > 0; l--) {
    const layer *layer = &r->layer[l];
    next -= layer->open_count;
    int64_t number = next;
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t i = layer->live[t];
      const double slope = layer->slopes[i];
      if (layer->state[i] != OPEN) {
        pass(r, t, layer->state[i] == ON ? 1 : slope, width);
        continue;
      }
      /* (middle + half e) g, and e g is the middle of g times e and no more than its radius besides. */
      const double middle = (1 + slope) / 2, half = (1 - slope) / 2, g = r->from.constant[t];
      const double *from = r->from.rows + t * width;
      double *to = r->to.rows + t * width, radius = total_size(from, width);
      for (int64_t k = 0; k < width; k++) to[k] = middle * from[k];
      to[2 * number] += half * g;
      to[2 * number + 1] += half * radius;
      r->to.constant[t] = middle * g;
      const double size = (fabs(middle) * r->from.size[t] + fabs(half) * (fabs(g) + radius)) * (1 + 0x1p-48);
      r->to.size[t] = size;
      const double most = fabs(slope) > 1 ? fabs(slope) : 1;
      r->to.error[t] = r->from.error[t] == 0 && size == 0
                           ? 0
                           : most * r->from.error[t] * (1 + 0x1p-48) + ROUNDING(width) * size + TINY;
      number++;
    }
    take_back(r, layer, r->layer[l - 1].live_count, width);
  }
  double *form = r->to.rows;
  for (int64_t d = 0; d < count; d++) {
    double constant, error, size;
    along(r, row, directions + d * r->inputs, width, form, &constant, &error, &size);
    double reach = total_size(form, width);
    if (reach != 0 || error != 0) reach += error + ROUNDING(width) * (reach + fabs(constant)) + TINY;
    const int is_finite = isfinite(constant) && isfinite(reach) && isfinite(size);
    lower[d] = is_finite ? constant - reach : -INFINITY;
    upper[d] = is_finite ? constant + reach : INFINITY;
    if (!scores || d > 0) continue;
    int64_t number = 0;
    for (int64_t l = 1; l <= r->layers; l++) {
      const layer *layer = &r->layer[l];
      for (int64_t k = 0; k < layer->open_count; k++, number++) {
        const double *influence = layer->influence + layer->open[k] * r->inputs;
        const double weight = fabs(form[2 * number]) + fabs(form[2 * number + 1]);
        double sum = 0;
        for (int64_t j = 0; j < r->free_count; j++) sum += influence[j];
        if (!(sum > 0)) continue;
        for (int64_t j = 0; j < r->free_count; j++) scores[r->free[j]] += weight * influence[j] / sum;
      }
    }
  }
  return 1;
}

/* Rows of open units: what ties their phases and outputs to points. */
INLINE void build_points(kw_relaxation *r, struct slopes *s) {
  program *p = &s->tree.program;
  const int64_t width = padded(r->free_count + s->lower_count);
  for (int64_t j = 0; j < r->inputs; j++) {
    r->from.constant[j] = r->centre[j];
    r->from.error[j] = 0;
    r->from.size[j] = fabs(r->centre[j]) + r->radius[j];
    for (int64_t k = 0; k < width; k++) r->from.rows[j * width + k] = 0;
  }
  for (int64_t k = 0; k < r->free_count; k++) r->from.rows[r->free[k] * width + k] = r->radius[r->free[k]];
  int64_t next = 0, place = 0;
  for (int64_t l = 1; l <= s->top; l++) {
    const layer *layer = &r->layer[l];
    const int64_t before = r->layer[l - 1].live_count;
    for (int64_t t = before; t < layer->stride; t++) r->from.constant[t] = r->from.error[t] = r->from.size[t] = 0;
    const double rounding = ROUNDING(before);
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t i = layer->live[t];
      double *row = r->to.rows + t * width;
      carry(layer, i, before, &r->from, width, rounding, 0, row, &r->to.constant[t], &r->to.error[t], &r->to.size[t]);
    }
    const int64_t first = next;
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t i = layer->live[t];
      if (layer->state[i] != OPEN) continue;
      const slope_unit *unit = &s->units[next++];
      const double *row = r->to.rows + t * width, constant = r->to.constant[t];
      const double low = unit->low, high = unit->high, factor = 1 / power_above(high - low);
      const int is_lower = unit->output >= 0;
      const double cap = is_lower ? -low : fmax(high, -low);
      for (int side = 0; side < 2 + is_lower; side++, place++) {
        double *target = p->original + place * p->stride;
        const double sign = side == 0 ? -1 : side == 1 ? 1 : 0;
        for (int64_t k = 0; k < p->stride; k++) target[k] = 0;
        for (int64_t k = 0; k < width && sign != 0; k++) target[k] = sign * row[k] * factor;
        target[p->columns] = sign * constant * factor;
        double size = high - low;
        if (sign != 0) size += r->to.size[t] + high - low;
        if (side == 0 && is_lower) {
          target[unit->output] += high * factor; /* y - z */
        } else if (side == 0) {
          target[unit->phase] += high * factor; /* u s - z */
        } else if (side == 1) {
          target[unit->phase] += low * factor; /* z - l + l s - y */
          target[p->columns] -= low * factor;
          if (is_lower) target[unit->output] -= high * factor;
        } else {
          target[unit->phase] += high * factor; /* u s - y */
          target[unit->output] -= high * factor;
        }
        p->row_size[place] = size * factor * (1 + 0x1p-48);
        p->row_error[place] = ((sign != 0 ? r->to.error[t] : 0) + size * 0x1p-49) * factor + TINY;
        p->lower[p->columns + place] = 0;
        p->upper[p->columns + place] = (side == 2 ? high : cap) * factor;
      }
    }
    if (l == s->top) break;
    int64_t open = first;
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t i = layer->live[t];
      const double *row = r->to.rows + t * width;
      double *target = r->from.rows + t * width;
      const double slope = layer->state[i] == ON ? 1 : layer->slopes[i];
      for (int64_t k = 0; k < width; k++) target[k] = slope == 0 ? 0 : slope * row[k];
      r->from.constant[t] = slope == 0 ? 0 : slope * r->to.constant[t];
      double size = fabs(slope) * r->to.size[t], error = fabs(slope) * r->to.error[t];
      if (slope != 0 && slope != 1) error += size * 0x1p-50 + TINY;
      if (layer->state[i] == OPEN) {
        const slope_unit *unit = &s->units[open++];
        const double more = slope == 0 ? unit->high : (1 - slope) * unit->high;
        target[unit->output] += more;
        size += fabs(more);
        if (slope != 0) error += size * 0x1p-49;
      }
      r->from.size[t] = size * (1 + 0x1p-48);
      r->from.error[t] = error;
    }
  }
}

/* Rows of products, and the objective. Forms are in phases and products. */
INLINE int build_slopes(kw_relaxation *r, struct slopes *s, int64_t place) {
  program *p = &s->tree.program;
  const int64_t first = r->free_count + s->lower_count, inner_width = s->tree.count + s->lower_count;
  const int64_t width = padded(inner_width > 8 ? inner_width : 8);
  start_back(r, s->row, width);
  int64_t next = s->tree.count;
  for (int64_t l = r->layers; l > 0; l--) {
    const layer *layer = &r->layer[l];
    next -= layer->open_count;
    int64_t number = next;
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t i = layer->live[t];
      const double slope = layer->slopes[i];
      if (layer->state[i] != OPEN) {
        pass(r, t, layer->state[i] == ON ? 1 : slope, width);
        continue;
      }
      slope_unit *unit = &s->units[number++];
      const double *from = r->from.rows + t * width, constant = r->from.constant[t], size = r->from.size[t];
      const double error = r->from.error[t], most = fabs(slope) > 1 ? fabs(slope) : 1;
      double *to = r->to.rows + t * width;
      if (unit->product < 0) {
        /* Above the last layer with open units slopes are numbers. */
        for (int64_t k = 0; k < width; k++) to[k] = 0;
        r->to.constant[t] = slope * constant;
        to[unit->phase - first] = (1 - slope) * constant;
        r->to.size[t] = (fabs(slope * constant) + fabs((1 - slope) * constant)) * (1 + 0x1p-48);
        r->to.error[t] = size == 0 && error == 0 ? 0 : most * error * (1 + 0x1p-50) + r->to.size[t] * 0x1p-49 + TINY;
        continue;
      }
      double below = constant, above = constant;
      for (int64_t k = 0; k < inner_width; k++) {
        if (from[k] > 0) above += from[k];
        else below += from[k];
      }
      const double slop = error + ROUNDING(width) * size + (error != 0 || size != 0 ? TINY : 0);
      below -= slop;
      above += slop;
      if (!(isfinite(below) && isfinite(above))) return 0;
      const double least = below < 0 ? below : 0, greatest = above > 0 ? above : 0;
      unit->product_low = least;
      unit->product_width = (greatest - least) * (1 + 0x1p-50) + TINY;
      const double reach = (above - below) * (1 + 0x1p-50) + TINY, factor = 1 / power_above(reach);
      for (int side = 0; side < 4; side++, place++) {
        double *target = p->original + place * p->stride;
        for (int64_t k = 0; k < p->stride; k++) target[k] = 0;
        const double sign = side == 0 || side == 2 ? 1 : -1;
        const double bound = side == 0 || side == 3 ? below : above;
        /* 0: w - l s, 1: u s - w, 2: w - t + u - u s, 3: t - l + l s - w */
        if (side >= 2)
          for (int64_t k = 0; k < inner_width; k++) target[first + k] = -sign * from[k] * factor;
        target[unit->product] += sign * unit->product_width * factor;
        double offset = sign * least;
        if (side >= 2) offset += sign * (bound - constant);
        target[unit->phase] -= sign * bound * factor;
        target[p->columns] = offset * factor;
        const double whole = (side >= 2 ? size + fabs(bound) : 0) + fabs(bound) + fabs(least) + unit->product_width;
        p->row_size[place] = whole * factor * (1 + 0x1p-48);
        p->row_error[place] = ((side >= 2 ? error : 0) + whole * 0x1p-48) * factor + TINY;
        p->lower[p->columns + place] = 0;
        p->upper[p->columns + place] = reach * factor;
      }
      for (int64_t k = 0; k < width; k++) to[k] = slope == 0 ? 0 : slope * from[k];
      to[unit->product - first] += (1 - slope) * unit->product_width;
      r->to.constant[t] = (slope == 0 ? 0 : slope * constant) + (1 - slope) * least;
      r->to.size[t] = (fabs(slope) * size + fabs(1 - slope) * (fabs(least) + unit->product_width)) * (1 + 0x1p-48);
      r->to.error[t] = fabs(slope) * error * (1 + 0x1p-50) + r->to.size[t] * 0x1p-48 + TINY;
    }
    take_back(r, layer, r->layer[l - 1].live_count, width);
  }
  double *form = r->to.rows, constant, error, size;
  along(r, s->row, s->direction, width, form, &constant, &error, &size);
  size += fabs(constant) + total_size(form, width);
  error += ROUNDING(width) * size + TINY;
  if (!(isfinite(size) && isfinite(error))) return 0;
  s->tree.scale = power_above(size + error);
  double *target = p->original + p->rows * p->stride;
  for (int64_t k = 0; k < p->stride; k++) target[k] = 0;
  for (int64_t k = 0; k < inner_width; k++) target[first + k] = form[k] / s->tree.scale;
  target[p->columns] = constant / s->tree.scale;
  p->row_error[p->rows] = error / s->tree.scale + TINY;
  p->row_size[p->rows] = size / s->tree.scale * (1 + 0x1p-48);
  return 1;
}

/* How much each phase matters: by its own coefficient, and by products that it is a part of. */
static void weigh(const kw_relaxation *r, struct slopes *s, int64_t products) {
  const program *p = &s->tree.program;
  const double *objective = p->original + p->rows * p->stride;
  for (int64_t k = 0; k < s->tree.count; k++) {
    slope_unit *unit = &s->units[k];
    unit->weight = fabs(objective[unit->phase]) + (unit->product >= 0 ? fabs(objective[unit->product]) : 0);
  }
  /* Rows of products stand in the order of building: from the last layer on. */
  int64_t next = s->tree.count, place = products;
  for (int64_t l = r->layers; l > 0; l--) {
    next -= r->layer[l].open_count;
    for (int64_t k = 0; k < r->layer[l].open_count; k++) {
      const slope_unit *unit = &s->units[next + k];
      if (unit->product < 0) continue;
      const double *row = p->original + (place + 2) * p->stride;
      const double share = fabs(objective[unit->product]) / (fabs(row[unit->product]) + 0x1p-900) / 2;
      for (int64_t other = next + k + 1; other < s->tree.count; other++) {
        slope_unit *upper = &s->units[other];
        if (upper->layer > unit->layer) upper->weight += share * fabs(row[upper->phase]);
      }
      place += 4;
    }
  }
}

INLINE int slope_begin(kw_relaxation *r, const double *row, const double *direction, int64_t sides, const double *limits,
                       int64_t room) {
  struct slopes *s = slopes_of(r);
  const int64_t open = kw_open_units(r);
  s->top = 0;
  for (int64_t l = 1; l <= r->layers; l++)
    if (r->layer[l].open_count > 0) s->top = l;
  const int64_t at_top = s->top > 0 ? r->layer[s->top].open_count : 0;
  s->lower_count = open - at_top;
  const int64_t columns = r->free_count + open + 2 * s->lower_count, rows = 7 * s->lower_count + 2 * at_top + sides;
  if (!r->sound || padded(columns + 1) * (rows + 1) > room) return 0;
  if (open > s->unit_room || !s->units) {
    free(s->units);
    s->unit_room = open + open / 2 + 8;
    s->units = calloc((size_t)s->unit_room, sizeof *s->units);
    if (!s->units) abort();
  }
  tree_reset(&s->tree, open, columns + rows + r->outputs + r->inputs);
  const int64_t length = r->outputs + r->inputs + 1;
  if (!s->direction) {
    s->direction = doubles(r->inputs);
    s->row = doubles(length);
  }
  memcpy(s->direction, direction, (size_t)r->inputs * 8);
  memcpy(s->row, row, (size_t)length * 8);
  program *p = &s->tree.program;
  program_room(p, columns, rows);
  int64_t next = 0, inner = 0;
  for (int64_t k = 0; k < r->free_count; k++) {
    p->lower[k] = -1;
    p->upper[k] = 1;
  }
  for (int64_t k = r->free_count; k < columns; k++) {
    p->lower[k] = 0;
    p->upper[k] = 1;
  }
  for (int64_t l = 1; l <= s->top; l++) {
    const layer *layer = &r->layer[l];
    for (int64_t k = 0; k < layer->open_count; k++, next++) {
      const int32_t i = layer->open[k];
      const int is_lower = l < s->top;
      s->units[next] = (slope_unit){(int32_t)l, i, (int32_t)(r->free_count + s->lower_count + next),
                                    is_lower ? (int32_t)(r->free_count + inner) : -1,
                                    is_lower ? (int32_t)(r->free_count + s->lower_count + open + inner) : -1,
                                    layer->lower[i], layer->upper[i], 0, 0, 0};
      inner += is_lower;
    }
  }
  const int64_t most = columns > 8 ? columns : 8;
  kw_make_form_room(r, (r->widest > 1 ? r->widest : 1) * padded(most));
  build_points(r, s);
  const int64_t products = 3 * s->lower_count + 2 * at_top;
  if (!build_slopes(r, s, products)) return 0;
  for (int64_t q = 0; q < sides; q++) {
    /* offset - normal x */
    const double *side = limits + q * (r->inputs + 1);
    const int64_t place = products + 4 * s->lower_count + q;
    double *target = p->original + place * p->stride, constant = side[r->inputs], size = fabs(constant);
    for (int64_t k = 0; k < p->stride; k++) target[k] = 0;
    for (int64_t j = 0; j < r->inputs; j++) {
      constant -= side[j] * r->centre[j];
      size += fabs(side[j]) * (fabs(r->centre[j]) + r->radius[j]);
    }
    const double scale = power_above(size + TINY);
    for (int64_t k = 0; k < r->free_count; k++) target[k] = -side[r->free[k]] * r->radius[r->free[k]] / scale;
    target[columns] = constant / scale;
    p->row_size[place] = size / scale * (1 + 0x1p-48);
    p->row_error[place] = ROUNDING(r->inputs) * size / scale + TINY;
    p->lower[columns + place] = 0;
    p->upper[columns + place] = 1;
  }
  for (int64_t i = 0; i <= p->rows; i++)
    if (!(isfinite(p->row_size[i]) && isfinite(p->row_error[i]))) return 0;
  weigh(r, s, products);
  program_reset(p);
  return 1;
}

INLINE void hold_phase(kw_relaxation *r, int32_t number, int phase) {
  struct slopes *s = r->slopes;
  program *p = &s->tree.program;
  const int32_t column = s->units[number].phase;
  s->tree.phase[number] = (int8_t)phase;
  p->lower[column] = phase > 0 ? 1 : 0;
  p->upper[column] = phase < 0 ? 0 : 1;
}

void kw_slope_settle(kw_relaxation *r, int is_decided) {
  if (r->slopes) tree_settle(&r->slopes->tree, is_decided);
}

void kw_slope_phases(const kw_relaxation *r, int8_t *phases) {
  const struct slopes *s = r->slopes;
  int64_t start = 0, next = 0;
  for (int64_t l = 1; l <= r->layers; l++) {
    const layer *layer = &r->layer[l];
    for (int64_t i = 0; i < layer->out; i++)
      phases[start + i] = layer->state[i] == ON ? 2 : layer->state[i] == OFF ? -2 : 0;
    for (; s && next < s->tree.count && s->units[next].layer == l; next++)
      phases[start + s->units[next].unit] = s->tree.phase[next];
    start += layer->out;
  }
}

/* Whether the slope at the program's point is low enough. */
INLINE int look_at_slope(int level, kw_relaxation *r, double limit, double *point, double *value) {
  const struct slopes *s = r->slopes;
  double *outputs = s->tree.values + s->tree.program.columns + s->tree.program.rows, *gradient = outputs + r->outputs;
  kw_evaluate_point(level, r, point, outputs);
  kw_gradient_row(level, r, s->row, gradient);
  *value = 0;
  for (int64_t j = 0; j < r->inputs; j++) *value += s->direction[j] * gradient[j];
  return *value <= limit;
}

/* The unit whose phase is farthest from being one, and matters most. */
INLINE int32_t choose_phase(kw_relaxation *r, int *phase) {
  const struct slopes *s = r->slopes;
  double best = -1;
  int32_t chosen = -1;
  for (int32_t i = 0; i < s->tree.count; i++) {
    if (s->tree.phase[i]) continue;
    const slope_unit *unit = &s->units[i];
    const double at = s->tree.values[unit->phase], open = at < 1 - at ? at : 1 - at;
    const double score = ((open > 0 ? open : 0) + 1e-3) * (unit->weight + 0x1p-60);
    if (score > best) {
      best = score;
      chosen = i;
      *phase = at > 0.5 ? 1 : -1;
    }
  }
  return chosen;
}

INLINE int slope_run(int level, kw_relaxation *r, double limit, int64_t nodes, int64_t pivots, double *point,
                     double *value, double *bound, int64_t *done) {
  return tree_run(level, r, &r->slopes->tree, limit, nodes, pivots, point, value, bound, done,
                  (tree_steps){hold_phase, look_at_slope, choose_phase});
}

#define VARIANT(NAME, TARGET)                                                                                          \
  TARGET static int slope_bounds_##NAME(kw_relaxation *r, const double *row, int64_t count, const double *directions,  \
                                        double *lower, double *upper, double *scores) {                                \
    return slope_bounds(r, row, count, directions, lower, upper, scores);                                              \
  }                                                                                                                    \
  TARGET static int slope_begin_##NAME(kw_relaxation *r, const double *row, const double *direction, int64_t sides,    \
                                       const double *limits, int64_t room) {                                           \
    return slope_begin(r, row, direction, sides, limits, room);                                                        \
  }                                                                                                                    \
  TARGET static int slope_run_##NAME(int level, kw_relaxation *r, double limit, int64_t nodes, int64_t pivots,         \
                                     double *point, double *value, double *bound, int64_t *done) {                     \
    return slope_run(level, r, limit, nodes, pivots, point, value, bound, done);                                       \
  }

VARIANTS(WIDE)

int kw_slope_bounds(int level, kw_relaxation *r, const double *row, int64_t count, const double *directions,
                    double *lower, double *upper, double *scores) {
  DISPATCH(slope_bounds, r, row, count, directions, lower, upper, scores)
}

int kw_slope_begin(int level, kw_relaxation *r, const double *row, const double *direction, int64_t sides,
                   const double *limits, int64_t room) {
  DISPATCH(slope_begin, r, row, direction, sides, limits, room)
}

int kw_slope_run(int level, kw_relaxation *r, double limit, int64_t nodes, int64_t pivots, double *point, double *value,
                 double *bound, int64_t *done) {
  DISPATCH(slope_run, level, r, limit, nodes, pivots, point, value, bound, done)
}
