// AdamW: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
// p = p - lr * decay * p - lr * (m c1) / (sqrt(v c2) + epsilon), with g already scaled.
#include "CKernels.h"
#include "dispatch.h"
#include <math.h>

static void portable(float *p, const float *g, float *m, float *v, size_t count,
                     nl_adamw_settings s) {
  float keep = 1.0f - s.learning_rate * s.decay;
  for (size_t i = 0; i < count; i++) {
    float d = g[i] * s.gradient_scale;
    m[i] = s.beta1 * m[i] + (1.0f - s.beta1) * d;
    v[i] = s.beta2 * v[i] + (1.0f - s.beta2) * d * d;
    float step = m[i] * s.correction1 / (sqrtf(v[i] * s.correction2) + s.epsilon);
    p[i] = p[i] * keep - s.learning_rate * step;
  }
}

#ifdef NL_X86
NL_AVX2 static void avx2(float *p, const float *g, float *m, float *v, size_t count,
                         nl_adamw_settings s) {
  const __m256 b1 = _mm256_set1_ps(s.beta1), b2 = _mm256_set1_ps(s.beta2);
  const __m256 a1 = _mm256_set1_ps(1.0f - s.beta1), a2 = _mm256_set1_ps(1.0f - s.beta2);
  const __m256 c1 = _mm256_set1_ps(s.correction1), c2 = _mm256_set1_ps(s.correction2);
  const __m256 scale = _mm256_set1_ps(s.gradient_scale), tiny = _mm256_set1_ps(s.epsilon);
  const __m256 keep = _mm256_set1_ps(1.0f - s.learning_rate * s.decay);
  const __m256 rate = _mm256_set1_ps(s.learning_rate);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256 d = _mm256_mul_ps(_mm256_loadu_ps(g + i), scale);
    __m256 first = _mm256_fmadd_ps(b1, _mm256_loadu_ps(m + i), _mm256_mul_ps(a1, d));
    __m256 second = _mm256_fmadd_ps(b2, _mm256_loadu_ps(v + i),
                                    _mm256_mul_ps(_mm256_mul_ps(a2, d), d));
    _mm256_storeu_ps(m + i, first);
    _mm256_storeu_ps(v + i, second);
    __m256 root = _mm256_add_ps(_mm256_sqrt_ps(_mm256_mul_ps(second, c2)), tiny);
    __m256 step = _mm256_div_ps(_mm256_mul_ps(first, c1), root);
    __m256 kept = _mm256_mul_ps(_mm256_loadu_ps(p + i), keep);
    _mm256_storeu_ps(p + i, _mm256_fnmadd_ps(rate, step, kept));
  }
  portable(p + i, g + i, m + i, v + i, count - i, s);
}
#endif

void nl_adamw(float *parameters, const float *gradients, float *first_moment,
              float *second_moment, size_t count, nl_adamw_settings settings, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    avx2(parameters, gradients, first_moment, second_moment, count, settings);
    return;
  }
#endif
  portable(parameters, gradients, first_moment, second_moment, count, settings);
}
