/* What deciding by cases of units keeps: the program, and units that may be held active or inactive in it. Private to
   this target. */
#ifndef KW_CASES_H
#define KW_CASES_H

#include "program.h"

/* A unit's pre-activation is y - s with y, s >= 0, one of which is 0; both are variables or slacks. */
typedef struct phase {
  /* Where it is: the layer, and the unit; of pairs, of the second network's unit i behind all of the first. */
  int32_t layer, unit;
  /* The numbers of s, which is 0 where the unit is held active, and of y, which is 0 where it is held inactive; with their upper
     bounds, and what they are in units of. */
  int32_t on, off;
  double on_upper, off_upper, on_scale, off_scale;
  /* The rows that the unit's bend makes loose, and by how much. */
  struct {
    int32_t row;
    double factor;
  } scores[8];
  int32_t score_count;
  /* The unit that is held first where this one is to be; -1 for none. */
  int32_t before;
} phase;

/* A unit that is held active or inactive, and whether its other case is done. */
typedef struct {
  int32_t unit;
  int8_t phase, done;
} choice;

struct cases {
  int64_t count, rows, depth, room;
  phase *phases;
  int8_t *phase; /* how each is held */
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

static inline void score(phase *unit, int64_t row, double factor) {
  unit->scores[unit->score_count].row = (int32_t)row;
  unit->scores[unit->score_count++].factor = factor;
}

#endif
