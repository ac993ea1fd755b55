#include "CKnotworkKernels.h"

#include <math.h>
#include <string.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

static inline int64_t kw_padded(int64_t count) { return (count + 15) / 16 * 16; }

/* Rows that go through the network together: a multiple of every number of lanes. */
#define KW_BLOCK 128

static int64_t kw_widest(const kw_shape *shape) {
  int64_t widest = 0;
  for (int32_t l = 0; l <= shape->layers; l++)
    if (shape->widths[l] > widest) widest = shape->widths[l];
  return widest;
}

static int64_t kw_units(const kw_shape *shape) {
  int64_t units = 0;
  for (int32_t l = 1; l <= shape->layers; l++) units += shape->widths[l];
  return units;
}

int64_t kw_parameter_count(const kw_shape *shape) {
  int64_t count = 0;
  for (int32_t l = 0; l < shape->layers; l++)
    count += shape->widths[l + 1] * kw_padded(shape->widths[l]) + kw_padded(shape->widths[l + 1]);
  return count;
}

int64_t kw_training_scratch(const kw_shape *shape) {
  const int64_t widest = kw_widest(shape);
  return KW_BLOCK * (kw_padded(shape->widths[0]) + kw_padded(widest) + 2 * widest + shape->widths[0] + kw_units(shape));
}

/* Without vector instructions that not every processor of the kind has. */
#define LANES 4
#define NAME(x) x##_any
#define TARGET
#define WIDE 0
#define NARROW 4
#include "training_template.h"

#if defined(__x86_64__)
#define LANES 8
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define WIDE 0
#define NARROW 6
#include "training_template.h"

#define LANES 16
#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq"), min_vector_width(512)))
#define WIDE 6
#define NARROW 8
#include "training_template.h"
#endif

#if defined(__x86_64__)
#define CHOOSE(CALL)                          \
  if (level == 2) return CALL(avx512);        \
  if (level == 1) return CALL(avx2);          \
  return CALL(any);
#else
#define CHOOSE(CALL) \
  (void)level;       \
  return CALL(any);
#endif

uint64_t kw_flush_subnormals(void) {
#if defined(__SSE2__)
  const unsigned int before = _mm_getcsr();
  /* Flush to zero, and denormals are zeros. */
  _mm_setcsr(before | 0x8040);
  return before;
#elif defined(__aarch64__)
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | (uint64_t)1 << 24) : "memory");
  return before;
#else
  return 0;
#endif
}

void kw_restore_subnormals(uint64_t before) {
#if defined(__SSE2__)
  _mm_setcsr((unsigned int)before);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(before) : "memory");
#else
  (void)before;
#endif
}

static void kw_restore(const uint64_t *before) { kw_restore_subnormals(*before); }

/* Until the end of the function numbers too small for full precision are 0. */
#define FLUSH_SUBNORMALS const uint64_t before __attribute__((cleanup(kw_restore))) = kw_flush_subnormals()

double kw_gradient(int level, const kw_shape *shape, const float *parameters, const float *inputs, const float *targets,
                   const float *weights, const int32_t *order, int64_t count, float scale, float *gradient,
                   float *scratch) {
  FLUSH_SUBNORMALS;
#define CALL(KIND) \
  gradient_##KIND(shape, parameters, inputs, targets, weights, order, count, scale, gradient, scratch)
  CHOOSE(CALL)
#undef CALL
}

void kw_update(int level, const kw_shape *shape, float *parameters, const float *gradient, float *moments,
               const kw_adam *adam, int64_t steps) {
  FLUSH_SUBNORMALS;
#define CALL(KIND) update_##KIND(shape, parameters, gradient, moments, adam, steps)
  CHOOSE(CALL)
#undef CALL
}

double kw_train(int level, const kw_shape *shape, float *parameters, float *gradient, float *moments,
                const float *inputs, const float *targets, const float *weights, const int32_t *order, int64_t count,
                int64_t batch, const kw_adam *adam, int64_t steps, float *scratch) {
  FLUSH_SUBNORMALS;
#define CALL(KIND)                                                                                                  \
  train_##KIND(shape, parameters, gradient, moments, inputs, targets, weights, order, count, batch, adam, steps, \
               scratch)
  CHOOSE(CALL)
#undef CALL
}

void kw_predict(int level, const kw_shape *shape, const float *parameters, const float *inputs, int64_t count,
                float *outputs, float *scratch) {
#define CALL(KIND) predict_##KIND(shape, parameters, inputs, count, outputs, scratch)
  CHOOSE(CALL)
#undef CALL
}
