/* Kernels compiled once for each instruction set, and the choice among them at run time. Private to this target. */
#ifndef KW_VARIANTS_H
#define KW_VARIANTS_H

#define INLINE static inline __attribute__((always_inline))

/* A file defines VARIANT(NAME, TARGET): each of its functions f as f_NAME, compiled for TARGET. VARIANTS(WIDTH) makes all
   of them, those for AVX-512 with vectors of NARROW (256 bits, for short loops) or WIDE (512 bits) registers. DISPATCH
   calls the one of a level: 0 plain, 1 AVX2, 2 AVX-512. */
#define NARROW ",prefer-256-bit"
#define WIDE ""
#if defined(__x86_64__)
#define VARIANTS(WIDTH)                                    \
  VARIANT(plain, )                                         \
  VARIANT(avx2, __attribute__((target("avx2,fma"))))       \
  VARIANT(avx512, __attribute__((target("avx512f,avx512dq,avx512vl,fma" WIDTH))))
#define DISPATCH(NAME, ...)                          \
  if (level == 2) return NAME##_avx512(__VA_ARGS__); \
  if (level == 1) return NAME##_avx2(__VA_ARGS__);   \
  return NAME##_plain(__VA_ARGS__);
#else
#define VARIANTS(WIDTH) VARIANT(plain, )
#define DISPATCH(NAME, ...) \
  (void)level;              \
  return NAME##_plain(__VA_ARGS__);
#endif

/* The branch of a switch over the number of coordinates: CALL(D) for the common ones, so that loops are unrolled. */
#define BY_DIMENSION(d, CALL) \
  switch (d) {                \
    case 2: CALL(2)           \
    case 3: CALL(3)           \
    case 4: CALL(4)           \
    case 5: CALL(5)           \
    case 6: CALL(6)           \
    case 8: CALL(8)           \
    default: CALL(d)          \
  }

#endif
