/* What deciding by cases of units keeps: the program, and units that may be held active or inactive in it. Private to
   this target. */
#ifndef KW_CASES_H
#define KW_CASES_H

#include "tree.h"

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

struct cases {
  tree tree;
  int64_t rows;
  phase *phases;
  int64_t phase_room;
  double *questions; /* rows of coefficients on outputs and inputs, and offsets */
  double *scales;    /* what each of them is divided by in the program */
  int64_t question_room;
  program step;
};

static inline void score(phase *unit, int64_t row, double factor) {
  unit->scores[unit->score_count].row = (int32_t)row;
  unit->scores[unit->score_count++].factor = factor;
}

#endif
