// Sums over whole buffers. A count fixes the order of additions, so results repeat bit for bit.
#include "CKernels.h"
#include "exp_avx2.h"

static double squared_norm_portable(const float *x, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += (double)x[i] * (double)x[i];
  return sum;
}

static float dot_portable(const float *a, const float *b, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

#ifdef NL_X86
NL_AVX2 static double squared_norm_avx2(const float *x, size_t count) {
  __m256d low = _mm256_setzero_pd(), high = low;
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256 v = _mm256_loadu_ps(x + i);
    __m256d a = _mm256_cvtps_pd(_mm256_castps256_ps128(v));
    __m256d b = _mm256_cvtps_pd(_mm256_extractf128_ps(v, 1));
    low = _mm256_fmadd_pd(a, a, low);
    high = _mm256_fmadd_pd(b, b, high);
  }
  double lanes[4];
  _mm256_storeu_pd(lanes, _mm256_add_pd(low, high));
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + squared_norm_portable(x + i, count - i);
}

NL_AVX2 static float dot_avx2(const float *a, const float *b, size_t count) {
  __m256 s0 = _mm256_setzero_ps(), s1 = s0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    s0 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), s0);
    s1 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), s1);
  }
  return nl_sum8(_mm256_add_ps(s0, s1)) + dot_portable(a + i, b + i, count - i);
}
#endif

// Element by element, so the baseline instructions give the same bits as AVX2 would.
void nl_add(float *out, const float *x, size_t count, int path) {
  (void)path;
  for (size_t i = 0; i < count; i++) out[i] += x[i];
}

double nl_squared_norm(const float *x, size_t count, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) return squared_norm_avx2(x, count);
#endif
  return squared_norm_portable(x, count);
}

float nl_dot(const float *a, const float *b, size_t count, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) return dot_avx2(a, b, count);
#endif
  return dot_portable(a, b, count);
}
