#include "CKnotworkKernels.h"
#include "variants.h"

#include <math.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* ---- Written once, compiled for each number of coordinates and each kind of processor ---- */

INLINE void sides(const int64_t d, const double *points, const int32_t *indices, int64_t count, const double *row,
                  double fixed, double moved, double *values, int32_t *above, int32_t *below, int32_t *unsure,
                  int64_t *counts) {
  int64_t highs = 0, lows = 0, rest = 0;
  for (int64_t v = 0; v < count; v++) {
    const double *p = points + (int64_t)indices[v] * (d + 1);
    double z = row[d];
    for (int64_t k = 0; k < d; k++) z += row[k] * p[k];
    double tolerance = fixed + moved * p[d];
    values[v] = z;
    int high = z > tolerance, low = z < -tolerance;
    above[highs] = below[lows] = unsure[rest] = (int32_t)v;
    highs += high;
    lows += low;
    rest += !(high | low);
  }
  counts[0] = highs;
  counts[1] = lows;
  counts[2] = rest;
}

INLINE void meet(const int64_t d, const double *points, const int32_t *indices, const int32_t *pairs, int64_t count,
                 const double *values, double fixed, double moved, double *out) {
  for (int64_t e = 0; e < count; e++) {
    const int32_t high = pairs[2 * e], low = pairs[2 * e + 1];
    const double *p = points + (int64_t)indices[high] * (d + 1), *q = points + (int64_t)indices[low] * (d + 1);
    double *o = out + e * (d + 1);
    double sum = values[high] - values[low];
    double share = values[high] / sum;
    double square = 0, size = 0;
    for (int64_t k = 0; k < d; k++) {
      double way = q[k] - p[k];
      o[k] = p[k] + share * way + 0.0; /* adding 0 turns -0 into 0 */
      square += way * way;
      size += fabs(p[k]) + fabs(q[k]);
    }
    /* The line through the computed ends is off by no more than their radii, weighted, where it meets the hyperplane; the
       oblique projection along it onto the hyperplane stretches that by 1 / cos of the angle between it and the normal. */
    double length = sqrt(square) * (1 + 0x1p-45);
    double certain = sum - 2 * fixed;
    double shareError = fixed / certain + 0x1p-50;
    double shift = fabs(1 - share) * p[d] + fabs(share) * q[d] + shareError * (p[d] + q[d]);
    double radius = (moved * length / certain * shift + shareError * length + size * 0x1p-50) * (1 + 0x1p-20);
    o[d] = certain > 0 && length > 0x1p-400 && radius <= length * 0x1p-20 ? radius : INFINITY;
  }
}

INLINE double solve(const int64_t d, const double *rows, const double *errors, int64_t count, double *solution,
                    double *scratch) {
  /* Gauss-Jordan elimination with row pivoting, the rows beside an identity: chooses d rows and inverts their matrix. */
  const int64_t width = d + count;
  double *tableau = scratch;
  double *inverse = scratch + count * width;
  int64_t chosen[KW_MAX_DIMENSION];
  for (int64_t r = 0; r < count; r++) {
    for (int64_t k = 0; k < d; k++) tableau[r * width + k] = rows[r * (d + 1) + k];
    for (int64_t k = 0; k < count; k++) tableau[r * width + d + k] = r == k;
  }
  for (int64_t k = 0; k < d; k++) {
    int64_t pivot = -1;
    double best = 0;
    for (int64_t r = 0; r < count; r++) {
      int taken = 0;
      for (int64_t j = 0; j < k; j++) taken |= chosen[j] == r;
      double size = fabs(tableau[r * width + k]);
      if (!taken && size > best) {
        pivot = r;
        best = size;
      }
    }
    if (pivot < 0) return INFINITY;
    chosen[k] = pivot;
    double reciprocal = 1 / tableau[pivot * width + k];
    for (int64_t j = k; j < width; j++) tableau[pivot * width + j] *= reciprocal;
    for (int64_t r = 0; r < count; r++) {
      double factor = tableau[r * width + k];
      if (r == pivot || factor == 0) continue;
      for (int64_t j = k; j < width; j++) tableau[r * width + j] -= factor * tableau[pivot * width + j];
    }
  }
  for (int64_t i = 0; i < d; i++)
    for (int64_t j = 0; j < d; j++) inverse[i * d + j] = tableau[chosen[i] * width + d + chosen[j]];
  for (int64_t i = 0; i < d; i++) {
    double x = 0;
    for (int64_t j = 0; j < d; j++) x -= inverse[i * d + j] * rows[chosen[j] * (d + 1) + d];
    solution[i] = x;
  }
  /* The residuals, with all that may be wrong about them. */
  const double rounding = (double)(d + 4) * 0x1p-53;
  double residuals[KW_MAX_DIMENSION];
  for (int64_t j = 0; j < d; j++) {
    const double *row = rows + chosen[j] * (d + 1), *error = errors + chosen[j] * (d + 1);
    double residual = row[d], size = fabs(residual), inherited = error[d];
    for (int64_t k = 0; k < d; k++) {
      residual += row[k] * solution[k];
      size += fabs(row[k] * solution[k]);
      inherited += error[k] * fabs(solution[k]);
    }
    residuals[j] = fabs(residual) + inherited + size * rounding;
  }
  double contraction = 0, distance = 0;
  for (int64_t i = 0; i < d; i++) {
    double norm = 0, shift = 0;
    for (int64_t k = 0; k < d; k++) {
      double sum = i == k, size = sum, inherited = 0;
      for (int64_t j = 0; j < d; j++) {
        double factor = inverse[i * d + j];
        const int64_t at = chosen[j] * (d + 1) + k;
        sum -= factor * rows[at];
        size += fabs(factor * rows[at]);
        inherited += fabs(factor) * errors[at];
      }
      norm += fabs(sum) + size * rounding + inherited;
    }
    for (int64_t j = 0; j < d; j++) shift += fabs(inverse[i * d + j]) * residuals[j];
    /* Neither is a number where a pivot was so small that its reciprocal is none; fmax would pass over that. */
    if (!(norm < 0.5 && shift < INFINITY)) return INFINITY;
    contraction = fmax(contraction, norm);
    distance = fmax(distance, shift);
  }
  return distance / (1 - contraction) * sqrt((double)d) * (1 + 0x1p-20) + 0x1p-1000;
}

INLINE int64_t edges(const uint64_t *masks, const int32_t *above, int64_t highs, const int32_t *below, int64_t lows,
                     int32_t *pairs) {
  int64_t count = 0;
  for (int64_t h = 0; h < highs; h++) {
    uint64_t mask = masks[above[h]];
    for (int64_t l = 0; l < lows; l++) {
      uint64_t x = mask ^ masks[below[l]];
      uint64_t y = x & (x - 1);
      pairs[2 * count] = above[h];
      pairs[2 * count + 1] = below[l];
      count += (y != 0) & ((y & (y - 1)) == 0);
    }
  }
  return count;
}

#define VARIANT(NAME, TARGET)                                                                                         \
  TARGET static void sides_##NAME(int64_t d, const double *points, const int32_t *indices, int64_t count,             \
                                  const double *row, double fixed, double moved, double *values, int32_t *above,      \
                                  int32_t *below, int32_t *unsure, int64_t *counts) {                                 \
    BY_DIMENSION(d, SIDES)                                                                                            \
  }                                                                                                                   \
  TARGET static void meet_##NAME(int64_t d, const double *points, const int32_t *indices, const int32_t *pairs,       \
                                 int64_t count, const double *values, double fixed, double moved, double *out) {      \
    BY_DIMENSION(d, MEET)                                                                                             \
  }                                                                                                                   \
  TARGET static double solve_##NAME(int64_t d, const double *rows, const double *errors, int64_t count,               \
                                    double *solution, double *scratch) {                                              \
    if (count == d) BY_DIMENSION(d, SOLVE_SQUARE)                                                                     \
    return solve(d, rows, errors, count, solution, scratch);                                                          \
  }

#define SIDES(D) return sides(D, points, indices, count, row, fixed, moved, values, above, below, unsure, counts);
#define MEET(D) return meet(D, points, indices, pairs, count, values, fixed, moved, out);
#define SOLVE_SQUARE(D) return solve(D, rows, errors, D, solution, scratch);

VARIANTS(WIDE)

#if defined(__x86_64__)
/* Eight vertices at a time. */
__attribute__((target("avx512f,avx512dq,avx512vl"))) static int64_t edges_avx512(const uint64_t *masks,
                                                                                 const int32_t *above, int64_t highs,
                                                                                 const int32_t *below, int64_t lows,
                                                                                 int32_t *pairs) {
  int64_t count = 0;
  const __m512i minus = _mm512_set1_epi64(-1);
  for (int64_t l = 0; l < lows; l += 8) {
    __mmask8 valid = lows - l >= 8 ? 0xff : (__mmask8)((1 << (lows - l)) - 1);
    __m256i index = _mm256_maskz_loadu_epi32(valid, below + l);
    __m512i other = _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), valid, index, masks, 8);
    for (int64_t h = 0; h < highs; h++) {
      __m512i x = _mm512_xor_si512(_mm512_set1_epi64((long long)masks[above[h]]), other);
      __m512i y = _mm512_and_si512(x, _mm512_add_epi64(x, minus));
      __mmask8 found = _mm512_mask_test_epi64_mask(valid, y, y);
      found = _mm512_mask_testn_epi64_mask(found, y, _mm512_add_epi64(y, minus));
      while (found) {
        pairs[2 * count] = above[h];
        pairs[2 * count + 1] = below[l + __builtin_ctz(found)];
        count++;
        found &= (__mmask8)(found - 1);
      }
    }
  }
  return count;
}
#endif

void kw_sides(int level, int64_t d, const double *points, const int32_t *indices, int64_t count, const double *row,
              double fixed, double moved, double *values, int32_t *above, int32_t *below, int32_t *unsure,
              int64_t *counts) {
  DISPATCH(sides, d, points, indices, count, row, fixed, moved, values, above, below, unsure, counts)
}

int64_t kw_edges(int level, const uint64_t *masks, const int32_t *above, int64_t highs, const int32_t *below,
                 int64_t lows, int32_t *pairs) {
#if defined(__x86_64__)
  if (level == 2) return edges_avx512(masks, above, highs, below, lows, pairs);
#else
  (void)level;
#endif
  return edges(masks, above, highs, below, lows, pairs);
}

void kw_meet(int level, int64_t d, const double *points, const int32_t *indices, const int32_t *pairs, int64_t count,
             const double *values, double fixed, double moved, double *out) {
  DISPATCH(meet, d, points, indices, pairs, count, values, fixed, moved, out)
}

double kw_solve(int level, int64_t d, const double *rows, const double *errors, int64_t count, double *solution,
                double *scratch) {
  DISPATCH(solve, d, rows, errors, count, solution, scratch)
}
