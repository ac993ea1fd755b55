/* Uses every function of knotwork.h: interface FOLDER, where FOLDER is Examples. Exit code 0 where all is as it must be. */
#include "knotwork.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                                   \
  do {                                                                     \
    if (!(condition)) {                                                    \
      printf("%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      failures++;                                                          \
    }                                                                      \
  } while (0)

/* Checks a code; says what an error says. */
static void check_ok(int32_t code, knotwork_error *error, int line) {
  if (code == KNOTWORK_OK) return;
  printf("line %d: code %d: %s\n", line, (int)code, knotwork_error_message(error));
  knotwork_error_free(error);
  exit(1);
}
#define OK(call)                       \
  do {                                 \
    knotwork_error *error = NULL;      \
    int32_t code = call;               \
    check_ok(code, error, __LINE__);   \
  } while (0)
#define FAILS(expected, call)                                                      \
  do {                                                                             \
    knotwork_error *error = NULL;                                                  \
    int32_t code = call;                                                           \
    CHECK(code == expected);                                                       \
    CHECK(error != NULL && knotwork_error_code(error) == expected);                \
    CHECK(error != NULL && strlen(knotwork_error_message(error)) > 3);             \
    knotwork_error_free(error);                                                    \
  } while (0)

static uint8_t *read_file(const char *folder, const char *name, size_t *count) {
  char path[1024];
  FILE *file;
  uint8_t *bytes;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  bytes = malloc(1 << 20);
  *count = fread(bytes, 1, 1 << 20, file);
  fclose(file);
  return bytes;
}

/* y = relu(x1 - x2) + relu(0.5 x1 + 2 x2) - 1 */
static knotwork_network *example(void) {
  static const double first[] = {1, -1, 0.5, 2}, second[] = {1, 1}, constant[] = {-1};
  static const int64_t widths[] = {2, 2, 1};
  const double *weights[2], *bias[2];
  const char *inputs[] = {"age", "dose"}, *outputs[] = {"effect"};
  knotwork_network *network = NULL;
  weights[0] = first;
  weights[1] = second;
  bias[0] = NULL;
  bias[1] = constant;
  OK(knotwork_network_create(2, widths, weights, bias, NULL, inputs, outputs, &network, &error));
  return network;
}

static void check_networks(const char *folder) {
  size_t count;
  uint8_t *bytes = read_file(folder, "question.json", &count);
  knotwork_network *network = NULL, *again = NULL;
  knotwork_bytes *written = NULL;
  const double *weights, *bias, *slopes;
  double lower[2], upper[2];
  int64_t units, inputs;

  OK(knotwork_network_read(bytes, count, "question.json", &network, &error));
  CHECK(knotwork_network_inputs(network) == 2 && knotwork_network_outputs(network) == 1);
  CHECK(knotwork_network_layers(network) == 2 && knotwork_network_bending_units(network) == 2);
  CHECK(strcmp(knotwork_network_format(network), "json") == 0);
  CHECK(knotwork_network_note(network, 0) == NULL);
  CHECK(knotwork_network_ranges(network, lower, upper) == 0);
  OK(knotwork_network_write(network, "json", &written, &error));
  OK(knotwork_network_read(knotwork_bytes_data(written), knotwork_bytes_count(written), NULL, &again, &error));
  CHECK(knotwork_network_inputs(again) == 2);
  knotwork_bytes_free(written);
  OK(knotwork_network_write(network, "onnx", &written, &error));
  knotwork_network_free(again);
  OK(knotwork_network_read(knotwork_bytes_data(written), knotwork_bytes_count(written), "a.onnx", &again, &error));
  CHECK(strcmp(knotwork_network_format(again), "onnx") == 0);
  knotwork_bytes_free(written);
  knotwork_network_free(again);
  knotwork_network_free(network);

  network = example();
  CHECK(strcmp(knotwork_network_input_name(network, 1), "dose") == 0);
  CHECK(strcmp(knotwork_network_output_name(network, 0), "effect") == 0);
  CHECK(knotwork_network_input_name(network, 2) == NULL && knotwork_network_output_name(network, -1) == NULL);
  OK(knotwork_network_layer(network, 0, &units, &inputs, &weights, &bias, &slopes, &error));
  CHECK(units == 2 && inputs == 2 && weights[3] == 2 && bias == NULL && slopes[0] == 0);
  OK(knotwork_network_layer(network, 1, NULL, NULL, NULL, &bias, &slopes, &error));
  CHECK(bias != NULL && bias[0] == -1 && slopes[0] == 1);
  FAILS(KNOTWORK_WRONG_USE, knotwork_network_layer(network, 2, NULL, NULL, NULL, NULL, NULL, &error));
  FAILS(KNOTWORK_WRONG_USE, knotwork_network_write(network, "jpeg", &written, &error));
  FAILS(KNOTWORK_WRONG_DATA, knotwork_network_read(bytes, 20, "cut.json", &again, &error));
  FAILS(KNOTWORK_WRONG_DATA, knotwork_network_read(NULL, 0, NULL, &again, &error));
  FAILS(KNOTWORK_WRONG_USE, knotwork_network_create(0, NULL, NULL, NULL, NULL, NULL, NULL, &again, &error));
  knotwork_network_free(network);
  knotwork_network_free(NULL);
  free(bytes);
}

static void check_rows(void) {
  knotwork_network *network = example();
  /* Columns one after the other, and the same rows row-major. */
  static const double x1[] = {1, -1, 3}, x2[] = {0.5, 2, -1}, rows[] = {1, 0.5, -1, 2, 3, -1};
  static const float singles[] = {1, 0.5f, -1, 2, 3, -1};
  const double *columns[2], *interleaved[2];
  const double expected[] = {1, 2.5, 3};
  double y[3], z[3], *outputs[1], slopes[6], intercepts[3], wrong[2] = {NAN, 0};
  float s[3];
  uint8_t patterns[6];
  int i;
  columns[0] = x1;
  columns[1] = x2;
  interleaved[0] = rows;
  interleaved[1] = rows + 1;
  outputs[0] = y;
  OK(knotwork_evaluate(network, columns, 1, 3, outputs, 1, 1, NULL, &error));
  for (i = 0; i < 3; i++) CHECK(fabs(y[i] - expected[i]) < 1e-12);
  outputs[0] = z;
  OK(knotwork_evaluate(network, interleaved, 2, 3, outputs, 1, 2, NULL, &error));
  CHECK(memcmp(y, z, sizeof y) == 0);
  OK(knotwork_evaluate_rows(network, rows, 3, z, 0, NULL, &error));
  CHECK(memcmp(y, z, sizeof y) == 0);
  OK(knotwork_evaluate_single(network, singles, 3, s, 1, &error));
  for (i = 0; i < 3; i++) CHECK(fabs(s[i] - expected[i]) < 1e-5);
  OK(knotwork_patterns(network, columns, 1, 3, patterns, 1, NULL, &error));
  CHECK(patterns[0] == 1 && patterns[1] == 1 && patterns[2] == 0 && patterns[3] == 1 && patterns[4] == 1 && patterns[5] == 0);
  OK(knotwork_maps(network, columns, 1, 3, slopes, intercepts, 1, NULL, &error));
  CHECK(slopes[0] == 1.5 && slopes[1] == 1 && slopes[4] == 1 && slopes[5] == -1 && intercepts[2] == -1);
  interleaved[0] = wrong;
  interleaved[1] = wrong + 1;
  FAILS(KNOTWORK_WRONG_DATA, knotwork_patterns(network, interleaved, 2, 1, patterns, 1, NULL, &error));
  FAILS(KNOTWORK_WRONG_USE, knotwork_evaluate(network, NULL, 1, 3, outputs, 1, 1, NULL, &error));
  FAILS(KNOTWORK_WRONG_USE, knotwork_evaluate(NULL, columns, 1, 3, outputs, 1, 1, NULL, &error));
  knotwork_network_free(network);
}

static knotwork_column column(const knotwork_dissection *dissection, const char *name) {
  knotwork_column column;
  OK(knotwork_dissection_column(dissection, name, &column, &error));
  return column;
}

static void check_dissection(void) {
  static const char *const names[] = {
      "patterns",       "slopes",        "intercepts",   "interior_points", "volumes",        "pieces",
      "facet_starts",   "neighbours",    "facet_layers", "facet_units",     "vertex_starts",  "vertices",
      "crease_regions", "crease_layers", "crease_units", "crease_normals",  "crease_offsets", "bends"};
  static const double lower[] = {-1, -1}, upper[] = {1, 2}, x1[] = {0.9, -0.9, 5}, x2[] = {0.1, 0.9, 5};
  const double *columns[2];
  double volume = 0, found_lower[2], found_upper[2];
  int64_t i, regions, where[3];
  knotwork_network *network = example();
  knotwork_dissection *dissection = NULL;
  knotwork_column volumes, bends;
  OK(knotwork_dissect(network, lower, upper, 0, 1, 0, 0, NULL, &dissection, &error));
  regions = knotwork_dissection_regions(dissection);
  CHECK(regions == 4 && knotwork_dissection_creases(dissection) == 4 && knotwork_dissection_dimension(dissection) == 2);
  knotwork_dissection_box(dissection, found_lower, found_upper);
  CHECK(found_lower[0] == -1 && found_upper[1] == 2);
  for (i = 0; i < (int64_t)(sizeof names / sizeof *names); i++) CHECK(column(dissection, names[i]).data != NULL);
  volumes = column(dissection, "volumes");
  CHECK(volumes.type == KNOTWORK_DOUBLES && volumes.rank == 1 && volumes.shape[0] == regions);
  for (i = 0; i < regions; i++) volume += ((const double *)volumes.data)[i];
  CHECK(fabs(volume - 6) < 1e-12);
  bends = column(dissection, "bends");
  CHECK(bends.rank == 2 && bends.shape[0] == 4 && bends.shape[1] == 1 && ((const double *)bends.data)[0] > 0);
  CHECK(column(dissection, "patterns").type == KNOTWORK_BYTES);
  CHECK(column(dissection, "crease_regions").type == KNOTWORK_INTEGERS);
  columns[0] = x1;
  columns[1] = x2;
  OK(knotwork_dissection_locate(dissection, columns, 1, 3, where, 1, NULL, &error));
  CHECK(where[0] >= 0 && where[1] >= 0 && where[0] != where[1] && where[2] == -1);
  FAILS(KNOTWORK_WRONG_USE, knotwork_dissection_column(dissection, "colour", &bends, &error));
  knotwork_dissection_free(dissection);
  OK(knotwork_dissect(network, NULL, NULL, KNOTWORK_VERTICES | KNOTWORK_VOLUMES, 2, 0, 0, NULL, &dissection, &error));
  knotwork_dissection_free(dissection);
  FAILS(KNOTWORK_WRONG_USE, knotwork_dissect(network, upper, lower, 0, 1, 0, 0, NULL, &dissection, &error));
  knotwork_network_free(network);
}

/* A network of many regions: long work. */
static knotwork_network *large(void) {
  enum { width = 64 };
  static double first[width * 4], second[width * width], last[width];
  static const int64_t widths[] = {4, width, width, 1};
  const double *weights[3];
  knotwork_network *network = NULL;
  uint32_t state = 1;
  int i;
  for (i = 0; i < width * 4; i++) first[i] = ((state = state * 1664525u + 1013904223u) >> 8) / 8388608.0 - 1;
  for (i = 0; i < width * width; i++) second[i] = ((state = state * 1664525u + 1013904223u) >> 8) / 8388608.0 - 1;
  for (i = 0; i < width; i++) last[i] = ((state = state * 1664525u + 1013904223u) >> 8) / 8388608.0 - 1;
  weights[0] = first;
  weights[1] = second;
  weights[2] = last;
  OK(knotwork_network_create(3, widths, weights, NULL, NULL, NULL, NULL, &network, &error));
  return network;
}

struct long_work {
  knotwork_network *network;
  knotwork_task *task;
  int32_t code;
};

static void *dissect(void *argument) {
  struct long_work *work = argument;
  knotwork_dissection *dissection = NULL;
  knotwork_error *error = NULL;
  work->code = knotwork_dissect(work->network, NULL, NULL, 0, 2, 0, 0, work->task, &dissection, &error);
  knotwork_error_free(error);
  knotwork_dissection_free(dissection);
  return NULL;
}

static void check_tasks(void) {
  struct long_work work;
  pthread_t thread;
  knotwork_dissection *dissection = NULL;
  work.network = large();
  work.task = knotwork_task_create();
  pthread_create(&thread, NULL, dissect, &work);
  while (knotwork_task_regions(work.task) < 1000) {
  }
  CHECK(knotwork_task_fraction(work.task) >= 0 && knotwork_task_fraction(work.task) <= 1);
  knotwork_task_cancel(work.task);
  pthread_join(thread, NULL);
  CHECK(work.code == KNOTWORK_CANCELLED);
  knotwork_task_free(work.task);
  FAILS(KNOTWORK_LIMIT, knotwork_dissect(work.network, NULL, NULL, 0, 1, 100, 0, NULL, &dissection, &error));
  FAILS(KNOTWORK_LIMIT, knotwork_dissect(work.network, NULL, NULL, 0, 1, 0, 0.05, NULL, &dissection, &error));
  knotwork_network_free(work.network);
}

static void check_questions(void) {
  static const char question[] =
      "{\"question\": \"count\", \"network\": {\"format\": \"knotwork-network\", \"version\": 1, \"layers\": ["
      "{\"weights\": [[1, -1], [0.5, 2]], \"activation\": \"relu\"}, {\"weights\": [[1, 1]], \"activation\": \"linear\"}]}}";
  static const char file[] =
      "{\"format\": \"knotwork-network\", \"version\": 1, \"layers\": ["
      "{\"weights\": [[1, -1], [0.5, 2]], \"activation\": \"relu\"}, {\"weights\": [[1, 1]], \"activation\": \"linear\"}]}";
  static const char bare[] = "{\"question\": \"count\"}";
  static const char wrong[] = "{\"question\": \"colour\"}";
  static const char knots[] = "{\"question\": \"knots\", \"options\": {\"knots\": 1}}";
  static const char fit[] = "{\"question\": \"fit\", \"options\": {\"hidden\": [2], \"restarts\": 1, \"folds\": 0}}";
  enum { rows = 41 };
  double x[rows], y[rows], weights[rows];
  const double *columns[1];
  const char *names[] = {"x", "y"};
  knotwork_bytes *answer = NULL;
  knotwork_network *network = NULL;
  char text[4096];
  size_t count, whole;
  int i;
  OK(knotwork_ask((const uint8_t *)question, strlen(question), NULL, &answer, &error));
  whole = knotwork_bytes_count(answer);
  count = knotwork_bytes_count(answer) < sizeof text ? knotwork_bytes_count(answer) : sizeof text - 1;
  memcpy(text, knotwork_bytes_data(answer), count);
  text[count] = 0;
  CHECK(strstr(text, "\"regions\": 4") != NULL);
  knotwork_bytes_free(answer);
  OK(knotwork_network_read((const uint8_t *)file, strlen(file), NULL, &network, &error));
  OK(knotwork_ask_about_network((const uint8_t *)bare, strlen(bare), network, NULL, &answer, &error));
  CHECK(knotwork_bytes_count(answer) == whole);
  knotwork_bytes_free(answer);
  FAILS(KNOTWORK_WRONG_USE, knotwork_ask_about_network((const uint8_t *)question, strlen(question), network, NULL, &answer, &error));
  FAILS(KNOTWORK_WRONG_USE, knotwork_ask_about_network((const uint8_t *)bare, strlen(bare), NULL, NULL, &answer, &error));
  knotwork_network_free(network);
  network = NULL;
  FAILS(KNOTWORK_WRONG_USE, knotwork_ask((const uint8_t *)wrong, strlen(wrong), NULL, &answer, &error));
  for (i = 0; i < rows; i++) {
    x[i] = i * 0.1;
    y[i] = fabs(x[i] - 2);
    weights[i] = 1 + i % 2;
  }
  columns[0] = x;
  OK(knotwork_ask_about_table((const uint8_t *)knots, strlen(knots), names, columns, 1, 1, y, weights, rows, NULL, NULL,
                              &answer, &error));
  CHECK(knotwork_bytes_count(answer) > 100);
  knotwork_bytes_free(answer);
  OK(knotwork_ask_about_table((const uint8_t *)fit, strlen(fit), names, columns, 1, 1, y, NULL, rows, NULL, &network,
                              &answer, &error));
  CHECK(knotwork_network_inputs(network) == 1 && strcmp(knotwork_network_output_name(network, 0), "y") == 0);
  CHECK(knotwork_network_ranges(network, x, y) == 1 && x[0] == 0 && fabs(y[0] - 4) < 1e-12);
  knotwork_bytes_free(answer);
  knotwork_network_free(network);
}

int main(int count, char **arguments) {
  int i;
  if (count != 2) {
    fprintf(stderr, "usage: interface FOLDER\n");
    return 64;
  }
  CHECK(strlen(knotwork_version()) > 2);
  CHECK(knotwork_error_code(NULL) == KNOTWORK_OK && knotwork_error_field(NULL) == NULL);
  check_networks(arguments[1]);
  check_rows();
  check_dissection();
  check_tasks();
  check_questions();
  /* Nothing is kept: the address sanitizer tells where something is. */
  for (i = 0; i < 1000; i++) knotwork_network_free(example());
  printf(failures == 0 ? "all holds\n" : "%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
