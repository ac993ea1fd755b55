/* Knotwork in C: networks of ReLU units as the exact piecewise-linear functions that they are.
 *
 * Handles are opaque and stay as they are once made: any number of threads may read one, and nobody may free it meanwhile. Functions
 * that can fail return a code, KNOTWORK_OK or one of the others, and where `error` is not NULL put an error there, to be freed with
 * knotwork_error_free. What a function puts elsewhere is only there after KNOTWORK_OK. Texts are UTF-8 and end with a zero.
 *
 * Rows are given as columns: `columns[k]` is the address of the first row's number in column k, and `stride` the distance, in
 * numbers, from one row to the next. A row-major array of d columns has columns base + k and stride d; columns that lie one after
 * the other, or apart, have stride 1. Nothing is copied.
 *
 * A number of threads of 0 stands for all processors. After fork() the child of a process that has used more than one thread may use
 * one only. */
#ifndef KNOTWORK_H
#define KNOTWORK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Codes; the same as the exit codes of the tool ---- */

#define KNOTWORK_OK 0
#define KNOTWORK_LIMIT 2       /* a limit was reached: time or regions */
#define KNOTWORK_WRONG_USE 64  /* a question or argument that cannot be */
#define KNOTWORK_WRONG_DATA 65 /* a network, table or domain that cannot be */
#define KNOTWORK_INTERNAL 70   /* a mistake in Knotwork; please report it */
#define KNOTWORK_CANCELLED 130 /* knotwork_task_cancel was called */

typedef struct knotwork_error knotwork_error;
typedef struct knotwork_bytes knotwork_bytes;
typedef struct knotwork_task knotwork_task;
typedef struct knotwork_network knotwork_network;
typedef struct knotwork_dissection knotwork_dissection;

/* The version of the library, for example "0.1.0". */
const char *knotwork_version(void);

/* ---- Errors; texts live as long as the error ---- */

int32_t knotwork_error_code(const knotwork_error *error);
/* One sentence for people: what was found, where, and what was expected. */
const char *knotwork_error_message(const knotwork_error *error);
/* The part of a question that is wrong, for example "box"; NULL where it is none. */
const char *knotwork_error_field(const knotwork_error *error);
void knotwork_error_free(knotwork_error *error);

/* ---- Bytes that a function has made; they live as long as the handle ---- */

const uint8_t *knotwork_bytes_data(const knotwork_bytes *bytes);
size_t knotwork_bytes_count(const knotwork_bytes *bytes);
void knotwork_bytes_free(knotwork_bytes *bytes);

/* ---- Work that goes on in one thread while another one looks at it; NULL wherever a task is taken means that nobody does ---- */

knotwork_task *knotwork_task_create(void);
/* Asks all work that has the task to stop soon; what it comes to is KNOTWORK_CANCELLED. */
void knotwork_task_cancel(knotwork_task *task);
/* The part that is done, from 0 to 1, as far as can be told. */
double knotwork_task_fraction(const knotwork_task *task);
/* How many regions have been found. */
int64_t knotwork_task_regions(const knotwork_task *task);
void knotwork_task_free(knotwork_task *task);

/* ---- Networks ---- */

/* Reads a network from the bytes of a file in any format that Knotwork reads: network JSON, ONNX, NNet, NumPy (.npz, .npy) or
 * safetensors. `name` is that of the file, or NULL; it says the format where the content does not. */
int32_t knotwork_network_read(const uint8_t *bytes, size_t count, const char *name, knotwork_network **network,
                              knotwork_error **error);

/* A network of `layers` dense layers. widths[0] is the number of inputs, widths[l + 1] that of the units of layer l.
 * weights[l] has widths[l + 1] rows of widths[l] numbers. bias[l] has one number for each unit, or is NULL for none.
 * slopes[l] has for each unit its factor where the pre-activation is not positive: 0 for ReLU, 1 for a linear unit; NULL stands for
 * ReLU in every layer but the last, and linear in the last; so does a NULL for one layer.
 * Names are NULL for x1, x2, ... and y1, y2, ... */
int32_t knotwork_network_create(int32_t layers, const int64_t *widths, const double *const *weights,
                                const double *const *bias, const double *const *slopes, const char *const *input_names,
                                const char *const *output_names, knotwork_network **network, knotwork_error **error);

/* The network in a format, by its name: json, onnx, nnet, npz, c, python, sql, excel, lp, mps. */
int32_t knotwork_network_write(const knotwork_network *network, const char *format, knotwork_bytes **bytes,
                               knotwork_error **error);

int64_t knotwork_network_inputs(const knotwork_network *network);
int64_t knotwork_network_outputs(const knotwork_network *network);
int64_t knotwork_network_layers(const knotwork_network *network);
/* How many units bend: the length of a pattern. */
int64_t knotwork_network_bending_units(const knotwork_network *network);
/* NULL where there is none of this number, which counts from 0. */
const char *knotwork_network_input_name(const knotwork_network *network, int64_t index);
const char *knotwork_network_output_name(const knotwork_network *network, int64_t index);
/* What was assumed, folded or left out when the network was read, a sentence each; NULL behind the last one. */
const char *knotwork_network_note(const knotwork_network *network, int64_t index);
/* The format of the file that it was read from, "json" for a network from arrays. */
const char *knotwork_network_format(const knotwork_network *network);
/* Puts the least and the greatest value of each input in the data that the network was made for; returns 0 where they are not known. */
int32_t knotwork_network_ranges(const knotwork_network *network, double *lower, double *upper);

/* A layer as arrays that live as long as the network; each pointer may be NULL. `bias` is put to NULL where the layer has none. */
int32_t knotwork_network_layer(const knotwork_network *network, int64_t index, int64_t *units, int64_t *inputs,
                               const double **weights, const double **bias, const double **slopes,
                               knotwork_error **error);

void knotwork_network_free(knotwork_network *network);

/* The outputs for rows, in double precision: outputs[j] is the address of the first row's output j. One row at a time and many give
 * the same bits, for any number of threads. */
int32_t knotwork_evaluate(const knotwork_network *network, const double *const *columns, int64_t stride, int64_t rows,
                          double *const *outputs, int64_t output_stride, int32_t threads, const knotwork_task *task,
                          knotwork_error **error);

/* The same for a row-major array without gaps: rows x inputs numbers to rows x outputs. */
int32_t knotwork_evaluate_rows(const knotwork_network *network, const double *inputs, int64_t rows, double *outputs,
                               int32_t threads, const knotwork_task *task, knotwork_error **error);

/* The outputs for rows in single precision, row-major, weights rounded to float: several times as fast. */
int32_t knotwork_evaluate_single(const knotwork_network *network, const float *inputs, int64_t rows, float *outputs,
                                 int32_t threads, knotwork_error **error);

/* Which bending units are active at each row, 1 or 0, row-major with knotwork_network_bending_units columns; without rounding. */
int32_t knotwork_patterns(const knotwork_network *network, const double *const *columns, int64_t stride, int64_t rows,
                          uint8_t *patterns, int32_t threads, const knotwork_task *task, knotwork_error **error);

/* The affine map that the network equals around each row: `slopes` is rows x outputs x inputs, `intercepts` rows x outputs. */
int32_t knotwork_maps(const knotwork_network *network, const double *const *columns, int64_t stride, int64_t rows,
                      double *slopes, double *intercepts, int32_t threads, const knotwork_task *task,
                      knotwork_error **error);

/* ---- Questions: JSON in, JSON out, as Documentation/JSON.md describes them ---- */

int32_t knotwork_ask(const uint8_t *question, size_t count, const knotwork_task *task, knotwork_bytes **answer,
                     knotwork_error **error);
/* The same about a network that is in memory; the question is then without "network". */
int32_t knotwork_ask_about_network(const uint8_t *question, size_t count, const knotwork_network *network,
                                   const knotwork_task *task, knotwork_bytes **answer, knotwork_error **error);

/* ---- A dissection ---- */

#define KNOTWORK_VERTICES 1 /* vertices too; in one and two dimensions they are always there */
#define KNOTWORK_VOLUMES 2  /* volumes too, likewise */

/* Takes a network apart over a box; bounds of NULL stand for the ranges of its file, or else [-1, 1] for each input.
 * `regions` and `seconds` are limits, 0 for none. The result does not depend on the number of threads. */
int32_t knotwork_dissect(const knotwork_network *network, const double *lower, const double *upper, int32_t detail,
                         int32_t threads, int64_t regions, double seconds, const knotwork_task *task,
                         knotwork_dissection **dissection, knotwork_error **error);

#define KNOTWORK_DOUBLES 1
#define KNOTWORK_INTEGERS 2 /* int64_t */
#define KNOTWORK_BYTES 3    /* uint8_t */

/* A column that lives, unchanging, as long as its dissection: shape[0] x ... numbers, row-major. */
typedef struct {
  const void *data;
  int32_t type;
  int32_t rank;
  int64_t shape[3];
} knotwork_column;

/* A column of a dissection by its name. One number or row for each of n regions, with m outputs and k coordinates:
 *   patterns n x units (bytes)   pattern_texts: the same as digits, with a space between layers   slopes n x m x k   intercepts n x m   interior_points n x k   volumes n
 * For each facet, region by region; those of region i are facet_starts[i] up to facet_starts[i + 1]:
 *   facet_starts n + 1   neighbours: the region behind, or -1   facet_layers, facet_units: counted from 1; 0 for the boundary
 * For each vertex of each region likewise:
 *   vertex_starts n + 1   vertices v x k
 * For each of c creases:
 *   crease_regions c x 2: the one on the active side first   crease_layers, crease_units: counted from 1
 *   crease_normals c x k, crease_offsets c: normal . x <= offset on the active side   bends c x m
 * For each region the number of the linear piece that it belongs to: pieces n
 * A column that was not asked for has no data; KNOTWORK_WRONG_USE says that there is none of this name. */
int32_t knotwork_dissection_column(const knotwork_dissection *dissection, const char *name, knotwork_column *column,
                                   knotwork_error **error);

int64_t knotwork_dissection_regions(const knotwork_dissection *dissection);
int64_t knotwork_dissection_creases(const knotwork_dissection *dissection);
int64_t knotwork_dissection_dimension(const knotwork_dissection *dissection);
/* Puts the box that it was made over, one number for each coordinate. */
void knotwork_dissection_box(const knotwork_dissection *dissection, double *lower, double *upper);

/* The numbers of the regions that rows lie in, -1 outside the domain; without rounding. */
int32_t knotwork_dissection_locate(const knotwork_dissection *dissection, const double *const *columns, int64_t stride,
                                   int64_t rows, int64_t *regions, int32_t threads, const knotwork_task *task,
                                   knotwork_error **error);

void knotwork_dissection_free(knotwork_dissection *dissection);

/* ---- Fitting ---- */

/* Answers a question about a table that is given as arrays, "fit" or "knots". `question` is a question as for knotwork_ask without
 * "table"; `names` are those of the `count` columns and then of the target. Weights are positive, or NULL where all rows count alike.
 * `network`, unless it is NULL, gets the network that was found. */
int32_t knotwork_ask_about_table(const uint8_t *question, size_t question_count, const char *const *names,
                                 const double *const *columns, int64_t count, int64_t stride, const double *target,
                                 const double *weights, int64_t rows, const knotwork_task *task,
                                 knotwork_network **network, knotwork_bytes **answer, knotwork_error **error);

#ifdef __cplusplus
}
#endif

#endif
