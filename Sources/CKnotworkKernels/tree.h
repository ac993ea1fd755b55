/* Cases of open units, depth first, with a program in each. Private to this target. */
#ifndef KW_TREE_H
#define KW_TREE_H

#include "program.h"

/* A unit that is held in a phase, and whether its other case is done, or given to somebody else. */
typedef struct {
  int32_t unit;
  int8_t phase, done;
} choice;

typedef struct {
  /* How many units are held from the beginning on stands in `start`. */
  int64_t count, depth, start, room;
  int8_t *phase; /* how each unit is held */
  choice *path;
  double *values; /* of all variables, and room behind them */
  int64_t value_room;
  double scale; /* what the objective is divided by */
  /* What the first program, with the units that are held from the beginning on, proves of the objective, and the least that is proved where numbers were too close to call. */
  double bound, unclear_bound;
  int64_t unclear;
  int is_placed, is_seen, retried;
  /* Whether all open units are held, and it waits to be said whether that case is decided. */
  int is_leaf, is_settled;
  double leaf_bound;
  /* Whether it stops at each case that a program closes, and stands at one: its multipliers are the weights of the program. */
  int is_recorded, is_closed;
  program program;
} tree;

/* What cases are about. */
typedef struct {
  /* Holds a unit in a phase, or lets it go with 0. */
  void (*hold)(kw_relaxation *r, int32_t unit, int phase);
  /* Looks at the point of the program; whether it is what is looked for. */
  int (*look)(int level, kw_relaxation *r, double limit, double *point, double *values);
  /* The next unit to be held, and how at first; -1 where all are. */
  int32_t (*choose)(kw_relaxation *r, int *phase);
} tree_steps;

static inline void tree_free(tree *t) {
  program_free(&t->program);
  free(t->phase);
  free(t->path);
  free(t->values);
}

/* Room for so many units and values, and nothing held. */
static inline void tree_reset(tree *t, int64_t count, int64_t values) {
  if (count > t->room || !t->phase) {
    free(t->phase);
    free(t->path);
    t->room = count + count / 2 + 8;
    t->phase = calloc((size_t)t->room, 1);
    t->path = calloc((size_t)t->room, sizeof *t->path);
    if (!t->phase || !t->path) abort();
  }
  for (int64_t i = 0; i < count; i++) t->phase[i] = 0;
  if (values > t->value_room) {
    free(t->values);
    t->values = doubles(t->value_room = values);
  }
  t->count = count;
  t->depth = t->start = t->unclear = 0;
  t->bound = -INFINITY;
  t->unclear_bound = INFINITY;
  t->is_placed = t->is_seen = t->retried = t->is_leaf = t->is_settled = t->is_recorded = t->is_closed = 0;
}

/* The next case; 0 when all are done. */
INLINE int tree_back(kw_relaxation *r, tree *t, const tree_steps steps) {
  while (t->depth > 0) {
    choice *last = &t->path[t->depth - 1];
    if (!last->done) {
      last->done = 1;
      last->phase = -last->phase;
      steps.hold(r, last->unit, last->phase);
      return 1;
    }
    steps.hold(r, last->unit, 0);
    t->depth--;
  }
  return 0;
}

static inline void tree_settle(tree *t, int is_decided) {
  if (!t->is_leaf) return;
  t->is_leaf = t->is_placed = 0;
  t->is_settled = 1;
  if (is_decided) return;
  if (t->leaf_bound < t->unclear_bound) t->unclear_bound = t->leaf_bound;
  t->unclear++;
}

/* Holds a unit from the start on; it stays so in all cases. */
INLINE void tree_hold(kw_relaxation *r, tree *t, int32_t unit, int phase, const tree_steps steps) {
  if (t->phase[unit]) return;
  t->path[t->depth++] = (choice){unit, (int8_t)phase, 1};
  t->start = t->depth;
  steps.hold(r, unit, phase);
}

/* The first unit whose other case waits; its place in the path, or -1. That case counts as done from now on. */
static inline int64_t tree_give(tree *t) {
  for (int64_t k = 0; k < t->depth; k++)
    if (!t->path[k].done) {
      t->path[k].done = 1;
      return k;
    }
  return -1;
}

/* So many units, from the beginning of the path, stay as they are held in all cases that are left; 0 where cases were too close to
   call, which are left as well. */
static inline int64_t tree_rest(const tree *t) {
  int64_t k = 0;
  while (k < t->depth && t->path[k].done) k++;
  return t->unclear ? 0 : k;
}

/* The point of the program within the box; the last variables of the input space stand first. */
static inline void tree_point(const kw_relaxation *r, const tree *t, double *point) {
  for (int64_t j = 0; j < r->inputs; j++) point[j] = r->lower[j];
  for (int64_t k = 0; k < r->free_count; k++) {
    const int32_t j = r->free[k];
    const double x = r->centre[j] + r->radius[j] * t->values[k];
    point[j] = x < r->lower[j] ? r->lower[j] : x > r->upper[j] ? r->upper[j] : x;
  }
}

/* Goes on with cases: see kw_cases_run. */
INLINE int tree_run(int level, kw_relaxation *r, tree *t, double limit, int64_t nodes, int64_t pivots, double *point,
                    double *values, double *bound, int64_t *done, const tree_steps steps) {
  program *p = &t->program;
  done[0] = done[1] = 0;
  const int64_t given = pivots;
  const double scaled = limit / t->scale;
  int result = KW_CASES_RUNNING;
  if (t->is_leaf) tree_settle(t, 0);
  if (t->is_settled || t->is_closed) {
    t->is_settled = t->is_closed = t->is_placed = 0;
    if (t->unclear >= 50 || !tree_back(r, t, steps)) {
      if (t->unclear && t->depth > 0) t->unclear_bound = -INFINITY;
      *bound = t->unclear && t->unclear_bound > t->bound ? t->unclear_bound : t->bound;
      return t->unclear ? KW_CASES_UNCLEAR : KW_CASES_NONE;
    }
  }
  while (nodes > 0) {
    if (!t->is_placed) {
      if (p->pivots > 2000 + 4 * p->rows) program_reset(p);
      program_place(p);
      t->is_placed = 1;
      t->is_seen = t->retried = 0;
    }
    const int status = program_solve(p, scaled, &pivots);
    if (status == PAUSED) break;
    if (status == UNCLEAR && !t->retried) {
      program_reset(p);
      program_place(p);
      t->retried = 1;
      continue;
    }
    nodes--;
    done[0]++;
    if (t->depth == t->start && status != IMPOSSIBLE) {
      const double proved = program_bound(p) * t->scale;
      if (proved > t->bound) t->bound = proved;
    }
    if (status == ABOVE || status == IMPOSSIBLE) {
      if (t->is_recorded) {
        t->is_closed = status == ABOVE ? 1 : 2;
        result = KW_CASES_CLOSED;
        break;
      }
      t->is_placed = 0;
      if (tree_back(r, t, steps)) continue;
      result = t->unclear ? KW_CASES_UNCLEAR : KW_CASES_NONE;
      break;
    }
    program_point(p, t->values);
    if (!t->is_seen) {
      t->is_seen = 1;
      tree_point(r, t, point);
      if (steps.look(level, r, limit, point, values)) {
        result = KW_CASES_POINT;
        break;
      }
    }
    int phase = 1;
    const int32_t chosen = steps.choose(r, &phase);
    if (chosen < 0) {
      t->leaf_bound = program_bound(p) * t->scale;
      t->is_leaf = 1;
      result = KW_CASES_LEAF;
      break;
    }
    t->path[t->depth++] = (choice){chosen, (int8_t)phase, 0};
    steps.hold(r, chosen, phase);
    t->is_placed = 0;
  }
  *bound = result == KW_CASES_UNCLEAR && t->unclear_bound > t->bound ? t->unclear_bound : t->bound;
  done[1] = given - pivots;
  return result;
}

#endif
