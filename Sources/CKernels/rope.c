// Rotary embedding over interleaved pairs: (a, b) becomes (a c - b s, a s + b c).
#include "CKernels.h"
#include "dispatch.h"

static void head_portable(float *x, const float *c, const float *s, size_t size, float direction) {
  for (size_t i = 0; i + 1 < size; i += 2) {
    float a = x[i], b = x[i + 1];
    x[i] = a * c[i] + direction * s[i] * b;
    x[i + 1] = b * c[i + 1] + direction * s[i + 1] * a;
  }
}

#ifdef NL_X86
NL_AVX2 static void head_avx2(float *x, const float *c, const float *s, size_t size,
                              float direction) {
  __m256 d = _mm256_set1_ps(direction);
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    __m256 v = _mm256_loadu_ps(x + i);
    __m256 turned = _mm256_mul_ps(_mm256_permute_ps(v, 0xB1),
                                  _mm256_mul_ps(d, _mm256_loadu_ps(s + i)));
    _mm256_storeu_ps(x + i, _mm256_fmadd_ps(v, _mm256_loadu_ps(c + i), turned));
  }
  head_portable(x + i, c + i, s + i, size - i, direction);
}
#endif

void nl_rope(float *x, const float *cosines, const float *sines, size_t rows, size_t heads,
             size_t head_size, size_t stride, float direction, int path) {
  for (size_t r = 0; r < rows; r++) {
    const float *c = cosines + r * head_size, *s = sines + r * head_size;
    for (size_t h = 0; h < heads; h++) {
      float *head = x + r * stride + h * head_size;
#ifdef NL_X86
      if (nl_use_avx2(path)) {
        head_avx2(head, c, s, head_size, direction);
        continue;
      }
#endif
      head_portable(head, c, s, head_size, direction);
    }
  }
}
