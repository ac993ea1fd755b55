/* Bounds on the units and outputs of a network over a box that hold whatever rounding does: forward by affine forms (zonotopes) and
   intervals, backward by rows through a line below and a line above each open unit. */
#include "pair_bounds.h"

static const double *copy_in(double **place, const double *numbers, int64_t count) {
  double *start = *place;
  memcpy(start, numbers, (size_t)count * 8);
  *place += count;
  return start;
}

kw_relaxation *kw_relaxation_new(int32_t layers, const int32_t *widths, const double *weights, const double *biases,
                                 const double *slopes) {
  kw_relaxation *r = calloc(1, sizeof *r);
  if (!r) abort();
  r->deadline = INFINITY;
  r->layers = layers;
  r->inputs = widths[0];
  r->outputs = widths[layers];
  r->layer = calloc((size_t)layers + 1, sizeof *r->layer);
  if (!r->layer) abort();
  int64_t parameters = 0;
  for (int32_t l = 0; l <= layers; l++) {
    if (widths[l] > r->widest) r->widest = widths[l];
    if (l > 0) {
      parameters += (int64_t)widths[l] * (widths[l - 1] + 2);
      r->units += widths[l];
    }
  }
  double *place = r->parameters = doubles(parameters);
  for (int32_t l = 0; l <= layers; l++) {
    layer *layer = &r->layer[l];
    const int64_t out = layer->out = widths[l], room = padded(out);
    layer->least = doubles(room);
    layer->most = doubles(room);
    layer->size = doubles(room);
    layer->live = (int32_t *)doubles(room);
    if (l == 0) continue;
    const int64_t in = layer->in = widths[l - 1];
    layer->weights = copy_in(&place, weights, in * out);
    layer->bias = copy_in(&place, biases, out);
    layer->slopes = copy_in(&place, slopes, out);
    weights += in * out;
    biases += out;
    slopes += out;
    layer->packed = doubles(out * padded(in));
    layer->lower = doubles(room);
    layer->upper = doubles(room);
    layer->terms = doubles(room);
    layer->state = (int8_t *)doubles(room);
    layer->active = (int8_t *)doubles(room);
    layer->open = (int32_t *)doubles(room);
    layer->below = doubles(room);
    layer->below_constant = doubles(room);
    layer->above = doubles(room);
    layer->above_constant = doubles(room);
    layer->live_terms = doubles(room);
    layer->live_bias = doubles(room);
    layer->influence = doubles(out * r->inputs);
  }
  r->centre = doubles(r->inputs);
  r->radius = doubles(r->inputs);
  r->free = (int32_t *)doubles(r->inputs);
  for (int side = 0; side < 2; side++) {
    forms *forms = side ? &r->to : &r->from;
    forms->constant = doubles(padded(r->widest));
    forms->error = doubles(padded(r->widest));
    forms->size = doubles(padded(r->widest));
  }
  r->values = doubles(r->inputs + r->units + 2 * r->widest);
  return r;
}

void kw_relaxation_limit(kw_relaxation *r, double seconds) {
  r->deadline = isfinite(seconds) ? now() + seconds : INFINITY;
}

void kw_relaxation_pair(kw_relaxation *r, int rescaled) {
  r->rescaled = rescaled;
  for (int64_t l = 1; l <= r->layers; l++) {
    layer *layer = &r->layer[l];
    const int64_t room = padded(layer->out);
    layer->pairs = layer->out / 2;
    double **numbers[] = {&layer->second_lower, &layer->second_upper, &layer->below_first, &layer->above_first,
                          &layer->middle, &layer->middle_first, &layer->middle_constant, &layer->middle_radius};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) *numbers[i] = doubles(room);
    layer->second_state = (int8_t *)doubles(room);
    layer->place = (int32_t *)doubles(room);
    layer->variable = (int32_t *)doubles(room);
    layer->held = (int32_t *)doubles(room);
    layer->mixed = (int32_t *)doubles(room);
  }
}

void kw_relaxation_free(kw_relaxation *r) {
  if (!r) return;
  for (int64_t l = 0; l <= r->layers; l++) {
    layer *layer = &r->layer[l];
    void *all[] = {layer->packed, layer->lower, layer->upper, layer->terms, layer->state, layer->active, layer->open, layer->live,
                   layer->least, layer->most, layer->size, layer->below, layer->below_constant, layer->above,
                   layer->above_constant, layer->live_terms, layer->live_bias, layer->influence, layer->second_lower,
                   layer->second_upper, layer->second_state, layer->place, layer->variable,
                   layer->held, layer->below_first, layer->above_first,
                   layer->middle, layer->middle_first, layer->middle_constant, layer->middle_radius, layer->mixed};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  }
  void *all[] = {r->layer, r->parameters, r->centre, r->radius, r->free, r->from.constant, r->from.error, r->from.size,
                 r->from.rows, r->to.constant, r->to.error, r->to.size, r->to.rows, r->rows, r->other_rows, r->products,
                 r->values};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  kw_cases_free(r->cases);
  kw_slopes_free(r->slopes);
  free(r);
}

void kw_make_form_room(kw_relaxation *r, int64_t count) {
  if (count <= r->form_room) return;
  free(r->from.rows);
  free(r->to.rows);
  r->form_room = count + count / 2;
  r->from.rows = doubles(r->form_room);
  r->to.rows = doubles(r->form_room);
}

/* The same, keeping the first numbers of the pre-activations' rows. */
static void widen(kw_relaxation *r, int64_t count, int64_t kept) {
  if (count <= r->form_room) return;
  double *rows = doubles(count + count / 2);
  memcpy(rows, r->to.rows, (size_t)kept * 8);
  free(r->to.rows);
  r->to.rows = rows;
  free(r->from.rows);
  r->form_room = count + count / 2;
  r->from.rows = doubles(r->form_room);
}

static void make_row_room(kw_relaxation *r, int64_t rows) {
  if (rows <= r->row_room) return;
  free(r->rows);
  free(r->other_rows);
  free(r->products);
  r->row_room = rows;
  r->rows = doubles(rows * padded(r->widest));
  r->other_rows = doubles(rows * padded(r->widest));
  r->products = doubles(rows * padded(r->widest) + 4 * rows);
}

/* The box, and the forms of the inputs. */
static void start(kw_relaxation *r, const double *lower, const double *upper) {
  layer *inputs = &r->layer[0];
  r->lower = lower;
  r->upper = upper;
  r->free_count = 0;
  inputs->live_count = r->inputs;
  for (int64_t j = 0; j < r->inputs; j++) {
    const double low = lower[j], high = upper[j], centre = low + (high - low) / 2;
    inputs->live[j] = (int32_t)j;
    inputs->least[j] = low;
    inputs->most[j] = high;
    inputs->size[j] = fmax(fabs(low), fabs(high));
    r->centre[j] = centre;
    /* The differences are rounded: the next number is no smaller than they are. */
    r->radius[j] = low < high ? nextafter(fmax(high - centre, centre - low), INFINITY) : 0;
    if (low < high) r->free[r->free_count++] = (int32_t)j;
  }
}

/* Which units are open, from their bounds. 0 where bounds contradict each other: no point of the box has the phases. */
static int classify(kw_relaxation *r, layer *layer) {
  layer->open_count = 0;
  for (int64_t i = 0; i < layer->out; i++) {
    const double l = layer->lower[i], u = layer->upper[i];
    if (l > u) return 0;
    if (!(isfinite(l) && isfinite(u))) r->sound = 0;
    if (layer->slopes[i] == 1 || l >= 0) layer->state[i] = ON;
    else if (u <= 0) layer->state[i] = OFF;
    else {
      layer->state[i] = OPEN;
      layer->open[layer->open_count++] = (int32_t)i;
    }
  }
  layer->phase_count = layer->fresh_count = layer->open_count;
  return 1;
}

/* The lines of a unit, and bounds on its output, at a place among live ones. */
static void finish_unit(layer *layer, int64_t i, int64_t t) {
  const double l = layer->lower[i], u = layer->upper[i], slope = layer->slopes[i];
  const int state = layer->state[i];
  double low, high;
  layer->below_constant[t] = layer->above_constant[t] = 0;
  if (state == ON) {
    layer->below[t] = layer->above[t] = 1;
    low = l;
    high = u;
  } else if (state == OFF) {
    layer->below[t] = layer->above[t] = slope;
    low = slope > 0 ? slope * l : slope * u;
    high = slope > 0 ? slope * u : slope * l;
  } else {
    /* The chord is on one side of the unit, a line through 0 on the other; ends decide, as the unit is convex or concave. */
    double chord = (u - slope * l) / (u - l);
    const double smallest = slope < 1 ? slope : 1, largest = slope < 1 ? 1 : slope;
    chord = chord < smallest ? smallest : chord > largest ? largest : chord;
    const double straight = u > -l ? 1 : slope;
    double left = (slope - chord) * l, right = (1 - chord) * u;
    if (slope < 1) {
      left += fabs(left) * 0x1p-50 + TINY;
      right += fabs(right) * 0x1p-50 + TINY;
      layer->above[t] = chord;
      layer->above_constant[t] = left > right ? left : right;
      layer->below[t] = straight;
    } else {
      left -= fabs(left) * 0x1p-50 + TINY;
      right -= fabs(right) * 0x1p-50 + TINY;
      layer->below[t] = chord;
      layer->below_constant[t] = left < right ? left : right;
      layer->above[t] = straight;
    }
    const double at_lower = slope * l;
    low = at_lower < 0 ? at_lower : 0;
    high = at_lower > u ? at_lower : u;
  }
  if (slope != 0 && slope != 1) {
    low -= fabs(low) * 0x1p-52 + TINY;
    high += fabs(high) * 0x1p-52 + TINY;
  }
  layer->least[t] = low;
  layer->most[t] = high;
  layer->size[t] = fabs(low) > fabs(high) ? fabs(low) : fabs(high);
  layer->live_terms[t] = layer->terms[i];
  layer->live_bias[t] = layer->bias[i];
  layer->live[t] = (int32_t)i;
}

/* The lines of all live units, and bounds on their outputs. */
static void finish(layer *layer) {
  int64_t t = 0;
  if (layer->pairs) {
    for (int64_t i = 0; i < layer->pairs; i++) {
      layer->place[i] = -1;
      if (layer->slopes[i] == 0 && layer->state[i] == OFF && layer->second_state[i] == OFF) continue;
      layer->place[i] = (int32_t)t;
      finish_unit(layer, i, t++);
    }
    t = finish_differences(layer, t);
  } else {
    for (int64_t i = 0; i < layer->out; i++)
      if (layer->state[i] != OFF || layer->slopes[i] != 0) finish_unit(layer, i, t++);
  }
  layer->live_count = t;
  for (; t < padded(layer->out); t++) {
    layer->least[t] = layer->most[t] = layer->size[t] = 0;
    layer->below[t] = layer->above[t] = layer->below_constant[t] = layer->above_constant[t] = 0;
    layer->live_terms[t] = layer->live_bias[t] = 0;
  }
}

static void pack(const kw_relaxation *r, int64_t l) {
  layer *layer = &r->layer[l];
  const struct { int64_t count; const int32_t *live; } before = {r->layer[l - 1].live_count, r->layer[l - 1].live};
  layer->stride = padded(before.count);
  for (int64_t i = 0; i < layer->out; i++) {
    const double *weights = layer->weights + i * layer->in;
    double *packed = layer->packed + i * layer->stride;
    for (int64_t t = 0; t < before.count; t++) packed[t] = weights[before.live[t]];
    for (int64_t t = before.count; t < layer->stride; t++) packed[t] = 0;
  }
}

/* Rows of coefficients on outputs of live units, a vector of products for four rows at once. */
INLINE void multiply(const double *factors, int64_t factor_stride, int64_t rows, const layer *layer, double *out,
                     int64_t out_stride) {
  const int64_t width = layer->stride, count = layer->live_count;
  const double *packed = layer->packed;
  const int32_t *live = layer->live;
  int64_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const double *f = factors + row * factor_stride;
    double *o = out + row * out_stride;
    int64_t i = 0;
    for (; i + 16 <= width; i += 16) {
      eight a0 = SPREAD(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
      for (int64_t t = 0; t < count; t++) {
        const double *w = packed + live[t] * width + i;
        const eight first = *(const eight *)w, second = *(const eight *)(w + 8);
        const eight a = SPREAD(f[t]), b = SPREAD(f[factor_stride + t]), c = SPREAD(f[2 * factor_stride + t]),
                    d = SPREAD(f[3 * factor_stride + t]);
        a0 += a * first;
        a1 += a * second;
        b0 += b * first;
        b1 += b * second;
        c0 += c * first;
        c1 += c * second;
        d0 += d * first;
        d1 += d * second;
      }
      *(eight *)(o + i) = a0;
      *(eight *)(o + i + 8) = a1;
      *(eight *)(o + out_stride + i) = b0;
      *(eight *)(o + out_stride + i + 8) = b1;
      *(eight *)(o + 2 * out_stride + i) = c0;
      *(eight *)(o + 2 * out_stride + i + 8) = c1;
      *(eight *)(o + 3 * out_stride + i) = d0;
      *(eight *)(o + 3 * out_stride + i + 8) = d1;
    }
    if (i < width) {
      eight a0 = SPREAD(0), b0 = a0, c0 = a0, d0 = a0;
      for (int64_t t = 0; t < count; t++) {
        const eight first = *(const eight *)(packed + live[t] * width + i);
        a0 += SPREAD(f[t]) * first;
        b0 += SPREAD(f[factor_stride + t]) * first;
        c0 += SPREAD(f[2 * factor_stride + t]) * first;
        d0 += SPREAD(f[3 * factor_stride + t]) * first;
      }
      *(eight *)(o + i) = a0;
      *(eight *)(o + out_stride + i) = b0;
      *(eight *)(o + 2 * out_stride + i) = c0;
      *(eight *)(o + 3 * out_stride + i) = d0;
    }
  }
  for (; row < rows; row++)
    combine(out + row * out_stride, factors + row * factor_stride, packed, width, live, count, width);
}

/* Takes rows of coefficients on the outputs of layer `l` back to the inputs. For each row: a constant, an error, and how large the
   terms were. Where scores are wanted (of one row), the part of the row's slack that each input has to answer for is added to
   them. */
INLINE const double *backward(kw_relaxation *r, int64_t l, int64_t rows, double *constant, double *error, double *scores) {
  const int64_t stride = padded(r->widest);
  double *q = r->rows, *other = r->other_rows, *v = r->products;
  for (; l > 0; l--) {
    const layer *layer = &r->layer[l];
    const int64_t width = padded(layer->live_count);
    const double rounding = ROUNDING(layer->live_count);
    for (int64_t row = 0; row < rows; row++) {
      double *restrict from = q + row * stride, *restrict to = v + row * stride;
      double c[8] = {0}, e[8] = {0};
      for (int64_t t = 0; t < width; t += 8)
        for (int lane = 0; lane < 8; lane++) {
          const double factor = from[t + lane];
          const int up = factor >= 0;
          const double slope = up ? layer->below[t + lane] : layer->above[t + lane];
          const double shift = (up ? layer->below_constant[t + lane] : layer->above_constant[t + lane]) * factor;
          const double product = factor * slope;
          to[t + lane] = product;
          c[lane] += shift + product * layer->live_bias[t + lane];
          e[lane] += fabs(shift) + fabs(product) * layer->live_terms[t + lane];
        }
      double shift = 0, size = 0;
      for (int lane = 0; lane < 8; lane++) {
        shift += c[lane];
        size += e[lane];
      }
      for (int64_t k = 0; k < layer->mixed_count; k++) {
        const int32_t t = layer->mixed[k], first = layer->place[layer->live[t] - layer->pairs];
        const double product = from[t] * (from[t] >= 0 ? layer->below_first[t] : layer->above_first[t]);
        to[first] += product;
        shift += product * layer->live_bias[first];
        size += fabs(product) * layer->live_terms[first];
      }
      constant[row] += shift;
      error[row] += rounding * (size + fabs(constant[row])) + TINY;
      if (scores) {
        for (int64_t t = 0; t < layer->live_count; t++) {
          const int32_t unit = layer->live[t];
          const int is_difference = layer->pairs && unit >= layer->pairs;
          if (from[t] == 0 || !(is_difference || layer->state[unit] == OPEN)) continue;
          const double middle = (layer->lower[unit] + layer->upper[unit]) / 2;
          double slack = (layer->above[t] - layer->below[t]) * middle + layer->above_constant[t] - layer->below_constant[t];
          const int64_t first = is_difference ? unit - layer->pairs : unit;
          if (is_difference)
            slack += (layer->above_first[t] - layer->below_first[t]) * (layer->lower[first] + layer->upper[first]) / 2;
          if (!(slack > 0)) continue;
          slack *= fabs(from[t]);
          const double *influence = layer->influence + first * r->inputs;
          double total = 0;
          for (int64_t k = 0; k < r->free_count; k++) total += influence[k];
          if (!(total > 0)) continue;
          for (int64_t k = 0; k < r->free_count; k++) scores[r->free[k]] += slack * influence[k] / total;
        }
      }
    }
    multiply(v, stride, rows, layer, other, stride);
    double *swap = q;
    q = other;
    other = swap;
  }
  return q;
}

/* The least value of a row over the box; -infinity where numbers are not finite. */
INLINE double least_value(const kw_relaxation *r, const double *row, const double *more, double constant, double error) {
  double sum = constant, size = fabs(constant);
  for (int64_t j = 0; j < r->inputs; j++) {
    const double factor = more ? row[j] + more[j] : row[j];
    const double at_lower = factor * r->lower[j], at_upper = factor * r->upper[j];
    sum += at_lower < at_upper ? at_lower : at_upper;
    size += (fabs(row[j]) + (more ? fabs(more[j]) : 0)) * r->layer[0].size[j];
  }
  const double value = sum - error - ROUNDING(r->inputs) * size - TINY;
  return isfinite(value) && isfinite(size) && isfinite(error) ? value : -INFINITY;
}

/* Tightens the bounds of a layer's open units by backward rows. */
INLINE void tighten(kw_relaxation *r, int64_t l) {
  layer *layer = &r->layer[l];
  const int64_t stride = padded(r->widest), block = 16;
  make_row_room(r, 2 * block);
  double constant[32], error[32];
  for (int64_t first = 0; first < layer->open_count && !is_late(r); first += block) {
    const int64_t count = layer->open_count - first < block ? layer->open_count - first : block;
    for (int64_t k = 0; k < count; k++) {
      const int32_t unit = layer->open[first + k];
      const double *weights = layer->packed + unit * layer->stride;
      double *up = r->rows + 2 * k * stride, *down = up + stride;
      for (int64_t t = 0; t < layer->stride; t++) {
        up[t] = weights[t];
        down[t] = -weights[t];
      }
      constant[2 * k] = layer->bias[unit];
      constant[2 * k + 1] = -layer->bias[unit];
      /* Weights of differences are rounded. */
      const int is_difference = layer->pairs && unit >= layer->pairs;
      error[2 * k] = error[2 * k + 1] = is_difference ? ROUNDING(layer->stride) * layer->terms[unit] + TINY : 0;
    }
    const double *rows = backward(r, l - 1, 2 * count, constant, error, NULL);
    for (int64_t k = 0; k < count; k++) {
      const int32_t unit = layer->open[first + k];
      const double low = least_value(r, rows + 2 * k * stride, NULL, constant[2 * k], error[2 * k]);
      const double high = -least_value(r, rows + (2 * k + 1) * stride, NULL, constant[2 * k + 1], error[2 * k + 1]);
      if (low > layer->lower[unit]) layer->lower[unit] = low;
      if (high < layer->upper[unit]) layer->upper[unit] = high;
    }
  }
}

/* One pass over all layers. */
INLINE int relax(kw_relaxation *r, const double *lower, const double *upper, const int8_t *phases, int options) {
  r->sound = 1;
  start(r, lower, upper);
  int with_forms = options & KW_FORMS;
  int64_t width = padded(r->free_count), variables = r->free_count;
  if (with_forms) {
    kw_make_form_room(r, r->widest * width);
    for (int64_t j = 0; j < r->inputs; j++) {
      r->from.constant[j] = r->centre[j];
      r->from.error[j] = 0;
      r->from.size[j] = fabs(r->centre[j]) + r->radius[j];
      for (int64_t k = 0; k < width; k++) r->from.rows[j * width + k] = 0;
    }
    for (int64_t k = 0; k < r->free_count; k++) r->from.rows[r->free[k] * width + k] = r->radius[r->free[k]];
  }
  for (int64_t l = 1; l <= r->layers; l++) {
    layer *layer = &r->layer[l];
    const struct layer_view { const double *least, *most, *size; int64_t live; } before = {
        r->layer[l - 1].least, r->layer[l - 1].most, r->layer[l - 1].size, r->layer[l - 1].live_count};
    pack(r, l);
    const int64_t stride = layer->stride;
    for (int64_t t = before.live; t < stride; t++) r->from.constant[t] = r->from.error[t] = r->from.size[t] = 0;
    const double rounding = ROUNDING(before.live), summing = ROUNDING(variables);
    for (int64_t i = 0; i < layer->out; i++) {
      if ((i & 7) == 0 && with_forms && is_late(r)) with_forms = 0;
      const double *weights = layer->packed + i * stride;
      double low[8] = {0}, high[8] = {0}, sizes[8] = {0};
      for (int64_t t = 0; t < stride; t += 8)
        for (int lane = 0; lane < 8; lane++) {
          const double w = weights[t + lane], a = w * before.least[t + lane], b = w * before.most[t + lane];
          low[lane] += a < b ? a : b;
          high[lane] += a < b ? b : a;
          sizes[lane] += fabs(w) * before.size[t + lane];
        }
      double l_sum = layer->bias[i], u_sum = l_sum, size = fabs(l_sum);
      int is_exact_zero = 0;
      for (int lane = 0; lane < 8; lane++) {
        l_sum += low[lane];
        u_sum += high[lane];
        size += sizes[lane];
      }
      if (layer->pairs && i >= layer->pairs) {
        if (r->rescaled) size += layer->terms[i - layer->pairs];
        is_exact_zero = size == 0 && is_zero(weights, stride) && layer->bias[i] == 0;
      }
      layer->terms[i] = size;
      layer->lower[i] = is_exact_zero ? 0 : l_sum - rounding * size - TINY;
      layer->upper[i] = is_exact_zero ? 0 : u_sum + rounding * size + TINY;
      if (with_forms) {
        double *row = r->to.rows + i * width;
        carry(layer, i, before.live, &r->from, width, rounding, r->rescaled, row, &r->to.constant[i], &r->to.error[i],
              &r->to.size[i]);
        const double constant = r->to.constant[i], reach = r->to.size[i] - fabs(constant) + r->to.error[i];
        const double slop = summing * r->to.size[i] + TINY;
        if (options & KW_PLAIN) {
          layer->lower[i] = -INFINITY;
          layer->upper[i] = INFINITY;
        }
        if (constant - reach - slop > layer->lower[i]) layer->lower[i] = constant - reach - slop;
        if (constant + reach + slop < layer->upper[i]) layer->upper[i] = constant + reach + slop;
      }
      if (phases) {
        const int8_t phase = *phases++;
        if (phase > 0 && !(layer->lower[i] >= 0)) layer->lower[i] = 0;
        if (phase < 0 && !(layer->upper[i] <= 0)) layer->upper[i] = 0;
      }
    }
    if (layer->pairs) second_bounds(layer, with_forms ? &r->to : NULL, width, summing);
    if (!(layer->pairs ? classify_pairs(layer, &r->sound) : classify(r, layer))) return 0;
    if (l > 1 && (options & KW_BACKWARD) && layer->open_count > 0) {
      tighten(r, l);
      if (!(layer->pairs ? classify_pairs(layer, &r->sound) : classify(r, layer))) return 0;
    }
    finish(layer);
    if (!with_forms) continue;
    for (int64_t k = 0; k < layer->open_count; k++) {
      /* Where a pair bends is a matter of its first unit. */
      const int64_t unit = layer->pairs && layer->open[k] >= layer->pairs ? layer->open[k] - layer->pairs : layer->open[k];
      for (int64_t i = 0; i < r->free_count; i++)
        layer->influence[unit * r->inputs + i] = fabs(r->to.rows[unit * width + i]);
    }
    if (l == r->layers) break;
    /* Forms of the outputs, with a variable more for each open unit. */
    const int64_t wider = padded(variables + layer->fresh_count);
    widen(r, r->widest * wider, layer->out * width);
    int64_t next = variables;
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int32_t unit = layer->live[t];
      const double *row = r->to.rows + unit * width;
      double *target = r->from.rows + t * wider;
      if (layer->pairs && unit >= layer->pairs) {
        difference_form(layer, t, &r->to, &r->from, width, wider, target, &next);
        continue;
      }
      const int open = layer->state[unit] == OPEN, convex = layer->slopes[unit] < 1;
      const double slope = !open || convex ? layer->above[t] : layer->below[t];
      const double shift = (layer->above_constant[t] + layer->below_constant[t]) / 2;
      for (int64_t k = 0; k < width; k++) target[k] = slope * row[k];
      for (int64_t k = width; k < wider; k++) target[k] = 0;
      if (open) target[next++] = fabs(shift);
      r->from.constant[t] = slope * r->to.constant[unit] + shift;
      const double size = fabs(slope) * r->to.size[unit] + 2 * fabs(shift);
      r->from.size[t] = size * (1 + 0x1p-48);
      r->from.error[t] = slope == 1 && !open ? r->to.error[unit]
                                             : fabs(slope) * r->to.error[unit] * (1 + 0x1p-50) + size * 0x1p-50 + TINY;
    }
    variables = next;
    width = wider;
  }
  return 1;
}

/* Rows c y + a x - offset, bounded from below, with the affine functions that do so. */
INLINE void bound_rows(kw_relaxation *r, int64_t count, const double *rows, double *bounds, double *functions) {
  const int64_t stride = padded(r->widest), length = r->outputs + r->inputs + 1, block = 32;
  make_row_room(r, 32);
  const layer *last = &r->layer[r->layers];
  double constant[32], error[32];
  for (int64_t first = 0; first < count; first += block) {
    const int64_t taken = count - first < block ? count - first : block;
    for (int64_t k = 0; k < taken; k++) {
      const double *row = rows + (first + k) * length;
      double *q = r->rows + k * stride;
      for (int64_t t = 0; t < last->live_count; t++) q[t] = row[last->live[t]];
      for (int64_t t = last->live_count; t < padded(last->live_count); t++) q[t] = 0;
      constant[k] = -row[length - 1];
      error[k] = 0;
    }
    const double *back = backward(r, r->layers, taken, constant, error, NULL);
    for (int64_t k = 0; k < taken; k++) {
      const double *more = rows + (first + k) * length + r->outputs, *q = back + k * stride;
      bounds[first + k] = r->sound ? least_value(r, q, more, constant[k], error[k]) : -INFINITY;
      if (functions)
        for (int64_t j = 0; j < r->inputs; j++) functions[(first + k) * r->inputs + j] = q[j] + more[j];
    }
  }
}

INLINE void attribute(kw_relaxation *r, const double *row, double *scores) {
  make_row_room(r, 1);
  const layer *last = &r->layer[r->layers];
  for (int64_t t = 0; t < last->live_count; t++) r->rows[t] = row[last->live[t]];
  for (int64_t t = last->live_count; t < padded(last->live_count); t++) r->rows[t] = 0;
  for (int64_t j = 0; j < r->inputs; j++) scores[j] = 0;
  double constant = 0, error = 0;
  backward(r, r->layers, 1, &constant, &error, scores);
}

#define SUM(v) (((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])))

/* Adds the products of rows of weights with numbers to sums, four rows at once. */
INLINE void add_products(const double *weights, int64_t stride, int64_t count, const double *from, int64_t width,
                         double *sums) {
  int64_t i = 0;
  for (; i + 4 <= count; i += 4, weights += 4 * stride) {
    const double *w1 = weights + stride, *w2 = w1 + stride, *w3 = w2 + stride;
    eight a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0};
    int64_t j = 0;
    for (; j + 8 <= width; j += 8) {
      const eight x = *(const eight *)(from + j);
      a0 += *(const eight *)(weights + j) * x;
      a1 += *(const eight *)(w1 + j) * x;
      a2 += *(const eight *)(w2 + j) * x;
      a3 += *(const eight *)(w3 + j) * x;
    }
    for (; j < width; j++) {
      const double x = from[j];
      a0[0] += weights[j] * x;
      a1[0] += w1[j] * x;
      a2[0] += w2[j] * x;
      a3[0] += w3[j] * x;
    }
    sums[i] += SUM(a0);
    sums[i + 1] += SUM(a1);
    sums[i + 2] += SUM(a2);
    sums[i + 3] += SUM(a3);
  }
  for (; i < count; i++, weights += stride) {
    eight a = {0};
    int64_t j = 0;
    for (; j + 8 <= width; j += 8) a += *(const eight *)(weights + j) * *(const eight *)(from + j);
    for (; j < width; j++) a[0] += weights[j] * from[j];
    sums[i] += SUM(a);
  }
}

INLINE void evaluate_point(kw_relaxation *r, const double *point, double *outputs) {
  double *values = r->values;
  memcpy(values, point, (size_t)r->inputs * 8);
  const double *from = values;
  double *to = values + r->inputs;
  for (int64_t l = 1; l <= r->layers; l++) {
    layer *layer = &r->layer[l];
    double *z = to;
    memcpy(z, layer->bias, (size_t)layer->out * 8);
    /* The first network of a pair does not see what the second has more. */
    const int64_t first = l > 1 ? layer->pairs : 0;
    add_products(layer->weights, layer->in, first, from, layer->in / 2, z);
    add_products(layer->weights + first * layer->in, layer->in, layer->out - first, from, layer->in, z + first);
    for (int64_t i = 0; i < layer->out; i++) {
      layer->active[i] = z[i] > 0;
      if (!layer->pairs && !(z[i] > 0)) z[i] = layer->slopes[i] == 0 ? 0 : z[i] * layer->slopes[i];
    }
    if (layer->pairs) apply_pairs(layer, z);
    from = to;
    to += layer->out;
  }
  memcpy(outputs, from, (size_t)r->outputs * 8);
}

/* The gradient of c y + a x at the point that was evaluated last. */
INLINE void gradient(kw_relaxation *r, const double *row, double *out) {
  double *q = r->values + r->inputs + r->units, *other = q + r->widest;
  memcpy(q, row, (size_t)r->outputs * 8);
  for (int64_t l = r->layers; l > 0; l--) {
    const layer *layer = &r->layer[l];
    for (int64_t j = 0; j < layer->in; j++) other[j] = 0;
    for (int64_t i = 0; i < layer->out; i++) {
      double factor = layer->active[i] ? q[i] : q[i] * layer->slopes[i];
      if (layer->pairs && i < layer->pairs) {
        const int64_t more = i + layer->pairs;
        const double slope = layer->slopes[i];
        factor += q[more] * ((layer->active[more] ? 1 : slope) - (layer->active[i] ? 1 : slope));
      }
      if (factor == 0) continue;
      const double *w = layer->weights + i * layer->in;
      for (int64_t j = 0; j < layer->in; j++) other[j] += factor * w[j];
    }
    double *swap = q;
    q = other;
    other = swap;
  }
  for (int64_t j = 0; j < r->inputs; j++) out[j] = q[j] + row[r->outputs + j];
}

#define VARIANT(NAME, TARGET)                                                                                          \
  TARGET static int relax_##NAME(kw_relaxation *r, const double *lower, const double *upper, const int8_t *phases,    \
                                 int options) {                                                                        \
    return relax(r, lower, upper, phases, options);                                                                    \
  }                                                                                                                    \
  TARGET static void bound_rows_##NAME(kw_relaxation *r, int64_t count, const double *rows, double *bounds,           \
                                       double *functions) {                                                            \
    bound_rows(r, count, rows, bounds, functions);                                                                     \
  }                                                                                                                    \
  TARGET static void attribute_##NAME(kw_relaxation *r, const double *row, double *scores) {                          \
    attribute(r, row, scores);                                                                                         \
  }                                                                                                                    \
  TARGET static void evaluate_point_##NAME(kw_relaxation *r, const double *point, double *outputs) {                  \
    evaluate_point(r, point, outputs);                                                                                 \
  }                                                                                                                    \
  TARGET static void gradient_##NAME(kw_relaxation *r, const double *row, double *out) { gradient(r, row, out); }

VARIANTS(WIDE)

int kw_relax(int level, kw_relaxation *r, const double *lower, const double *upper, const int8_t *phases, int options) {
  DISPATCH(relax, r, lower, upper, phases, options)
}

void kw_bound_rows(int level, kw_relaxation *r, int64_t count, const double *rows, double *bounds, double *functions) {
  DISPATCH(bound_rows, r, count, rows, bounds, functions)
}

void kw_attribute(int level, kw_relaxation *r, const double *row, double *scores) {
  DISPATCH(attribute, r, row, scores)
}

void kw_evaluate_point(int level, kw_relaxation *r, const double *point, double *outputs) {
  DISPATCH(evaluate_point, r, point, outputs)
}

void kw_gradient_row(int level, kw_relaxation *r, const double *row, double *out) { DISPATCH(gradient, r, row, out) }

int64_t kw_open_units(const kw_relaxation *r) {
  int64_t count = 0;
  for (int64_t l = 1; l <= r->layers; l++) count += r->layer[l].phase_count;
  return count;
}
