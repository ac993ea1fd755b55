/* Inner loops of the subdivision, in the widest vectors that the processor has.

   Maps of a layer's pre-activations over d coordinates are `rows` = d + 1 arrays of `stride` doubles (the coefficients of
   each coordinate, then the constants), stored one after the other; `stride` is a multiple of 8. */
#ifndef CKNOTWORK_KERNELS_H
#define CKNOTWORK_KERNELS_H

#include <stdint.h>

/* Which implementation a call uses: 0 plain C, 1 AVX2 with FMA, 2 AVX-512. */
int kw_best_level(void);

/* out := in + sum over k of columns[k] (x) factors[rows * k ..< rows * (k + 1)].
   weights holds one column of `stride` doubles per unit of the layer before; `in` may equal `out`. */
void kw_accumulate(int level, double *out, const double *in, const double *weights, int64_t stride, int64_t rows,
                   const int32_t *columns, const double *factors, int64_t count);

/* In double-doubles: the sums high + low gain in[units[k]] * factors[k] * (a row of weights), for `rows` rows of `width` sums each.
   Row r of the inputs starts at r * in_stride, that of the sums at r * out_stride, the weights of unit u at u * weight_stride. `low`
   is 0 at first. With bounds: an input is off by no more than its error, and a term adds `roundoff` of it to what the sum is off
   by. Every level gives the same bits. */
void kw_accumulate_precisely(int level, int64_t rows, int64_t width, const double *in_high, const double *in_low,
                             const double *in_errors, int64_t in_stride, const double *weights, int64_t weight_stride,
                             const int32_t *units, const double *factors, int64_t count, double roundoff, double *high,
                             double *low, double *errors, int64_t out_stride);

/* Classifies each unit over `count` points by the sign of u x + c against the tolerance fixed + spread * radius: bit 1 in
   `positive` if it is above at every point, in `negative` if below at every point, in `crossing` if above at one and below
   at another. Bits are packed 64 to a word; `stride` bits in all, added to what the words hold.
   Point k starts at points[indices[k] * step], and has rows - 1 coordinates. */
void kw_classify(int level, const double *maps, int64_t stride, int64_t rows, const double *points, int64_t step,
                 const int32_t *indices, int64_t count, const double *fixed, const double *spread, double radius,
                 uint64_t *positive, uint64_t *negative, uint64_t *crossing);

/* ---- Cells kept by their vertices. A point is d coordinates and a radius: how far off it may be. ---- */

/* The largest number of coordinates. */
#define KW_MAX_DIMENSION 32

/* Sorts `count` points by the sign of row[0 ..< d] x + row[d] against the tolerance fixed + moved * radius: the numbers of
   those above, below and in between, `counts` of each, and all values. Each list has room for count + 1. */
void kw_sides(int level, int64_t d, const double *points, const int32_t *indices, int64_t count, const double *row,
              double fixed, double moved, double *values, int32_t *above, int32_t *below, int32_t *unsure,
              int64_t *counts);

/* The pairs (above, below) of vertices whose masks differ in exactly two bits; returns their number. `pairs` has room for
   2 (highs lows + 1). */
int64_t kw_edges(int level, const uint64_t *masks, const int32_t *above, int64_t highs, const int32_t *below,
                 int64_t lows, int32_t *pairs);

/* The number of parts into which the hyperplanes of 2 or 3 units cut the convex hull of points; 0 where errors hide it. Each
   row has d coefficients, a constant, and the error of a value, fixed + moved * radius: its last two, 0 or far above the
   smallest doubles, so that nothing underflows unseen. `scratch` has room for 18 (count + 8) + 64 doubles. */
int64_t kw_parts(int level, int64_t d, const double *points, const int32_t *indices, int64_t count, int64_t units,
                 const double *rows, double *scratch);

/* For each edge between a vertex above and one below the point where the value is 0, with a bound on its error; an infinite
   radius where that bound is poor. `fixed` bounds the errors of the values at the points as computed, `moved` the length of
   the normal. */
void kw_meet(int level, int64_t d, const double *points, const int32_t *indices, const int32_t *pairs, int64_t count,
             const double *values, double fixed, double moved, double *out);

/* Solves d independent ones of `count` equations a x + b = 0 (d + 1 coefficients each, with bounds on their errors).
   Returns how far the solution may be off, infinite when unknown.
   The bound is a posteriori (Rump 1983): with R an approximate inverse of A and |I - R A| <= g < 1 in the row-sum norm the
   true solution is no farther than |R| |A x + b| / (1 - g), whatever the rounding that led to R and x.
   `scratch` has room for count (d + count) + d d. */
double kw_solve(int level, int64_t d, const double *rows, const double *errors, int64_t count, double *solution,
                double *scratch);

/* ---- Small dense linear programs ---- */

/* The largest number of variables. */
#define KW_MAX_SIMPLEX 1024

/* What kw_minimise has found. */
#define KW_UNDECIDED 0
#define KW_ABOVE 1
#define KW_MINIMUM 2

/* Minimises objective[0 ..< d] x + objective[d] over the box and row[0 ..< d] x + row[d] >= 0 for `count` rows of about unit
   length, all but `excluded` (-1 for none). Row i has its coefficients at rows[k * stride + i]; `stride` is a multiple of 8.
   The dual simplex method: starts at the corner of the box that is best for the objective, and the most violated row enters,
   so that the value rises from below. Stops with KW_ABOVE as soon as it is more than `enough`, with KW_MINIMUM where no row
   is violated any more, with KW_UNDECIDED after too many steps or where numbers are too close to call.
   Gives the point, the value, and the multipliers and numbers of the d active rows (-1 - 2 k for the lower, -2 - 2 k for the
   upper bound of coordinate k). `multipliers` has room for d rounded up to 8, `workspace` for (d + 1) times that + stride. */
int kw_minimise(int level, int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                int64_t count, int64_t excluded, const double *objective, double enough, double *workspace,
                double *point, double *multipliers, int32_t *active, double *value);

/* A bound from below on the objective over the true cell that these multipliers prove, whatever rounding led to them; row i
   is off by at most errors[i] anywhere in the box. */
double kw_bound(int level, int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                const double *errors, const double *objective, const double *multipliers, const int32_t *active);

/* What kw_shoot has found nothing with. */
#define KW_NOTHING INT32_MIN

/* The first of the rows and bounds of kw_minimise that a ray from a point inside meets, at start + time * direction: row i, or
   -1 - 2 k for the lower and -2 - 2 k for the upper bound of coordinate k. `witness` proves that it is not redundant: a point
   strictly inside all others, by more than their errors and in the box, and as far behind a row, or on a bound. KW_NOTHING
   where rounding leaves that open; `time` is then still about right, where there is any. `scratch` has room for 2 stride. */
int32_t kw_shoot(int level, int64_t d, const double *lower, const double *upper, const double *rows, int64_t stride,
                 int64_t count, const double *errors, const double *start, const double *direction, double *scratch,
                 double *time, double *witness);

/* Memory that will be filled soon: large pages (2 MiB) where they lie in it as a whole, so that it costs no fault for every
   4 KiB and takes no more memory than it has bytes. */
void kw_advise_large_pages(void *memory, int64_t bytes);

/* Gives memory with room for old_bytes (NULL where that is 0) room for new_bytes, and keeps what it holds; 0 frees it. Large
   memory has pages of its own, which are moved and not copied when it grows, and go back to the system when it is freed.
   Returns where it lies now; NULL where there is no such room, and the old memory is then as it was. No part of it may be
   given to madvise as long as it may still grow: only a mapping that is one can be moved. */
void *kw_resize(void *memory, int64_t old_bytes, int64_t new_bytes);

/* The bytes of memory that the process holds; 0 where the system does not tell. */
int64_t kw_resident_memory(void);

/* ---- Many rows in many dimensions; row i starts at rows[i * stride] ---- */

/* target[0 ..< width] += sum over k of factors[k] * row indices[k]. */
void kw_add_rows(int level, double *target, int64_t width, const double *rows, int64_t stride, const int32_t *indices,
                 const double *factors, int64_t count);

/* out[i] = vector . row i, for `count` rows of `width` numbers. */
void kw_dots(int level, const double *vector, const double *rows, int64_t stride, int64_t width, int64_t count,
             double *out);

/* What kw_escape has found; KW_UNDECIDED as above. */
#define KW_REACHED 1
#define KW_BLOCKED 2

/* Leaves the polyhedron { rows . x + constant >= 0 } through one of its rows, if `others`, `count` of them, let it.
   Minimises that row over the others by steepest descent, from a point where all slacks are positive. The steepest direction
   is what remains of the row beside multiples >= 0 of the rows that hold the point back; active sets whose remainders get
   shorter and shorter find it (Lawson and Hanson 1974), so that no vertex is degenerate enough for a cycle.
   Rows have `width` numbers and zeros up to `stride`, a multiple of 8; `gram` holds their inner products.
   KW_REACHED: base + displacement satisfies the others and not `row`.
   KW_BLOCKED: `row` is the sum of multipliers >= 0 times the active rows, to within rounding error.
   `active` and `multipliers` have room for `room` > min(count, width), `displacement` for `width`, `workspace` for
   3 (count + 7) + stride + room * (room + 2). */
int kw_escape(int level, int64_t width, const double *rows, int64_t stride, const double *gram, int64_t gramStride,
             const double *slacks, int64_t row, const int32_t *others, int64_t count, int64_t room, int64_t limit,
             double *workspace, double *displacement, int32_t *active, double *multipliers, int64_t *activeCount);

/* An approximate inverse of an n x n matrix, row by row, which is destroyed; 0 if a pivot is 0. */
int kw_invert(int level, int64_t n, double *matrix, double *inverse);

/* ---- Training and prediction in single precision ---- */

/* A dense network. Its parameters are, layer by layer, one row of weights per unit, widths[l] rounded up to 16 floats, and
   then the biases, rounded up to 16 floats; what pads them is 0 and stays so. */
typedef struct {
  int32_t layers;
  /* layers + 1 of them: inputs, units of each layer. */
  const int32_t *widths;
  /* For each unit, layer by layer, the factor on its pre-activation where that is not positive; not negative. */
  const float *slopes;
  /* Whether biases are trained; otherwise they stay 0. */
  int32_t bias;
} kw_shape;

/* Adam (Kingma and Ba 2015) with decoupled decay (Loshchilov and Hutter 2019); the penalties are for weights only. */
typedef struct {
  float rate, beta1, beta2, epsilon;
  /* l1 * sum of |w|, by soft thresholding after each step; l2 * sum of w^2, in the gradient; decay * w, beside it. */
  float l1, l2, decay;
} kw_adam;

int64_t kw_parameter_count(const kw_shape *shape);

/* In this thread, numbers too small for full precision (below 1.2e-38 in single precision) become 0 where they come in and
   where they come out, until kw_restore_subnormals is given what this returns. Units that died leave moments and
   steps that shrink to such numbers, on which processors take a hundred times as long. kw_gradient, kw_update and kw_train
   do so themselves. */
uint64_t kw_flush_subnormals(void);
void kw_restore_subnormals(uint64_t before);

/* Floats of scratch memory that the functions below need. */
int64_t kw_training_scratch(const kw_shape *shape);

/* gradient := that of scale * sum of weight * (output - target)^2, for one output. Returns the sum without the scale.
   Row i of the data is order[i], or i where order is null; weights may be null. */
double kw_gradient(int level, const kw_shape *shape, const float *parameters, const float *inputs, const float *targets,
                   const float *weights, const int32_t *order, int64_t count, float scale, float *gradient,
                   float *scratch);

/* Step number `steps` of Adam, from 1. `moments` has room for two values per parameter. */
void kw_update(int level, const kw_shape *shape, float *parameters, const float *gradient, float *moments,
               const kw_adam *adam, int64_t steps);

/* One step of Adam for each batch of rows, in their order; `steps` have been made before. Returns the sum of squared errors as the batches were met. */
double kw_train(int level, const kw_shape *shape, float *parameters, float *gradient, float *moments,
                const float *inputs, const float *targets, const float *weights, const int32_t *order, int64_t count,
                int64_t batch, const kw_adam *adam, int64_t steps, float *scratch);

/* The outputs, row by row. */
void kw_predict(int level, const kw_shape *shape, const float *parameters, const float *inputs, int64_t count,
                float *outputs, float *scratch);

/* ---- The same networks in double precision; parameters without padding: for each layer its weights, then its biases ---- */

/* The outputs, row by row. `scratch` has room for all inputs and units. */
void kw_evaluate(int level, const kw_shape *shape, const double *parameters, const double *inputs, int64_t count,
                 double *outputs, double *scratch);

/* The same for rows that lie as columns, 16 side by side, of a network of `depth` layers: `widths` are the inputs, then the units of each
   layer; `slopes` has for each unit the factor on its pre-activation where that is not positive. columns[k] is the address of the first row's input k, the next row's lies
   `stride` numbers further, and so do outputs. A row's bits do not depend on its neighbours; they differ from kw_evaluate's in the last ones.
   `scratch` has room for 32 numbers for each unit of the widest layer, inputs counted as one. */
void kw_evaluate_columns(int level, int32_t depth, const int32_t *widths, const double *slopes,
                         const double *parameters, const double *const *columns, int64_t stride, int64_t count,
                         double *const *outputs, int64_t output_stride, double *scratch);

/* The first output of a network of two layers or more, for rows whose pre-activations in the first layer are sums: `table` has for each of
   its units `count` numbers, one for each row, and `periodic` the first `period` + 15 numbers of a sequence that begins anew after
   `period` rows. `scratch` as above. */
void kw_evaluate_sums(int level, int32_t depth, const int32_t *widths, const double *slopes, const double *parameters,
                      const double *table, const double *periodic, int64_t period, int64_t count, double *outputs,
                      double *scratch);

/* Gauss-Newton's equations for sum of weight * (output - target)^2, for one output: square := J' W J, of which only what is
   on and below the diagonal is set, right := J' W r. Returns the sum. `scratch` has room for all inputs, twice all units, and
   all parameters. */
double kw_normal(int level, const kw_shape *shape, const double *parameters, const double *inputs,
                 const double *targets, const double *weights, int64_t count, double *square, double *right,
                 double *scratch);

/* ---- The triangle of a QR decomposition, row block by row block ---- */

/* Turns a triangle R of `columns` columns, each of `columns` numbers one after the other and zeros below the diagonal, into that of R above
   more rows: R' R grows by B' B. The block B has its columns one after the other, each of `rows` numbers, and is used up. Entries on the
   diagonal may get either sign. The result is the same on every processor. */
void kw_absorb_rows(int64_t columns, double *triangle, int64_t rows, double *block);

/* ---- Convex quadratics a h^2 - 2 b h + c of one variable, in three arrays ---- */

/* The least over i and h of quadratic i plus (sa, sb, sc); where the sum has no curvature it counts as constant. */
double kw_least(int level, int64_t count, const double *a, const double *b, const double *c, double sa, double sb,
                double sc);

/* Carries quadratics of the value q at the far end of a segment to its near end: for each the least over q of it plus
   a11 p^2 + 2 a12 p q + a22 q^2 - 2 b1 p - 2 b2 q + v, as a quadratic of p; `segment` holds a11, a12, a22, b1, b2, v, with
   a22 > 0. Keeps those that are below `limit` somewhere in [low, high], in their order, and returns their number. The
   outputs have room for count + 1. */
int64_t kw_carry(int level, int64_t count, const double *a, const double *b, const double *c, const double *segment,
                 double low, double high, double limit, double *outA, double *outB, double *outC);

/* Whether (qa, qb, qc) is below quadratic i somewhere in [edges[i], edges[i + 1]], for any i. */
int kw_dips(int level, int64_t count, const double *edges, const double *a, const double *b, const double *c, double qa,
            double qb, double qc);

/* Carries a quadratic from the near end of each of some segments (six doubles each, as in kw_carry) to its far end. The
   numbers i of those for which its least value there, plus more[i], is below `limit`; returns how many. `out` has room for
   count + 1. */
int64_t kw_reach(int level, int64_t count, const double *segments, double a, double b, double c, const double *more,
                 double limit, int32_t *out);

/* ---- Bounds on networks over boxes, whatever rounding does ---- */

/* A network, and what is known of its units over the box that was relaxed last. */
typedef struct kw_relaxation kw_relaxation;

/* Keeps copies: for each layer `weights` row by row, one bias for each unit, and one factor on pre-activations that are not
   positive. */
kw_relaxation *kw_relaxation_new(int32_t layers, const int32_t *widths, const double *weights, const double *biases,
                                 const double *slopes);
void kw_relaxation_free(kw_relaxation *relaxation);

/* Says, before anything is relaxed, that it is of two networks of the same shape: of each layer the first half of units is that
   of the first network, and what is in the second half are differences, with weights [[W, 0], [W' - W, W']] on both halves of the
   layer before ([W; W' - W] on the inputs). The differences' outputs are what the second network's units have more; slopes are the
   same in both halves. `rescaled`: W' is rounded, relative to W as well. */
/* From so many seconds on from now, steps that only make bounds closer are left out; no limit unless it is finite. */
void kw_relaxation_limit(kw_relaxation *relaxation, double seconds);

void kw_relaxation_pair(kw_relaxation *relaxation, int rescaled);

/* What kw_relax uses beside intervals: affine forms, and backward rows for the units that these leave open. */
#define KW_FORMS 1
#define KW_BACKWARD 2
/* Affine forms and nothing else. */
#define KW_PLAIN 4

/* Bounds every unit over the box, which must stay where it is as long as the relaxation is asked about it. `phases` is null or has
   a number for each unit: above 0 where only points count at which its pre-activation is >= 0, below 0 where it is <= 0.
   0 where no point counts. */
int kw_relax(int level, kw_relaxation *relaxation, const double *lower, const double *upper, const int8_t *phases,
             int options);

/* The number of units that may be active and inactive. */
int64_t kw_open_units(const kw_relaxation *relaxation);

/* Bounds from below, over the box, rows of coefficients on outputs, coefficients on inputs, and an offset that is subtracted.
   -infinity where numbers overflow. `functions`, if not null, gets the slopes of affine functions of the inputs that are nowhere
   above the rows by more than rounding and whose least values the bounds are. */
void kw_bound_rows(int level, kw_relaxation *relaxation, int64_t count, const double *rows, double *bounds,
                   double *functions);

/* How much of what is lost between a row and its bound each input has to answer for; needs affine forms. */
void kw_attribute(int level, kw_relaxation *relaxation, const double *row, double *scores);

/* The outputs at a point, and then the gradient of a row there. */
void kw_evaluate_point(int level, kw_relaxation *relaxation, const double *point, double *outputs);
void kw_gradient_row(int level, kw_relaxation *relaxation, const double *row, double *gradient);

/* Starts to decide, by cases of open units, whether the first row can be at most `limit` where all others are at most 0 in the box
   that was relaxed last. 0 where the linear program would have more than `room` numbers. */
int kw_cases_begin(int level, kw_relaxation *relaxation, int64_t count, const double *rows, int64_t room);

/* What kw_cases_run has found: nothing yet; that it cannot be; a point where it seems to be; that numbers are too close to call; a
   case of all open units that the program does not decide, which kw_cases_settle has to; where cases are recorded, one that a program
   closes. */
#define KW_CASES_RUNNING 0
#define KW_CASES_NONE 1
#define KW_CASES_POINT 2
#define KW_CASES_UNCLEAR 3
#define KW_CASES_LEAF 4
#define KW_CASES_CLOSED 5

/* Goes on, for so many nodes and pivots. `point` gets the last point that was looked at, `values` the rows there, `bound` a
   bound on the first row in the whole box, `done` the nodes and pivots. */
int kw_cases_run(int level, kw_relaxation *relaxation, double limit, int64_t nodes, int64_t pivots, double *point,
                 double *values, double *bound, int64_t *done);

/* Says whether the case that was found last is decided; else it counts as too close to call, as it does where nothing is said. */
void kw_cases_settle(kw_relaxation *relaxation, int is_decided);

/* For each unit its phase in the case at hand: 2 and -2 where the box has no other, 1 and -1 where it is held, 0 where it is open. */
void kw_cases_phases(const kw_relaxation *relaxation, int8_t *phases);

/* Gives away a case that waits: its phases are said for all units, and it counts as done. How many units it holds; 0 where none waits. */
int64_t kw_cases_give(kw_relaxation *relaxation, int8_t *phases);

/* The phases that units have in all cases that are left, neither done nor given away, 0 where they have none; how many are held. 0 where
   cases were too close to call: they are left wherever they lie. */
int64_t kw_cases_rest(const kw_relaxation *relaxation, int8_t *phases);

/* Holds open units from the beginning on, where phases are not 0. */
void kw_cases_hold(kw_relaxation *relaxation, const int8_t *phases);

/* From the beginning on, stops at every case that a program closes. */
void kw_cases_record(kw_relaxation *relaxation);

/* Of such a case the units that are held, from 1 and negative where they are inactive, and how many; a factor for each row, none of them
   negative; for each open unit the factor on its pre-activation when rows are taken backward, NAN for others. Together they show that not all
   rows are at most 0, or the first one at most the limit, but for what rounding does. */
int64_t kw_cases_proof(const kw_relaxation *relaxation, int64_t *path, double *rows, double *slopes);

/* Bounds from below and above on the slopes of a row, as those of kw_bound_rows, along some directions at all points of the box that
   was relaxed last around which the network is affine. `scores`, if not null, says how much each input has to answer for what is lost in
   the first direction; needs affine forms. 0 where numbers overflow. */
int kw_slope_bounds(int level, kw_relaxation *relaxation, const double *row, int64_t count, const double *directions,
                    double *lower, double *upper, double *scores);

/* Starts to decide, by cases of the phases of open units, where the slope of a row along a direction is at most `limit`; `limits` has
   coefficients and an offset for each of some half-spaces normal x <= offset. 0 where the linear program would have more than `room`
   numbers. */
int kw_slope_begin(int level, kw_relaxation *relaxation, const double *row, const double *direction, int64_t sides,
                   const double *limits, int64_t room);

/* Goes on, as kw_cases_run does: `value` gets the slope around the point that was looked at last, `bound` a bound on the slope in the
   whole box. */
int kw_slope_run(int level, kw_relaxation *relaxation, double limit, int64_t nodes, int64_t pivots, double *point,
                 double *value, double *bound, int64_t *done);
void kw_slope_settle(kw_relaxation *relaxation, int is_decided);
void kw_slope_phases(const kw_relaxation *relaxation, int8_t *phases);

/* The step that makes the greatest of values + slopes * step least, from `lowest` to `highest`; `slopes` row by row. */
void kw_minimax_step(int level, kw_relaxation *relaxation, int64_t count, int64_t width, const double *values,
                     const double *slopes, const double *lowest, const double *highest, double *step);

#endif
