// RMSNorm: y = x * s * w with s = 1 / sqrt(mean(x^2) + epsilon), and its gradients
// dx += s * (w dy) - x * s^3 / n * sum(w dy x),  dw += dy * x * s.
#include "CKernels.h"
#include "exp_avx2.h"
#include <math.h>

static void forward_portable(float *out, const float *x, const float *w, size_t n, float epsilon) {
  float squares = 0;
  for (size_t i = 0; i < n; i++) squares += x[i] * x[i];
  float s = 1.0f / sqrtf(squares / (float)n + epsilon);
  for (size_t i = 0; i < n; i++) out[i] = x[i] * s * w[i];
}

static void backward_portable(float *dx, float *dw, const float *dy, const float *x,
                              const float *w, size_t n, float epsilon) {
  float squares = 0, dot = 0;
  for (size_t i = 0; i < n; i++) {
    squares += x[i] * x[i];
    dot += w[i] * dy[i] * x[i];
  }
  float s = 1.0f / sqrtf(squares / (float)n + epsilon);
  float c = s * s * s * dot / (float)n;
  for (size_t i = 0; i < n; i++) {
    dx[i] += s * w[i] * dy[i] - c * x[i];
    dw[i] += dy[i] * x[i] * s;
  }
}

#ifdef NL_X86
NL_AVX2 static void forward_avx2(float *out, const float *x, const float *w, size_t n,
                                 float epsilon) {
  __m256 sum0 = _mm256_setzero_ps(), sum1 = sum0;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    __m256 a = _mm256_loadu_ps(x + i), b = _mm256_loadu_ps(x + i + 8);
    sum0 = _mm256_fmadd_ps(a, a, sum0);
    sum1 = _mm256_fmadd_ps(b, b, sum1);
  }
  float squares = nl_sum8(_mm256_add_ps(sum0, sum1));
  for (; i < n; i++) squares += x[i] * x[i];
  float s = 1.0f / sqrtf(squares / (float)n + epsilon);
  __m256 scale = _mm256_set1_ps(s);
  for (i = 0; i + 8 <= n; i += 8)
    _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_mul_ps(_mm256_loadu_ps(x + i), scale),
                                            _mm256_loadu_ps(w + i)));
  for (; i < n; i++) out[i] = x[i] * s * w[i];
}

NL_AVX2 static void backward_avx2(float *dx, float *dw, const float *dy, const float *x,
                                  const float *w, size_t n, float epsilon) {
  __m256 squares8 = _mm256_setzero_ps(), dot8 = squares8;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256 a = _mm256_loadu_ps(x + i);
    __m256 g = _mm256_mul_ps(_mm256_loadu_ps(w + i), _mm256_loadu_ps(dy + i));
    squares8 = _mm256_fmadd_ps(a, a, squares8);
    dot8 = _mm256_fmadd_ps(g, a, dot8);
  }
  float squares = nl_sum8(squares8), dot = nl_sum8(dot8);
  for (; i < n; i++) {
    squares += x[i] * x[i];
    dot += w[i] * dy[i] * x[i];
  }
  float s = 1.0f / sqrtf(squares / (float)n + epsilon);
  float c = s * s * s * dot / (float)n;
  __m256 s8 = _mm256_set1_ps(s), c8 = _mm256_set1_ps(c);
  for (i = 0; i + 8 <= n; i += 8) {
    __m256 a = _mm256_loadu_ps(x + i), g = _mm256_mul_ps(_mm256_loadu_ps(dy + i), s8);
    __m256 d = _mm256_fmadd_ps(g, _mm256_loadu_ps(w + i), _mm256_loadu_ps(dx + i));
    _mm256_storeu_ps(dx + i, _mm256_fnmadd_ps(c8, a, d));
    _mm256_storeu_ps(dw + i, _mm256_fmadd_ps(g, a, _mm256_loadu_ps(dw + i)));
  }
  for (; i < n; i++) {
    dx[i] += s * w[i] * dy[i] - c * x[i];
    dw[i] += dy[i] * x[i] * s;
  }
}
#endif

void nl_rmsnorm_forward(float *out, const float *x, const float *weight, size_t rows,
                        size_t columns, float epsilon, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    for (size_t r = 0; r < rows; r++)
      forward_avx2(out + r * columns, x + r * columns, weight, columns, epsilon);
    return;
  }
#endif
  for (size_t r = 0; r < rows; r++)
    forward_portable(out + r * columns, x + r * columns, weight, columns, epsilon);
}

void nl_rmsnorm_backward(float *dx, float *dweight, const float *dout, const float *x,
                         const float *weight, size_t rows, size_t columns, float epsilon,
                         int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    for (size_t o = 0; o < rows * columns; o += columns)
      backward_avx2(dx + o, dweight, dout + o, x + o, weight, columns, epsilon);
    return;
  }
#endif
  for (size_t o = 0; o < rows * columns; o += columns)
    backward_portable(dx + o, dweight, dout + o, x + o, weight, columns, epsilon);
}
