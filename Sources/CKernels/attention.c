// The element-wise parts of causal attention on a block of score rows.
#include "CKernels.h"
#include "exp_avx2.h"
#include <math.h>
#include <string.h>

static size_t seen(size_t position, size_t columns) {
  return position + 1 < columns ? position + 1 : columns;
}

static float softmax_portable(float *x, size_t n, float scale) {
  float largest = scale * x[0], sum = 0;
  for (size_t i = 1; i < n; i++) largest = scale * x[i] > largest ? scale * x[i] : largest;
  for (size_t i = 0; i < n; i++) sum += x[i] = expf(scale * x[i] - largest);
  float inverse = 1.0f / sum;
  for (size_t i = 0; i < n; i++) x[i] *= inverse;
  return largest + logf(sum);
}

static void probabilities_portable(float *x, size_t n, float scale, float lse) {
  for (size_t i = 0; i < n; i++) x[i] = expf(scale * x[i] - lse);
}

static void backward_portable(float *ds, const float *p, size_t n, float scale, float delta) {
  for (size_t i = 0; i < n; i++) ds[i] = scale * p[i] * (ds[i] - delta);
}

#ifdef NL_X86
// Stores beyond n up to the next multiple of 8 are masked, so neighbours stay as they are.
NL_AVX2 static float softmax_avx2(float *x, size_t n, float scale) {
  const __m256 low = _mm256_set1_ps(-INFINITY), scale8 = _mm256_set1_ps(scale);
  size_t whole = n & ~(size_t)7;
  __m256i tail = nl_lanes(n - whole);
  __m256 most = low;
  for (size_t i = 0; i < whole; i += 8) most = _mm256_max_ps(most, _mm256_loadu_ps(x + i));
  __m256 rest = _mm256_blendv_ps(low, _mm256_maskload_ps(x + whole, tail),
                                 _mm256_castsi256_ps(tail));
  float largest = scale * nl_max8(_mm256_max_ps(most, rest));
  __m256 largest8 = _mm256_set1_ps(largest), sum8 = _mm256_setzero_ps();
  for (size_t i = 0; i < whole; i += 8) {
    __m256 e = nl_exp8(_mm256_fmsub_ps(_mm256_loadu_ps(x + i), scale8, largest8));
    sum8 = _mm256_add_ps(sum8, e);
    _mm256_storeu_ps(x + i, e);
  }
  rest = _mm256_and_ps(nl_exp8(_mm256_fmsub_ps(rest, scale8, largest8)),
                       _mm256_castsi256_ps(tail));
  float sum = nl_sum8(_mm256_add_ps(sum8, rest));
  __m256 inverse = _mm256_set1_ps(1.0f / sum);
  for (size_t i = 0; i < whole; i += 8)
    _mm256_storeu_ps(x + i, _mm256_mul_ps(_mm256_loadu_ps(x + i), inverse));
  _mm256_maskstore_ps(x + whole, tail, _mm256_mul_ps(rest, inverse));
  return largest + logf(sum);
}

NL_AVX2 static void probabilities_avx2(float *x, size_t n, float scale, float lse) {
  const __m256 scale8 = _mm256_set1_ps(scale), lse8 = _mm256_set1_ps(lse);
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(x + i, nl_exp8(_mm256_fmsub_ps(_mm256_loadu_ps(x + i), scale8, lse8)));
  __m256i tail = nl_lanes(n - i);
  __m256 rest = _mm256_maskload_ps(x + i, tail);
  _mm256_maskstore_ps(x + i, tail, nl_exp8(_mm256_fmsub_ps(rest, scale8, lse8)));
}

NL_AVX2 static void backward_avx2(float *ds, const float *p, size_t n, float scale, float delta) {
  const __m256 scale8 = _mm256_set1_ps(scale), delta8 = _mm256_set1_ps(delta);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256 d = _mm256_sub_ps(_mm256_loadu_ps(ds + i), delta8);
    _mm256_storeu_ps(ds + i, _mm256_mul_ps(_mm256_mul_ps(scale8, _mm256_loadu_ps(p + i)), d));
  }
  backward_portable(ds + i, p + i, n - i, scale, delta);
}
#endif

void nl_causal_softmax(float *x, float *lse, size_t rows, size_t columns, size_t stride,
                       size_t first, float scale, int path) {
  for (size_t r = 0; r < rows; r++) {
    float *row = x + r * stride;
    size_t n = seen(first + r, columns);
    memset(row + n, 0, (columns - n) * sizeof(float));
#ifdef NL_X86
    if (nl_use_avx2(path)) {
      lse[r] = softmax_avx2(row, n, scale);
      continue;
    }
#endif
    lse[r] = softmax_portable(row, n, scale);
  }
}

void nl_causal_probabilities(float *p, const float *lse, size_t rows, size_t columns,
                             size_t stride, size_t first, float scale, int path) {
  for (size_t r = 0; r < rows; r++) {
    float *row = p + r * stride;
    size_t n = seen(first + r, columns);
    memset(row + n, 0, (columns - n) * sizeof(float));
#ifdef NL_X86
    if (nl_use_avx2(path)) {
      probabilities_avx2(row, n, scale, lse[r]);
      continue;
    }
#endif
    probabilities_portable(row, n, scale, lse[r]);
  }
}

void nl_softmax_backward(float *ds, const float *p, const float *delta, size_t rows,
                         size_t columns, size_t stride, float scale, int path) {
  for (size_t r = 0; r < rows; r++) {
#ifdef NL_X86
    if (nl_use_avx2(path)) {
      backward_avx2(ds + r * stride, p + r * stride, columns, scale, delta[r]);
      continue;
    }
#endif
    backward_portable(ds + r * stride, p + r * stride, columns, scale, delta[r]);
  }
}
