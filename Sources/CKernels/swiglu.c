// SwiGLU: out = silu(gate) * up, silu(g) = g * q with q = 1 / (1 + exp(-g)).
// dgate = dout * up * (q + g q (1 - q)), dup = dout * g q. Relative error below 1e-6.
#include "CKernels.h"
#include "exp_avx2.h"
#include <math.h>

static float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

static void forward_portable(float *out, const float *gate, const float *up, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = gate[i] * sigmoid(gate[i]) * up[i];
}

static void backward_portable(float *dgate, float *dup, const float *dout, const float *gate,
                              const float *up, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float g = gate[i], q = sigmoid(g), d = dout[i];
    float u = up[i];
    dgate[i] = d * u * (q + g * q * (1.0f - q));
    dup[i] = d * g * q;
  }
}

#ifdef NL_X86
NL_AVX2 static inline __m256 sigmoid8(__m256 x) {
  const __m256 one = _mm256_set1_ps(1.0f);
  return _mm256_div_ps(one, _mm256_add_ps(one, nl_exp8(_mm256_sub_ps(_mm256_setzero_ps(), x))));
}

NL_AVX2 static void forward_avx2(float *out, const float *gate, const float *up, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256 g = _mm256_loadu_ps(gate + i);
    __m256 y = _mm256_mul_ps(_mm256_mul_ps(g, sigmoid8(g)), _mm256_loadu_ps(up + i));
    _mm256_storeu_ps(out + i, y);
  }
  forward_portable(out + i, gate + i, up + i, count - i);
}

NL_AVX2 static void backward_avx2(float *dgate, float *dup, const float *dout, const float *gate,
                                  const float *up, size_t count) {
  const __m256 one = _mm256_set1_ps(1.0f);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256 g = _mm256_loadu_ps(gate + i), d = _mm256_loadu_ps(dout + i);
    __m256 u = _mm256_loadu_ps(up + i);
    __m256 q = sigmoid8(g), silu = _mm256_mul_ps(g, q);
    __m256 slope = _mm256_fmadd_ps(silu, _mm256_sub_ps(one, q), q);
    _mm256_storeu_ps(dgate + i, _mm256_mul_ps(_mm256_mul_ps(d, u), slope));
    _mm256_storeu_ps(dup + i, _mm256_mul_ps(d, silu));
  }
  backward_portable(dgate + i, dup + i, dout + i, gate + i, up + i, count - i);
}
#endif

void nl_swiglu_forward(float *out, const float *gate, const float *up, size_t count, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    forward_avx2(out, gate, up, count);
    return;
  }
#endif
  forward_portable(out, gate, up, count);
}

void nl_swiglu_backward(float *dgate, float *dup, const float *dout, const float *gate,
                        const float *up, size_t count, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    backward_avx2(dgate, dup, dout, gate, up, count);
    return;
  }
#endif
  backward_portable(dgate, dup, dout, gate, up, count);
}
