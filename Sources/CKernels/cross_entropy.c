// Cross entropy of one row of logits, fused with its gradient:
// loss = log(sum(exp(x))) - x[target],  dx = weight * (softmax(x) - onehot(target)).
#include "CKernels.h"
#include "exp_avx2.h"
#include <math.h>

static float row_portable(float *x, size_t columns, size_t target, float weight, int gradient) {
  float largest = x[0];
  for (size_t i = 1; i < columns; i++) largest = x[i] > largest ? x[i] : largest;
  float score = x[target], sum = 0;
  for (size_t i = 0; i < columns; i++) {
    float e = expf(x[i] - largest);
    sum += e;
    if (gradient) x[i] = e;
  }
  if (gradient) {
    float factor = weight / sum;
    for (size_t i = 0; i < columns; i++) x[i] *= factor;
    x[target] -= weight;
  }
  return largest + logf(sum) - score;
}

#ifdef NL_X86
NL_AVX2 static float row_avx2(float *x, size_t columns, size_t target, float weight,
                              int gradient) {
  const __m256 low = _mm256_set1_ps(-INFINITY);
  size_t whole = columns & ~(size_t)7;
  __m256i tail = nl_lanes(columns - whole);
  __m256 most = low;
  for (size_t i = 0; i < whole; i += 8) most = _mm256_max_ps(most, _mm256_loadu_ps(x + i));
  __m256 rest = _mm256_blendv_ps(low, _mm256_maskload_ps(x + whole, tail),
                                 _mm256_castsi256_ps(tail));
  float largest = nl_max8(_mm256_max_ps(most, rest)), score = x[target];
  __m256 largest8 = _mm256_set1_ps(largest), sum8 = _mm256_setzero_ps();
  for (size_t i = 0; i < whole; i += 8) {
    __m256 e = nl_exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), largest8));
    sum8 = _mm256_add_ps(sum8, e);
    if (gradient) _mm256_storeu_ps(x + i, e);
  }
  rest = _mm256_and_ps(nl_exp8(_mm256_sub_ps(rest, largest8)), _mm256_castsi256_ps(tail));
  float sum = nl_sum8(_mm256_add_ps(sum8, rest));
  if (gradient) {
    __m256 factor = _mm256_set1_ps(weight / sum);
    for (size_t i = 0; i < whole; i += 8)
      _mm256_storeu_ps(x + i, _mm256_mul_ps(_mm256_loadu_ps(x + i), factor));
    _mm256_maskstore_ps(x + whole, tail, _mm256_mul_ps(rest, factor));
    x[target] -= weight;
  }
  return largest + logf(sum) - score;
}
#endif

float nl_cross_entropy_row(float *logits, size_t columns, size_t target, float weight,
                           int gradient, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) return row_avx2(logits, columns, target, weight, gradient);
#endif
  return row_portable(logits, columns, target, weight, gradient);
}
