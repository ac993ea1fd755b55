/* Bounds on the pairs of a layer, their lines and their forms: the parts of bounds.c that are about two networks side by
   side. Private to this target. */
#ifndef KW_PAIR_BOUNDS_H
#define KW_PAIR_BOUNDS_H

#include "pairs.h"

/* A plane for slope e + (1 - slope) D from one for D, moved so that rounding is paid for: up where `side` is 1, down where it
   is -1. */
static inline plane leaned(plane of, double slope, double side, const pair *p) {
  if (slope == 0) return of;
  const double rest = 1 - slope;
  plane made = {slope + rest * of.e, rest * of.z, rest * of.constant};
  const double e = fmax(fabs(p->a), fabs(p->b)), z = fmax(fabs(p->l), fabs(p->u));
  const double size = (fabs(slope) + fabs(rest) * fabs(of.e)) * e + fabs(rest) * (fabs(of.z) * z + fabs(of.constant));
  made.constant += side * (size * 0x1p-49 + TINY);
  return made;
}

/* Bounds on z + e, from those of z and e, and from their forms where these are at hand; and back. */
static void second_bounds(layer *layer, const forms *forms, int64_t width, double summing) {
  for (int64_t i = 0; i < layer->pairs; i++) {
    const int64_t more = i + layer->pairs;
    layer->second_lower[i] = -INFINITY;
    layer->second_upper[i] = INFINITY;
    if (!forms) continue;
    const double *a = forms->rows + i * width, *b = forms->rows + more * width;
    double lanes[8] = {0}, reach = forms->error[i] + forms->error[more];
    for (int64_t k = 0; k < width; k += 8)
      for (int lane = 0; lane < 8; lane++) lanes[lane] += fabs(a[k + lane] + b[k + lane]);
    for (int lane = 0; lane < 8; lane++) reach += lanes[lane];
    const double constant = forms->constant[i] + forms->constant[more];
    const double slop = summing * (forms->size[i] + forms->size[more] + reach) + TINY;
    layer->second_lower[i] = constant - reach - slop;
    layer->second_upper[i] = constant + reach + slop;
  }
}

static inline double lowered(double number) { return number - fabs(number) * 0x1p-51 - TINY; }
static inline double raised(double number) { return number + fabs(number) * 0x1p-51 + TINY; }

/* States from bounds, which are made to fit each other; 0 where they contradict each other. */
static int classify_pairs(layer *layer, int *sound) {
  layer->open_count = layer->phase_count = layer->fresh_count = 0;
  for (int64_t i = 0; i < layer->pairs; i++) {
    const int64_t more = i + layer->pairs;
    double *l = &layer->lower[i], *u = &layer->upper[i], *a = &layer->lower[more], *b = &layer->upper[more];
    double *m = &layer->second_lower[i], *v = &layer->second_upper[i];
    if (*a == 0 && *b == 0) {
      *m = *l = fmax(*l, *m);
      *v = *u = fmin(*u, *v);
    }
    *m = fmax(*m, lowered(*l + *a));
    *v = fmin(*v, raised(*u + *b));
    *l = fmax(*l, lowered(*m - *b));
    *u = fmin(*u, raised(*v - *a));
    if (*a != 0 || *b != 0) {
      *a = fmax(*a, lowered(*m - *u));
      *b = fmin(*b, raised(*v - *l));
    }
    if (*l > *u || *a > *b || *m > *v) return 0;
    if (!(isfinite(*l) && isfinite(*u) && isfinite(*a) && isfinite(*b) && isfinite(*m) && isfinite(*v))) *sound = 0;
    const int linear = layer->slopes[i] == 1;
    const int8_t first = linear || *l >= 0 ? ON : *u <= 0 ? OFF : OPEN;
    const int8_t second = linear || *m >= 0 ? ON : *v <= 0 ? OFF : OPEN;
    layer->state[i] = first;
    layer->second_state[i] = second;
    layer->state[more] = ON;
    if (first == OPEN) layer->open[layer->open_count++] = (int32_t)i;
    const int is_same = *a == 0 && *b == 0;
    if ((first == OPEN || second == OPEN || first != second) && !is_same) layer->open[layer->open_count++] = (int32_t)more;
    layer->phase_count += (first == OPEN) + (second == OPEN && !is_same);
    layer->fresh_count += (first == OPEN) + ((first == OPEN || second == OPEN) && !is_same);
  }
  return 1;
}

/* The lines of all live differences, and bounds on them; the next place among live units. */
static int64_t finish_differences(layer *layer, int64_t t) {
  layer->mixed_count = 0;
  for (int64_t i = 0; i < layer->pairs; i++) {
    const int64_t more = i + layer->pairs;
    const pair p = pair_of(layer, i);
    if (layer->place[i] < 0 || (p.a == 0 && p.b == 0)) continue;
    const double slope = layer->slopes[i];
    plane below, above, middle;
    double radius, low, high;
    difference_planes(&p, &below, &above, &middle, &radius);
    difference_range(&p, &low, &high);
    if (slope != 0) {
      const double rest = 1 - slope;
      if (rest < 0) {
        const plane other = below;
        below = above;
        above = other;
      }
      below = leaned(below, slope, -1, &p);
      above = leaned(above, slope, 1, &p);
      const plane exact = leaned(middle, slope, 0, &p);
      radius = fabs(rest) * radius * (1 + 0x1p-50)
               + (leaned(middle, slope, 1, &p).constant - exact.constant) * (1 + 0x1p-40) + fabs(exact.constant) * 0x1p-50;
      middle = exact;
      const double left = rest > 0 ? rest * low : rest * high, right = rest > 0 ? rest * high : rest * low;
      const double at_a = slope > 0 ? slope * p.a : slope * p.b, at_b = slope > 0 ? slope * p.b : slope * p.a;
      low = left + at_a - (fabs(left) + fabs(at_a)) * 0x1p-50 - TINY;
      high = right + at_b + (fabs(right) + fabs(at_b)) * 0x1p-50 + TINY;
      if (slope == 1) {
        low = p.a;
        high = p.b;
        below = above = middle = (plane){1, 0, 0};
        radius = 0;
      }
    }
    layer->below[t] = below.e;
    layer->below_first[t] = below.z;
    layer->below_constant[t] = below.constant;
    layer->above[t] = above.e;
    layer->above_first[t] = above.z;
    layer->above_constant[t] = above.constant;
    layer->middle[t] = middle.e;
    layer->middle_first[t] = middle.z;
    layer->middle_constant[t] = middle.constant;
    layer->middle_radius[t] = radius;
    layer->least[t] = low;
    layer->most[t] = high;
    layer->size[t] = fabs(low) > fabs(high) ? fabs(low) : fabs(high);
    layer->live_terms[t] = layer->terms[more];
    layer->live_bias[t] = layer->bias[more];
    layer->live[t] = (int32_t)more;
    if (below.z != 0 || above.z != 0) layer->mixed[layer->mixed_count++] = (int32_t)t;
    t++;
  }
  return t;
}

/* The form of a live difference, from those of e and z; a variable more where it bends. */
static void difference_form(const layer *layer, int64_t t, const forms *to, forms *from, int64_t width, int64_t wider,
                            double *target, int64_t *next) {
  const int64_t more = layer->live[t], first = more - layer->pairs;
  const double e = layer->middle[t], z = layer->middle_first[t], shift = layer->middle_constant[t];
  const double *of_e = to->rows + more * width, *of_z = to->rows + first * width;
  for (int64_t k = 0; k < width; k++) target[k] = e * of_e[k] + z * of_z[k];
  for (int64_t k = width; k < wider; k++) target[k] = 0;
  const int bends = layer->state[first] == OPEN || layer->second_state[first] == OPEN;
  if (bends) target[(*next)++] = layer->middle_radius[t];
  from->constant[t] = e * to->constant[more] + z * to->constant[first] + shift;
  const double size = fabs(e) * to->size[more] + fabs(z) * to->size[first] + fabs(shift) + layer->middle_radius[t];
  from->size[t] = size * (1 + 0x1p-48);
  from->error[t] = e == 1 && z == 0 && shift == 0
                     ? to->error[more]
                     : (fabs(e) * to->error[more] + fabs(z) * to->error[first]) * (1 + 0x1p-50) + size * 0x1p-50 + TINY;
  /* What rounding of a leaky slope costs. */
  if (!bends) from->error[t] += layer->middle_radius[t];
}

/* Outputs and differences in place of pre-activations. */
static void apply_pairs(layer *layer, double *z) {
  for (int64_t i = 0; i < layer->pairs; i++) {
    const int64_t more = i + layer->pairs;
    const double slope = layer->slopes[i], first = z[i], second = first + z[more];
    layer->active[more] = second > 0;
    const int8_t a = layer->active[i], b = layer->active[more];
    z[i] = a || slope == 1 ? first : slope == 0 ? 0 : slope * first;
    if (a == b) z[more] *= a || slope == 1 ? 1 : slope;
    else z[more] = (b || slope == 1 ? second : slope * second) - z[i];
  }
}

/* Whether all of some numbers are 0. */
static inline int is_zero(const double *numbers, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if (numbers[i] != 0) return 0;
  return 1;
}

#endif
