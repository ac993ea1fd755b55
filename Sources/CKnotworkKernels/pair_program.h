/* The rows of a program for two networks side by side: for each open unit of the first network its output, for each pair with
   both units open the difference. Private to this target. */
#ifndef KW_PAIR_PROGRAM_H
#define KW_PAIR_PROGRAM_H

#include "cases.h"
#include "pairs.h"

/* One way in which the difference of a pair of open units is bounded: sign * D <= e * coefficient + z * coefficient + constant. */
typedef struct {
  double sign;
  plane plane;
} cut;

/* Where |q| is the most that e changes, D(z, e) <= c z + constant for z in [l, u]: a chord, as D is convex between the ends that
   matter. 0 where there is none. */
static inline int chord_in_first(double l, double u, double q, double *coefficient, double *constant) {
  if (q > 0 && q <= -l) {
    *coefficient = q / -l;
    const double left = -*coefficient * l;
    *constant = (left > q ? left : q) * (1 + 0x1p-50) + TINY;
    return 1;
  }
  if (q < 0 && -q <= u) {
    *coefficient = q / u;
    const double right = q - *coefficient * u;
    *constant = (right > 0 ? right : 0) + fabs(q) * 0x1p-50 + TINY;
    return 1;
  }
  return 0;
}

/* The bounds on the difference of two open units beside those that its variable has. */
static inline int64_t cuts_of(const pair *p, cut *cuts) {
  plane below, above, middle;
  double radius, c, constant;
  int64_t count = 0;
  difference_planes(p, &below, &above, &middle, &radius);
  if (p->b > 0) cuts[count++] = (cut){1, above};
  if (p->a < 0) cuts[count++] = (cut){-1, {-below.e, -below.z, -below.constant}};
  /* D(z, e) and, seen from the other side, e + D(-z, -e). */
  if (chord_in_first(p->l, p->u, p->b, &c, &constant)) cuts[count++] = (cut){1, {0, c, constant}};
  if (chord_in_first(-p->u, -p->l, -p->a, &c, &constant)) cuts[count++] = (cut){1, {1, -c, constant}};
  /* -D(z, e) = D(z + e, -e), and the same from the other side. */
  if (chord_in_first(p->m, p->v, -p->a, &c, &constant)) cuts[count++] = (cut){-1, {c, c, constant}};
  if (chord_in_first(-p->v, -p->m, p->b, &c, &constant)) cuts[count++] = (cut){-1, {-1 - c, -c, constant}};
  return count;
}

static inline int is_same(const pair *p) { return p->a == 0 && p->b == 0; }

/* Adds the numbers of variables and rows that pairs take. */
static void count_pairs(const kw_relaxation *r, int64_t *columns, int64_t *rows) {
  cut cuts[6];
  for (int64_t l = 1; l <= r->layers; l++)
    for (int64_t i = 0; i < r->layer[l].pairs; i++) {
      const pair p = pair_of(&r->layer[l], i);
      const int second = p.second == OPEN && !is_same(&p);
      *columns += (p.first == OPEN) + second;
      if (p.first == OPEN) *rows += 2;
      if (second) *rows += p.first == OPEN ? 3 + cuts_of(&p, cuts) : 2;
    }
}

/* A form of the program's variables. */
typedef struct {
  const double *row;
  double constant, error, size;
} form;

/* A row of the program that is being put together. */
typedef struct {
  double *target, size, error;
} made_row;

static inline made_row row_begin(program *p, int64_t number) {
  made_row row = {p->original + number * p->stride, 0, 0};
  for (int64_t k = 0; k < p->stride; k++) row.target[k] = 0;
  return row;
}

static inline void row_add(const program *p, made_row *row, double factor, const form *form) {
  if (factor == 0) return;
  for (int64_t k = 0; k < p->columns; k++) row->target[k] += factor * form->row[k];
  row->target[p->columns] += factor * form->constant;
  row->size += fabs(factor) * form->size;
  row->error += fabs(factor) * form->error;
}

/* A multiple of a variable, which is at most 1 in size. */
static inline void row_add_variable(made_row *row, double factor, int64_t column) {
  row->target[column] += factor;
  row->size += fabs(factor);
}

/* Ends a row whose slack is from 0 to `upper`. */
static inline void row_end(program *p, int64_t number, made_row *row, double constant, double upper) {
  const double scale = 1 / power_above(upper);
  row->target[p->columns] += constant;
  row->size += fabs(constant) + upper;
  for (int64_t k = 0; k <= p->columns; k++) row->target[k] *= scale;
  p->row_size[number] = row->size * scale * (1 + 0x1p-46);
  p->row_error[number] = (row->error * (1 + 0x1p-46) + row->size * 0x1p-47) * scale + TINY;
  p->lower[p->columns + number] = 0;
  p->upper[p->columns + number] = upper * scale * (1 + 0x1p-50);
}

/* The two rows of an open unit, whose output is `high` times a variable. */
static inline phase unit_rows(program *p, const form *of, double low, double high, int64_t column, int64_t number) {
  double s, t;
  chord_of(low, high, &s, &t);
  made_row above = row_begin(p, number), below = row_begin(p, number + 1);
  row_add(p, &above, -1, of);
  row_add_variable(&above, high, column);
  row_end(p, number, &above, 0, -low);
  row_add(p, &below, s, of);
  row_add_variable(&below, -high, column);
  row_end(p, number + 1, &below, t, t);
  p->lower[column] = 0;
  p->upper[column] = 1;
  phase unit = {.off = (int32_t)column,
                .on = (int32_t)(p->columns + number),
                .off_scale = high,
                .on_scale = power_above(-low),
                .off_upper = 1,
                .on_upper = p->upper[p->columns + number],
                .before = -1};
  score(&unit, number + 1, p->upper[p->columns + number + 1]);
  return unit;
}

static inline void locate(phase *unit, int64_t layer, int64_t number) {
  unit->layer = (int32_t)layer;
  unit->unit = (int32_t)number;
}

/* All rows but those of the question. */
INLINE int build_pairs(kw_relaxation *r, struct cases *c) {
  program *p = &c->tree.program;
  const int64_t columns = p->columns, width = padded(columns);
  int64_t column = r->free_count, number = 0, next = 0;
  for (int64_t l = 1; l <= r->layers; l++) {
    const layer *layer = &r->layer[l];
    const int64_t before = r->layer[l - 1].live_count;
    for (int64_t t = before; t < layer->stride; t++) r->from.constant[t] = r->from.error[t] = r->from.size[t] = 0;
    if (is_late(r)) return 0;
    for (int64_t t = 0; t < layer->live_count; t++)
      carry(layer, layer->live[t], before, &r->from, width, ROUNDING(before), r->rescaled, r->to.rows + t * width,
            &r->to.constant[t], &r->to.error[t], &r->to.size[t]);
    for (int64_t t = 0; t < layer->live_count; t++) {
      const int64_t unit = layer->live[t];
      const int is_difference = unit >= layer->pairs;
      const int64_t i = is_difference ? unit - layer->pairs : unit, place = layer->place[i];
      const pair q = pair_of(layer, i);
      const double slope = layer->slopes[i], rest = 1 - slope;
      const form z = {r->to.rows + place * width, r->to.constant[place], r->to.error[place], r->to.size[place]};
      const form e = {r->to.rows + t * width, r->to.constant[t], r->to.error[t], r->to.size[t]};
      double *target = r->from.rows + t * width;
      /* The output or the difference, as slope * what comes in + (1 - slope) * what the bend makes of it; that of z and e, and of a
         variable. */
      double of_z = 0, of_e = 0, of_variable = 0;
      int64_t variable = -1;
      if (!is_difference) {
        if (q.first == ON) of_z = 1;
        if (q.first == OPEN) {
          layer->held[i] = (int32_t)next;
          c->phases[next] = unit_rows(p, &z, q.l, q.u, column, number);
          locate(&c->phases[next++], l, i);
          number += 2;
          variable = column++;
          of_variable = q.u;
        }
        layer->variable[i] = (int32_t)variable;
      } else if (q.first == OPEN && q.second == OPEN) {
        const int64_t first_variable = layer->variable[i];
        double least, most;
        difference_range(&q, &least, &most);
        const double scale = power_above(fmax(fmax(-least, most), TINY));
        cut cuts[6];
        const int64_t count = cuts_of(&q, cuts);
        phase held = {.before = -1, .off = (int32_t)(columns + number), .on = (int32_t)(columns + number + 1)};
        variable = column++;
        of_variable = scale;
        p->lower[variable] = least / scale;
        p->upper[variable] = most / scale;
        double s, height;
        chord_of(q.m, q.v, &s, &height);
        for (int k = 0; k < 3; k++) {
          /* Its output is at least 0, at least its pre-activation, at most the chord. */
          made_row row = row_begin(p, number + k);
          row_add_variable(&row, k < 2 ? q.u : -q.u, first_variable);
          row_add_variable(&row, k < 2 ? scale : -scale, variable);
          const double factor = k == 0 ? 0 : k == 1 ? -1 : s;
          row_add(p, &row, factor, &z);
          row_add(p, &row, factor, &e);
          row_end(p, number + k, &row, k == 2 ? height : 0, k == 0 ? q.v : k == 1 ? -q.m : height);
        }
        held.off_upper = p->upper[held.off];
        held.on_upper = p->upper[held.on];
        held.off_scale = power_above(q.v);
        held.on_scale = power_above(-q.m);
        score(&held, number + 2, p->upper[columns + number + 2]);
        number += 3;
        const double reach_e = fmax(-q.a, q.b), reach_z = fmax(-q.l, q.u);
        for (int64_t k = 0; k < count; k++) {
          made_row row = row_begin(p, number);
          const plane *plane = &cuts[k].plane;
          row_add(p, &row, plane->e, &e);
          row_add(p, &row, plane->z, &z);
          row_add_variable(&row, -cuts[k].sign * scale, variable);
          const double upper = (fabs(plane->e) * reach_e + fabs(plane->z) * reach_z + fabs(plane->constant) + scale)
                               * (1 + 0x1p-40);
          row_end(p, number, &row, plane->constant, upper);
          score(&held, number, reach_e / power_above(upper));
          number++;
        }
        /* Where the pair matters most, its first unit is held first. */
        held.before = layer->held[i];
        c->phases[next] = held;
        locate(&c->phases[next++], l, unit);
      } else if (q.first == OPEN) {
        variable = layer->variable[i];
        of_variable = -q.u;
        if (q.second == ON) of_z = of_e = 1;
      } else if (q.second == OPEN) {
        /* The form of the second unit's pre-activation, where that of the difference will be. */
        for (int64_t k = 0; k < width; k++) target[k] = z.row[k] + e.row[k];
        const double size = z.size + e.size;
        const form second = {target, z.constant + e.constant, z.error + e.error + size * 0x1p-50, size};
        c->phases[next] = unit_rows(p, &second, q.m, q.v, column, number);
        locate(&c->phases[next++], l, unit);
        number += 2;
        variable = column++;
        of_variable = q.v;
        if (q.first == ON) of_z = -1;
      } else {
        if (q.second == ON) of_e = 1;
        if (q.second == ON && q.first == OFF) of_z = 1;
        if (q.second == OFF && q.first == ON) of_z = -1;
      }
      double size = 0, error = 0;
      const int is_exact = slope == 0 && (of_z == 0 || of_e == 0);
      const double by_z = is_difference ? rest * of_z : slope + rest * of_z, by_e = is_difference ? slope + rest * of_e : 0;
      for (int64_t k = 0; k < width; k++) target[k] = 0;
      double constant = 0;
      if (by_z != 0) {
        for (int64_t k = 0; k < width; k++) target[k] += by_z * z.row[k];
        constant += by_z * z.constant;
        size += (fabs(slope) + fabs(rest * of_z)) * z.size;
        error += fabs(by_z) * z.error;
      }
      if (by_e != 0) {
        for (int64_t k = 0; k < width; k++) target[k] += by_e * e.row[k];
        constant += by_e * e.constant;
        size += (fabs(slope) + fabs(rest * of_e)) * e.size;
        error += fabs(by_e) * e.error;
      }
      if (variable >= 0) {
        target[variable] += rest * of_variable;
        size += fabs(rest * of_variable);
      }
      r->from.constant[t] = constant;
      r->from.size[t] = size * (1 + 0x1p-47);
      r->from.error[t] = is_exact && variable < 0 ? error : error * (1 + 0x1p-48) + size * 0x1p-48 + TINY;
    }
  }
  return 1;
}

#endif
