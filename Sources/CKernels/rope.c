// Rotary embedding: the pair (a, b) becomes (a c - b s, a s + b c). Pairs are neighbours, or stand
// half a head apart.
#include "CKernels.h"
#include "dispatch.h"

static void adjacent_portable(float *x, const float *c, const float *s, size_t size,
                              float direction) {
  for (size_t i = 0; i + 1 < size; i += 2) {
    float a = x[i], b = x[i + 1];
    x[i] = a * c[i] + direction * s[i] * b;
    x[i + 1] = b * c[i + 1] + direction * s[i + 1] * a;
  }
}

static void halves_portable(float *x, const float *c, const float *s, size_t first, size_t half,
                            float direction) {
  for (size_t i = first; i < half; i++) {
    float a = x[i], b = x[i + half];
    x[i] = a * c[i] + direction * s[i] * b;
    x[i + half] = b * c[i + half] + direction * s[i + half] * a;
  }
}

#ifdef NL_X86
NL_TILE __m256 turned8(__m256 v, __m256 partner, const float *c, const float *s, __m256 d) {
  __m256 part = _mm256_mul_ps(partner, _mm256_mul_ps(d, _mm256_loadu_ps(s)));
  return _mm256_fmadd_ps(v, _mm256_loadu_ps(c), part);
}

NL_AVX2 static void adjacent_avx2(float *x, const float *c, const float *s, size_t size,
                                  float direction) {
  __m256 d = _mm256_set1_ps(direction);
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    __m256 v = _mm256_loadu_ps(x + i), swapped = _mm256_permute_ps(v, 0xB1);
    _mm256_storeu_ps(x + i, turned8(v, swapped, c + i, s + i, d));
  }
  adjacent_portable(x + i, c + i, s + i, size - i, direction);
}

NL_AVX2 static void halves_avx2(float *x, const float *c, const float *s, size_t half,
                                float direction) {
  __m256 d = _mm256_set1_ps(direction);
  size_t i = 0;
  for (; i + 8 <= half; i += 8) {
    __m256 a = _mm256_loadu_ps(x + i), b = _mm256_loadu_ps(x + i + half);
    _mm256_storeu_ps(x + i, turned8(a, b, c + i, s + i, d));
    _mm256_storeu_ps(x + i + half, turned8(b, a, c + i + half, s + i + half, d));
  }
  halves_portable(x, c, s, i, half, direction);
}
#endif

void nl_rope(float *x, const float *cosines, const float *sines, size_t rows, size_t heads,
             size_t head_size, size_t stride, int halves, float direction, int path) {
  for (size_t r = 0; r < rows; r++) {
    const float *c = cosines + r * head_size, *s = sines + r * head_size;
    for (size_t h = 0; h < heads; h++) {
      float *head = x + r * stride + h * head_size;
#ifdef NL_X86
      if (nl_use_avx2(path)) {
        if (halves)
          halves_avx2(head, c, s, head_size / 2, direction);
        else
          adjacent_avx2(head, c, s, head_size, direction);
        continue;
      }
#endif
      if (halves)
        halves_portable(head, c, s, 0, head_size / 2, direction);
      else
        adjacent_portable(head, c, s, head_size, direction);
    }
  }
}
