/* Training and prediction in single precision for one width of vectors. Included once for each, with
   LANES: floats in a vector; NAME(x): x with a suffix of its own; TARGET: the attribute of the processor; WIDE and NARROW:
   rows of a tile of 4 and of 2 vectors. Activations are kept unit by unit, so that vectors run over the rows of the data. */

typedef float NAME(vec) __attribute__((vector_size(4 * LANES), aligned(4)));
typedef float NAME(quad) __attribute__((vector_size(16), aligned(4)));
typedef int32_t NAME(mask) __attribute__((vector_size(4 * LANES)));
#define VEC NAME(vec)
#define INLINE TARGET static inline __attribute__((always_inline))

INLINE VEC NAME(load)(const float *p) { return *(const VEC *)p; }
INLINE void NAME(store)(float *p, VEC v) { *(VEC *)p = v; }
INLINE VEC NAME(splat)(float x) { return x - (VEC){}; }
/* a where z > 0, b elsewhere. */
INLINE VEC NAME(select)(VEC z, VEC a, VEC b) {
  const NAME(mask) isPositive = (NAME(mask))(z > 0);
  return (VEC)((isPositive & (NAME(mask))a) | (~isPositive & (NAME(mask))b));
}

/* Lane by lane, for compilers without these operations on vectors. */
#if defined(__clang__)
#define SQRT(v) __builtin_elementwise_sqrt(v)
#define LONGER(v, shrink) __builtin_elementwise_max(__builtin_elementwise_abs(v) - shrink, NAME(splat)(0))
#else
INLINE VEC NAME(sqrt)(VEC v) {
  for (int lane = 0; lane < LANES; lane++) v[lane] = sqrtf(v[lane]);
  return v;
}
INLINE VEC NAME(longer)(VEC v, float shrink) {
  for (int lane = 0; lane < LANES; lane++) v[lane] = fmaxf(fabsf(v[lane]) - shrink, 0);
  return v;
}
#define SQRT(v) NAME(sqrt)(v)
#define LONGER(v, shrink) NAME(longer)(v, shrink)
#endif

/* c[m][n] := start + sum over k of a[m * am + k * ak] * b[k * ldb + n], for M rows and N vectors. The start is c itself where
   `adds`, else bias[m], or 0. */
INLINE void NAME(tile)(float *c, int64_t ldc, const float *a, int64_t am, int64_t ak, const float *b, int64_t ldb,
                       int64_t depth, const float *bias, int adds, const int M, const int N) {
  VEC s[8][4];
  for (int m = 0; m < M; m++)
    for (int n = 0; n < N; n++)
      s[m][n] = adds ? NAME(load)(c + m * ldc + n * LANES) : NAME(splat)(bias ? bias[m] : 0);
  for (int64_t k = 0; k < depth; k++) {
    VEC v[4];
    for (int n = 0; n < N; n++) v[n] = NAME(load)(b + k * ldb + n * LANES);
    for (int m = 0; m < M; m++) {
      const VEC f = NAME(splat)(a[m * am + k * ak]);
      for (int n = 0; n < N; n++) s[m][n] += f * v[n];
    }
  }
  for (int m = 0; m < M; m++)
    for (int n = 0; n < N; n++) NAME(store)(c + m * ldc + n * LANES, s[m][n]);
}

/* All rows of one strip of N vectors. */
INLINE void NAME(strip)(float *c, int64_t ldc, const float *a, int64_t am, int64_t ak, const float *b, int64_t ldb,
                        int64_t depth, const float *bias, int adds, int64_t rows, const int M, const int N) {
  int64_t m = 0;
#define TILE(COUNT) \
  NAME(tile)(c + m * ldc, ldc, a + m * am, am, ak, b, ldb, depth, bias ? bias + m : bias, adds, COUNT, N)
  for (; m + M <= rows; m += M) TILE(M);
  if (M > 4 && m + 4 <= rows) { TILE(4); m += 4; }
  if (M > 2 && m + 2 <= rows) { TILE(2); m += 2; }
  for (; m < rows; m++) TILE(1);
#undef TILE
}

/* The same for `columns` columns, a multiple of LANES. */
TARGET static void NAME(product)(float *c, int64_t ldc, const float *a, int64_t am, int64_t ak, const float *b,
                                 int64_t ldb, int64_t depth, const float *bias, int adds, int64_t rows,
                                 int64_t columns) {
  int64_t n = 0;
  if (WIDE > 0)
    for (; n + 4 * LANES <= columns; n += 4 * LANES)
      NAME(strip)(c + n, ldc, a, am, ak, b + n, ldb, depth, bias, adds, rows, WIDE > 0 ? WIDE : 1, 4);
  for (; n + 2 * LANES <= columns; n += 2 * LANES)
    NAME(strip)(c + n, ldc, a, am, ak, b + n, ldb, depth, bias, adds, rows, NARROW, 2);
  for (; n < columns; n += LANES)
    NAME(strip)(c + n, ldc, a, am, ak, b + n, ldb, depth, bias, adds, rows, 8, 1);
}

/* out[c * outStride + r] := in[r * inStride + c]; rows and columns are multiples of 4. */
INLINE void NAME(transpose)(float *out, int64_t outStride, const float *in, int64_t inStride, int64_t rows,
                            int64_t columns) {
  for (int64_t r = 0; r < rows; r += 4)
    for (int64_t c = 0; c < columns; c += 4) {
      NAME(quad) q[4];
      for (int i = 0; i < 4; i++) q[i] = *(const NAME(quad) *)(in + (r + i) * inStride + c);
      const NAME(quad) a = __builtin_shufflevector(q[0], q[1], 0, 4, 1, 5);
      const NAME(quad) b = __builtin_shufflevector(q[2], q[3], 0, 4, 1, 5);
      const NAME(quad) d = __builtin_shufflevector(q[0], q[1], 2, 6, 3, 7);
      const NAME(quad) e = __builtin_shufflevector(q[2], q[3], 2, 6, 3, 7);
      float *o = out + c * outStride + r;
      *(NAME(quad) *)o = __builtin_shufflevector(a, b, 0, 1, 4, 5);
      *(NAME(quad) *)(o + outStride) = __builtin_shufflevector(a, b, 2, 3, 6, 7);
      *(NAME(quad) *)(o + 2 * outStride) = __builtin_shufflevector(d, e, 0, 1, 4, 5);
      *(NAME(quad) *)(o + 3 * outStride) = __builtin_shufflevector(d, e, 2, 3, 6, 7);
    }
}

/* The sums of four vectors. */
INLINE NAME(quad) NAME(totals)(const VEC *s) {
  NAME(quad) q[4];
  for (int k = 0; k < 4; k++) {
    const NAME(quad) *parts = (const NAME(quad) *)(s + k);
    q[k] = parts[0];
    for (int i = 1; i < LANES / 4; i++) q[k] += parts[i];
  }
  const NAME(quad) a =
      __builtin_shufflevector(q[0], q[1], 0, 4, 2, 6) + __builtin_shufflevector(q[0], q[1], 1, 5, 3, 7);
  const NAME(quad) b =
      __builtin_shufflevector(q[2], q[3], 0, 4, 2, 6) + __builtin_shufflevector(q[2], q[3], 1, 5, 3, 7);
  return __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
}

/* out[k] := out[k] where `adds`, or 0, + sum over r of a[k * KW_BLOCK + r] * b[r], for `count` rows of a; what pads out is 0. */
INLINE void NAME(dots)(float *out, const float *a, const float *b, int64_t count, int64_t columns, int adds) {
  for (int64_t k = 0; k < count; k += 4) {
    VEC s[4] = {};
    const int64_t rows = count - k < 4 ? count - k : 4;
    if (rows == 4)
      for (int64_t r = 0; r < columns; r += LANES)
        for (int64_t i = 0; i < 4; i++) s[i] += NAME(load)(a + (k + i) * KW_BLOCK + r) * NAME(load)(b + r);
    else
      for (int64_t i = 0; i < rows; i++)
        for (int64_t r = 0; r < columns; r += LANES)
          s[i] += NAME(load)(a + (k + i) * KW_BLOCK + r) * NAME(load)(b + r);
    const NAME(quad) sums = NAME(totals)(s);
    for (int64_t i = 0; i < rows; i++) out[k + i] = (adds ? out[k + i] : 0) + sums[i];
  }
  for (int64_t k = count; k < kw_padded(count); k++) out[k] = 0;
}

INLINE void NAME(activate)(float *h, float slope, int64_t columns) {
  if (slope == 1) return;
  for (int64_t i = 0; i < columns; i += LANES) {
    const VEC z = NAME(load)(h + i);
    NAME(store)(h + i, NAME(select)(z, z, z * slope));
  }
}

/* Up to KW_BLOCK rows, each read from inputs[row * widths[0]]: unit by unit into the first activations, and row by row,
   padded, into `rowwise` where given. */
INLINE void NAME(gather)(const kw_shape *shape, float *h, float *rowwise, const float *inputs, const int32_t *order,
                         int64_t count, int64_t columns) {
  const int64_t width = shape->widths[0], padded = kw_padded(width);
  for (int64_t r = 0; r < count; r++) {
    const float *x = inputs + (order ? order[r] : r) * width;
    for (int64_t k = 0; k < width; k++) h[k * KW_BLOCK + r] = x[k];
    if (rowwise) {
      float *t = rowwise + r * padded;
      for (int64_t k = 0; k < width; k++) t[k] = x[k];
      for (int64_t k = width; k < padded; k++) t[k] = 0;
    }
  }
  for (int64_t k = 0; k < width; k++)
    for (int64_t r = count; r < columns; r++) h[k * KW_BLOCK + r] = 0;
  if (rowwise) memset(rowwise + count * padded, 0, (size_t)((columns - count) * padded) * sizeof(float));
}

/* All activations from the first ones; gives the outputs. */
INLINE float *NAME(forward)(const kw_shape *shape, const float *parameters, float *h, int64_t columns) {
  const float *slopes = shape->slopes;
  for (int32_t l = 0; l < shape->layers; l++) {
    const int64_t width = shape->widths[l], units = shape->widths[l + 1], stride = kw_padded(width);
    const float *bias = parameters + units * stride;
    float *next = h + width * KW_BLOCK;
    NAME(product)(next, KW_BLOCK, parameters, stride, 1, h, KW_BLOCK, width, bias, 0, units, columns);
    for (int64_t u = 0; u < units; u++) NAME(activate)(next + u * KW_BLOCK, slopes[u], columns);
    slopes += units;
    parameters = bias + kw_padded(units);
    h = next;
  }
  return h;
}

/* Adds the gradient of scale * sum of weight * (output - target)^2 over up to KW_BLOCK rows; returns that sum without scale. */
INLINE double NAME(block)(const kw_shape *shape, const float *parameters, const float *inputs, const float *targets,
                          const float *weights, const int32_t *order, int64_t first, int64_t count, float scale,
                          float *gradient, float *scratch, int adds) {
  const int64_t columns = (count + LANES - 1) / LANES * LANES;
  const int64_t width = kw_widest(shape);
  float *inputRows = scratch, *rowwise = inputRows + KW_BLOCK * kw_padded(shape->widths[0]);
  float *delta = rowwise + KW_BLOCK * kw_padded(width), *before = delta + width * KW_BLOCK;
  float *h = before + width * KW_BLOCK;
  const int32_t *rows = order ? order + first : order;
  NAME(gather)(shape, h, inputRows, order ? inputs : inputs + first * shape->widths[0], rows, count, columns);
  float *output = NAME(forward)(shape, parameters, h, columns);
  double loss = 0;
  const float outputSlope = 2 * scale;
  for (int64_t r = 0; r < count; r++) {
    const int64_t row = order ? rows[r] : first + r;
    const float e = output[r] - targets[row], w = weights ? weights[row] : 1;
    loss += (double)w * e * e;
    delta[r] = outputSlope * w * e;
  }
  for (int64_t r = count; r < columns; r++) delta[r] = 0;
  const float *slopes = shape->slopes + kw_units(shape);
  const float *end = parameters + kw_parameter_count(shape);
  float *gradientEnd = gradient + kw_parameter_count(shape);
  h = output;
  for (int32_t l = shape->layers - 1; l >= 0; l--) {
    const int64_t in = shape->widths[l], units = shape->widths[l + 1], stride = kw_padded(in);
    h -= in * KW_BLOCK;
    slopes -= units;
    end -= units * stride + kw_padded(units);
    gradientEnd -= units * stride + kw_padded(units);
    if (l > 0 && units == 1) {
      /* For one output turning all activations costs more than what follows. */
      NAME(dots)(gradientEnd, h, delta, in, columns, adds);
    } else {
      if (l > 0) {
        NAME(transpose)(rowwise, stride, h, KW_BLOCK, in / 4 * 4, columns);
        for (int64_t k = in / 4 * 4; k < in; k++)
          for (int64_t r = 0; r < columns; r++) rowwise[r * stride + k] = h[k * KW_BLOCK + r];
        if (stride > in)
          for (int64_t r = 0; r < columns; r++)
            memset(rowwise + r * stride + in, 0, (size_t)(stride - in) * sizeof(float));
      }
      NAME(product)(gradientEnd, stride, delta, KW_BLOCK, 1, l > 0 ? rowwise : inputRows, stride, count, 0, adds, units,
                    stride);
    }
    float *bias = gradientEnd + units * stride;
    for (int64_t u = 0; u < units; u++) {
      VEC s = {};
      for (int64_t r = 0; r < columns; r += LANES) s += NAME(load)(delta + u * KW_BLOCK + r);
      float sum = 0;
      for (int i = 0; i < LANES; i++) sum += s[i];
      bias[u] = shape->bias ? (adds ? bias[u] + sum : sum) : 0;
    }
    for (int64_t u = units; u < kw_padded(units); u++) bias[u] = 0;
    if (l == 0) break;
    NAME(product)(before, KW_BLOCK, end, 1, stride, delta, KW_BLOCK, units, 0, 0, in, columns);
    for (int64_t k = 0; k < in; k++) {
      const float slope = slopes[k - in];
      if (slope == 1) continue;
      for (int64_t r = 0; r < columns; r += LANES) {
        float *d = before + k * KW_BLOCK + r;
        const VEC value = NAME(load)(d), z = NAME(load)(h + k * KW_BLOCK + r);
        /* Where the slope is negative, activation and pre-activation differ in sign; `fit` has no such units. */
        NAME(store)(d, NAME(select)(z, value, value * slope));
      }
    }
    float *t = delta;
    delta = before;
    before = t;
  }
  return loss;
}

TARGET static double NAME(gradient)(const kw_shape *shape, const float *parameters, const float *inputs,
                                    const float *targets, const float *weights, const int32_t *order, int64_t count,
                                    float scale, float *gradient, float *scratch) {
  double loss = 0;
  for (int64_t first = 0; first < count; first += KW_BLOCK) {
    const int64_t rows = count - first < KW_BLOCK ? count - first : KW_BLOCK;
    loss += NAME(block)(shape, parameters, inputs, targets, weights, order, first, rows, scale, gradient, scratch,
                        first > 0);
  }
  return loss;
}

/* One step for `count` parameters, a multiple of LANES. */
INLINE void NAME(step)(float *w, const float *g, float *m, float *v, int64_t count, const kw_adam *adam, float rate,
                       float correction, int isWeight) {
  const float l2 = isWeight ? 2 * adam->l2 : 0, keep = isWeight ? 1 - adam->rate * adam->decay : 1;
  const float shrink = isWeight ? adam->rate * adam->l1 : 0;
  for (int64_t i = 0; i < count; i += LANES) {
    VEC p = NAME(load)(w + i);
    const VEC gradient = NAME(load)(g + i) + l2 * p;
    const VEC first = NAME(load)(m + i) * adam->beta1 + (1 - adam->beta1) * gradient;
    const VEC second = NAME(load)(v + i) * adam->beta2 + (1 - adam->beta2) * gradient * gradient;
    NAME(store)(m + i, first);
    NAME(store)(v + i, second);
    p = p * keep - rate * first / (SQRT(second) * correction + adam->epsilon);
    if (shrink > 0) {
      const VEC size = LONGER(p, shrink);
      p = NAME(select)(p, size, (VEC){} - size);
    }
    NAME(store)(w + i, p);
  }
}

/* Step number `steps`, from 1, for all parameters. */
TARGET static void NAME(update)(const kw_shape *shape, float *parameters, const float *gradient, float *moments,
                                const kw_adam *adam, int64_t steps) {
  const float rate = (float)(adam->rate / (1 - pow(adam->beta1, (double)steps)));
  const float correction = (float)(1 / sqrt(1 - pow(adam->beta2, (double)steps)));
  float *m = moments, *v = moments + kw_parameter_count(shape);
  for (int32_t l = 0; l < shape->layers; l++) {
    const int64_t weightCount = shape->widths[l + 1] * kw_padded(shape->widths[l]);
    const int64_t biasCount = kw_padded(shape->widths[l + 1]);
    NAME(step)(parameters, gradient, m, v, weightCount, adam, rate, correction, 1);
    parameters += weightCount, gradient += weightCount, m += weightCount, v += weightCount;
    if (shape->bias) NAME(step)(parameters, gradient, m, v, biasCount, adam, rate, correction, 0);
    parameters += biasCount, gradient += biasCount, m += biasCount, v += biasCount;
  }
}

TARGET static double NAME(train)(const kw_shape *shape, float *parameters, float *gradient, float *moments,
                                 const float *inputs, const float *targets, const float *weights,
                                 const int32_t *order, int64_t count, int64_t batch, const kw_adam *adam,
                                 int64_t steps, float *scratch) {
  double loss = 0;
  for (int64_t first = 0; first < count; first += batch) {
    const int64_t rows = count - first < batch ? count - first : batch;
    double weight = 0;
    if (weights)
      for (int64_t r = 0; r < rows; r++) weight += weights[order[first + r]];
    else
      weight = (double)rows;
    loss += NAME(gradient)(shape, parameters, inputs, targets, weights, order + first, rows, (float)(1 / weight),
                           gradient, scratch);
    NAME(update)(shape, parameters, gradient, moments, adam, ++steps);
  }
  return loss;
}

TARGET static void NAME(predict)(const kw_shape *shape, const float *parameters, const float *inputs, int64_t count,
                                 float *outputs, float *scratch) {
  const int64_t width = shape->widths[0], m = shape->widths[shape->layers];
  for (int64_t first = 0; first < count; first += KW_BLOCK) {
    const int64_t rows = count - first < KW_BLOCK ? count - first : KW_BLOCK;
    const int64_t columns = (rows + LANES - 1) / LANES * LANES;
    NAME(gather)(shape, scratch, 0, inputs + first * width, 0, rows, columns);
    const float *out = NAME(forward)(shape, parameters, scratch, columns);
    for (int64_t r = 0; r < rows; r++)
      for (int64_t k = 0; k < m; k++) outputs[(first + r) * m + k] = out[k * KW_BLOCK + r];
  }
}

#undef SQRT
#undef LONGER
#undef VEC
#undef INLINE
#undef LANES
#undef NAME
#undef TARGET
#undef WIDE
#undef NARROW
