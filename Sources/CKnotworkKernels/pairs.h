/* Two networks of the same shape side by side: what is known of the difference of each pair of units over a box. Private to this
   target.

   A unit of the first network computes g(z), its partner in the second g(z + e), with g(q) = slope q + (1 - slope) relu(q).
   Their difference is D(z, e) = slope e + (1 - slope) (relu(z + e) - relu(z)), and lies between planes in e and z. Bounds on z,
   on e and on z + e go together. */
#ifndef KW_PAIRS_H
#define KW_PAIRS_H

#include "relaxation.h"

/* e * coefficient + z * coefficient + constant. */
typedef struct {
  double e, z, constant;
} plane;

/* What is known of a pair: z in [l, u], e in [a, b], z + e in [m, v]. */
typedef struct {
  double l, u, a, b, m, v;
  int8_t first, second; /* ON, OFF or OPEN */
} pair;

static inline pair pair_of(const layer *layer, int64_t i) {
  const int64_t more = i + layer->pairs;
  return (pair){layer->lower[i], layer->upper[i], layer->lower[more], layer->upper[more],
                layer->second_lower[i], layer->second_upper[i], layer->state[i], layer->second_state[i]};
}

/* A line s q + t that relu(q) is nowhere above for q in [low, high], low < 0 < high; s from 0 to 1. */
static inline void chord_of(double low, double high, double *s, double *t) {
  double slope = high / (high - low);
  slope = slope >= 0 && slope <= 1 ? slope : 1;
  const double left = -slope * low, right = (1 - slope) * high;
  *s = slope;
  *t = (left > right ? left : right) * (1 + 0x1p-50) + TINY;
}

/* Planes below and above relu(z + e) - relu(z), and a plane `middle` from which it is `radius` apart at most: half the height of
   a chord, which bounds it on the other side too when moved by its height. */
static inline void difference_planes(const pair *p, plane *below, plane *above, plane *middle, double *radius) {
  double s, t;
  *below = *above = *middle = (plane){0, 0, 0};
  *radius = 0;
  if (p->first != OPEN && p->second != OPEN) {
    if (p->second == ON) below->e = 1;
    if (p->second == ON && p->first == OFF) below->z = 1;
    if (p->second == OFF && p->first == ON) below->z = -1;
    *above = *middle = *below;
    return;
  }
  if (p->first == OPEN && p->second == OPEN) {
    /* Nothing but e decides; the difference lies between 0 and e. */
    const double most = p->b > 0 ? p->b : 0, least = p->a < 0 ? p->a : 0;
    if (p->a >= 0) above->e = 1;
    else if (p->b > 0) {
      chord_of(p->a, p->b, &s, &t);
      *above = (plane){s, 0, t};
    }
    if (p->b <= 0) below->e = 1;
    else if (p->a < 0) {
      chord_of(-p->b, -p->a, &s, &t);
      *below = (plane){s, 0, -t};
    }
    double best = INFINITY;
    for (int k = 0; k < 2; k++) {
      double slope = k ? 0.5 : p->u / (p->u - p->l);
      slope = slope >= 0 && slope <= 1 ? slope : 0.5;
      const double rest = 1 - slope;
      double low = -slope * most, high = rest * most;
      if (rest * least < low) low = rest * least;
      if (-slope * least > high) high = -slope * least;
      const double reach = (high - low) / 2 * (1 + 0x1p-48) + (fabs(low) + fabs(high)) * 0x1p-50 + TINY;
      if (reach < best) {
        best = reach;
        *middle = (plane){slope, 0, (low + high) / 2};
        *radius = reach;
      }
    }
    return;
  }
  if (p->first == OFF) {
    /* relu(z + e) */
    chord_of(p->m, p->v, &s, &t);
    *above = (plane){s, s, t};
    if (p->v > -p->m) below->e = below->z = 1;
    *middle = (plane){s, s, t / 2};
  } else if (p->first == ON) {
    /* e + relu(-z - e) */
    chord_of(-p->v, -p->m, &s, &t);
    /* 1 - s without rounding. */
    const double rest = 1 - s;
    s = 1 - rest;
    const double left = s * p->v, right = -rest * p->m;
    t = (left > right ? left : right) * (1 + 0x1p-50) + TINY;
    *above = (plane){rest, -s, t};
    if (-p->m < p->v) below->e = 1;
    else below->z = -1;
    *middle = (plane){rest, -s, t / 2};
  } else if (p->second == ON) {
    /* e - relu(-z) */
    chord_of(-p->u, -p->l, &s, &t);
    *below = (plane){1, s, -t};
    *above = (plane){1, p->u > -p->l ? 0 : 1, 0};
    *middle = (plane){1, s, -t / 2};
  } else {
    /* -relu(z) */
    chord_of(p->l, p->u, &s, &t);
    *below = (plane){0, -s, -t};
    if (p->u > -p->l) above->z = -1;
    *middle = (plane){0, -s, -t / 2};
  }
  *radius = t / 2 * (1 + 0x1p-50) + TINY;
}

/* What relu(z + e) - relu(z) is at least and at most. */
static inline void difference_range(const pair *p, double *least, double *most) {
  if (p->first == ON && p->second == ON) {
    *least = p->a;
    *most = p->b;
    return;
  }
  const double l = p->l > 0 ? p->l : 0, u = p->u > 0 ? p->u : 0, m = p->m > 0 ? p->m : 0, v = p->v > 0 ? p->v : 0;
  double low = m - u, high = v - l;
  low -= fabs(low) * 0x1p-52;
  high += fabs(high) * 0x1p-52;
  const double down = p->a < 0 ? p->a : 0, up = p->b > 0 ? p->b : 0;
  *least = low > down ? low : down;
  *most = high < up ? high : up;
}

#endif
