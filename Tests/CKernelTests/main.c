/* Runs every kernel on pseudo-random input in all variants that the processor has, and compares them with the plain one.
   usage: kernels [--write FILE] [--compare FILE]
   Writes what the plain one gives, to be compared with what another machine's gives. scripts/test-kernels runs it. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char kernel[24];
  double value, tolerance;
} record;

static record *records[3];
static int64_t counts[3], room_for;
static int run;
static uint64_t state;

void give(const char *kernel, double value, double tolerance) {
  if (counts[run] == room_for) {
    room_for = room_for ? 2 * room_for : 1 << 16;
    for (int i = 0; i < 3; i++) records[i] = realloc(records[i], (size_t)room_for * sizeof(record));
    for (int i = 0; i < 3; i++)
      if (!records[i]) exit(71);
  }
  record *next = &records[run][counts[run]++];
  snprintf(next->kernel, sizeof next->kernel, "%s", kernel);
  next->value = value;
  next->tolerance = tolerance;
}

void give_all(const char *kernel, const double *values, int64_t count, double tolerance) {
  for (int64_t i = 0; i < count; i++) give(kernel, values[i], tolerance);
}

void give_numbers(const char *kernel, const int32_t *values, int64_t count) {
  for (int64_t i = 0; i < count; i++) give(kernel, values[i], 0);
}

uint64_t random_word(void) {
  state += 0x9E3779B97F4A7C15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

double uniform(void) { return (double)(int64_t)(random_word() >> 11) * 0x1p-52 - 1; }
double integer(int size) { return (double)(int64_t)(random_word() % (uint64_t)(2 * size + 1)) - size; }
void fill(double *values, int64_t count) {
  for (int64_t i = 0; i < count; i++) values[i] = uniform();
}

/* Never given back: the program is short. */
void *room(size_t bytes) {
  const size_t size = (bytes + 63) / 64 * 64;
  void *memory = aligned_alloc(64, size);
  if (!memory) exit(71);
  return memset(memory, 0, size);
}

/* Whether numbers are those that are expected; says which are not. */
static int agree(const record *found, int64_t count, const record *expected, int64_t expected_count, const char *name) {
  int64_t wrong = count != expected_count;
  if (wrong) fprintf(stderr, "%s: %lld numbers, expected %lld\n", name, (long long)count, (long long)expected_count);
  for (int64_t i = 0; i < count && i < expected_count; i++) {
    const double a = found[i].value, b = expected[i].value;
    const int same = a == b || (isnan(a) && isnan(b)) || fabs(a - b) <= expected[i].tolerance * (1 + fabs(b));
    if (same && strcmp(found[i].kernel, expected[i].kernel) == 0) continue;
    if (++wrong <= 20)
      fprintf(stderr, "%s: %s gives %.17g, expected %.17g (number %lld)\n", name, found[i].kernel, a, b, (long long)i);
  }
  return wrong == 0;
}

static int compare(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return perror(path), 0;
  run = 2;
  char kernel[24];
  double value, tolerance;
  while (fscanf(file, "%23s %la %la", kernel, &value, &tolerance) == 3) give(kernel, value, tolerance);
  fclose(file);
  return agree(records[0], counts[0], records[2], counts[2], path);
}

static int write_to(const char *path) {
  FILE *file = fopen(path, "w");
  if (!file) return perror(path), 0;
  for (int64_t i = 0; i < counts[0]; i++)
    fprintf(file, "%s %a %a\n", records[0][i].kernel, records[0][i].value, records[0][i].tolerance);
  return fclose(file) == 0;
}

int main(int argc, char **argv) {
  int good = 1;
  const int best = kw_best_level();
  for (int level = 0; level <= best; level++) {
    run = level > 0;
    counts[run] = 0;
    state = 1;
    check_cells(level);
    check_programs(level);
    check_training(level);
    check_optima(level);
    check_claims(level);
    check_pairs(level);
    char name[24];
    snprintf(name, sizeof name, "variant %d", level);
    if (level > 0) good &= agree(records[1], counts[1], records[0], counts[0], name);
  }
  check_memory();
  for (int i = 1; i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--write") == 0) good &= write_to(argv[i + 1]);
    if (strcmp(argv[i], "--compare") == 0) good &= compare(argv[i + 1]);
  }
  printf("kernels: %lld numbers, variants 0 to %d: %s\n", (long long)counts[0], best, good ? "equal" : "DIFFERENT");
  return good ? 0 : 1;
}
