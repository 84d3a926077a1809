// Products with matrices of 16-bit floats: the weights are widened on the way, sums are 32-bit.
#include "CKernels.h"
#include "exp_avx2.h"
#include "half.h"

static float widened(int bfloat, const uint8_t *bytes) {
  return bfloat ? nl_bfloat(bytes) : nl_half(bytes);
}

static float dot_portable(int bfloat, const uint8_t *w, const float *x, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += widened(bfloat, w + 2 * i) * x[i];
  return sum;
}

#ifdef NL_X86
NL_TILE __m256 widened8(const int bfloat, const uint8_t *bytes) {
  __m128i eight = _mm_loadu_si128((const __m128i *)bytes);
  return bfloat ? _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(eight), 16))
                : _mm256_cvtph_ps(eight);
}

// One weight row times n rows of x; the additions of a row are the same for every n.
NL_TILE void row_tile(float *out, size_t out_stride, const int bfloat, const uint8_t *w,
                      const float *x, size_t columns, const int n) {
  __m256 even[4], odd[4];
  for (int b = 0; b < n; b++) even[b] = odd[b] = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 16 <= columns; i += 16) {
    __m256 w0 = widened8(bfloat, w + 2 * i), w1 = widened8(bfloat, w + 2 * i + 16);
    for (int b = 0; b < n; b++) {
      const float *row = x + b * columns + i;
      even[b] = _mm256_fmadd_ps(w0, _mm256_loadu_ps(row), even[b]);
      odd[b] = _mm256_fmadd_ps(w1, _mm256_loadu_ps(row + 8), odd[b]);
    }
  }
  for (int b = 0; b < n; b++)
    out[b * out_stride] = nl_sum8(_mm256_add_ps(even[b], odd[b])) +
                          dot_portable(bfloat, w + 2 * i, x + b * columns + i, columns - i);
}

NL_TILE void rows_tile(const nl_half_call *c, const int bfloat, size_t first, size_t last,
                       size_t b, const int n) {
  for (size_t r = first; r < last; r++)
    row_tile(c->out + b * c->out_stride + r, c->out_stride, bfloat,
             c->weights + 2 * r * c->columns, c->x + b * c->columns, c->columns, n);
}

// Eight weight rows at a time, which stay in the cache until every row of x had them.
NL_TILE void multiply_form(const nl_half_call *c, const int bfloat) {
  for (size_t r = c->first, end; r < c->last; r = end) {
    end = c->last - r < 8 ? c->last : r + 8;
    for (size_t b = 0; b < c->batch; b += 4) switch (c->batch - b) {
        case 1: rows_tile(c, bfloat, r, end, b, 1); break;
        case 2: rows_tile(c, bfloat, r, end, b, 2); break;
        case 3: rows_tile(c, bfloat, r, end, b, 3); break;
        default: rows_tile(c, bfloat, r, end, b, 4); break;
      }
  }
}

NL_AVX2 static void multiply_avx2(const nl_half_call *c) {
  if (c->bfloat)
    multiply_form(c, 1);
  else
    multiply_form(c, 0);
}
#endif

void nl_half_multiply(const nl_half_call *c, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    multiply_avx2(c);
    return;
  }
#endif
  for (size_t r = c->first; r < c->last; r++)
    for (size_t b = 0; b < c->batch; b++)
      c->out[b * c->out_stride + r] =
          dot_portable(c->bfloat, c->weights + 2 * r * c->columns, c->x + b * c->columns,
                       c->columns);
}

void nl_half_row(float *out, const uint8_t *row, size_t columns, int bfloat) {
  for (size_t i = 0; i < columns; i++) out[i] = widened(bfloat, row + 2 * i);
}
