// Softmax by rows: p = exp(x - max) / sum.
#include "CKernels.h"
#include "exp_avx2.h"
#include <math.h>

static void softmax_row_portable(float *x, size_t columns) {
  float largest = x[0];
  for (size_t i = 1; i < columns; i++) largest = x[i] > largest ? x[i] : largest;
  float sum = 0;
  for (size_t i = 0; i < columns; i++) sum += x[i] = expf(x[i] - largest);
  float inverse = 1.0f / sum;
  for (size_t i = 0; i < columns; i++) x[i] *= inverse;
}

#ifdef NL_X86
NL_AVX2 static void softmax_row_avx2(float *x, size_t columns) {
  const __m256 low = _mm256_set1_ps(-INFINITY);
  size_t whole = columns & ~(size_t)7;
  __m256i tail = nl_lanes(columns - whole);
  __m256 most = low;
  for (size_t i = 0; i < whole; i += 8) most = _mm256_max_ps(most, _mm256_loadu_ps(x + i));
  __m256 rest = _mm256_blendv_ps(low, _mm256_maskload_ps(x + whole, tail),
                                 _mm256_castsi256_ps(tail));
  __m256 largest = _mm256_set1_ps(nl_max8(_mm256_max_ps(most, rest)));
  __m256 sum = _mm256_setzero_ps();
  for (size_t i = 0; i < whole; i += 8) {
    __m256 e = nl_exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), largest));
    sum = _mm256_add_ps(sum, e);
    _mm256_storeu_ps(x + i, e);
  }
  rest = _mm256_and_ps(nl_exp8(_mm256_sub_ps(rest, largest)), _mm256_castsi256_ps(tail));
  __m256 inverse = _mm256_set1_ps(1.0f / nl_sum8(_mm256_add_ps(sum, rest)));
  for (size_t i = 0; i < whole; i += 8)
    _mm256_storeu_ps(x + i, _mm256_mul_ps(_mm256_loadu_ps(x + i), inverse));
  _mm256_maskstore_ps(x + whole, tail, _mm256_mul_ps(rest, inverse));
}
#endif

void nl_softmax(float *x, size_t rows, size_t columns, int path) {
  if (columns == 0) return;
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    for (size_t r = 0; r < rows; r++) softmax_row_avx2(x + r * columns, columns);
    return;
  }
#endif
  for (size_t r = 0; r < rows; r++) softmax_row_portable(x + r * columns, columns);
}
