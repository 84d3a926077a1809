// Products of quantised matrices with activations rounded to int8. For a row w and activations
// x[i] = a q[i] (a one scale for 32, as `quantized.h` has it for weights)
//
//     sum of w x = sum over parts of  a (d[0] Q[0] + d[1] Q[1]) + m s
//
// with Q[h] the integer dot of half h of the part, and s = a * (sum of q).
#include "quantized.h"
#include "exp_avx2.h"
#include <math.h>

static void round_portable(int8_t *q, float *scale, float *sum, const float *x) {
  float most = 0;
  for (int i = 0; i < nl_part_weights; i++) most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
  float inverse = most > 0 ? 127.0f / most : 0;
  int32_t total = 0;
  for (int i = 0; i < nl_part_weights; i++) {
    float v = rintf(x[i] * inverse);
    q[i] = (int8_t)(v > 127 ? 127 : v > -127 ? v : -127);
    total += q[i];
  }
  *scale = most / 127.0f;
  *sum = *scale * (float)total;
}

static float row_portable(int form, const uint8_t *row, const int8_t *q, const float *scales,
                          const float *sums, size_t parts) {
  size_t each = nl_block_parts(form), size = nl_block_size(form);
  float sum = 0;
  for (size_t k = 0; k < parts; k++, q += nl_part_weights) {
    nl_part w = nl_read_part(form, row + k / each * size, k % each);
    int32_t dot[2] = {0, 0};
    for (int i = 0; i < nl_part_weights; i++) dot[i / 16] += (int32_t)w.q[i] * q[i];
    sum += scales[k] * (w.d[0] * (float)dot[0] + w.d[1] * (float)dot[1]) + w.m * sums[k];
  }
  return sum;
}

#ifdef NL_X86
NL_AVX2 static void round_avx2(int8_t *q, float *scale, float *sum, const float *x) {
  const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
  __m256 v[4], most = _mm256_setzero_ps();
  for (int i = 0; i < 4; i++) {
    v[i] = _mm256_loadu_ps(x + 8 * i);
    most = _mm256_max_ps(most, _mm256_and_ps(v[i], magnitude));
  }
  float largest = nl_max8(most);
  *scale = largest / 127.0f;
  __m256 inverse = _mm256_set1_ps(largest > 0 ? 127.0f / largest : 0);
  __m256i r[4];
  for (int i = 0; i < 4; i++) r[i] = _mm256_cvtps_epi32(_mm256_mul_ps(v[i], inverse));
  __m256i low = _mm256_packs_epi32(r[0], r[1]), high = _mm256_packs_epi32(r[2], r[3]);
  // The packs work within 128-bit halves; the permutation puts the groups of four back in order.
  __m256i packed = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(low, high),
                                               _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  _mm256_storeu_si256((__m256i *)q, packed);
  __m256i fours = _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set1_epi8(1), packed),
                                    _mm256_set1_epi16(1));
  *sum = *scale * nl_sum8(_mm256_cvtepi32_ps(fours));
}

// Rows of activations, `parts` parts each, that one call multiplies.
typedef struct {
  const int8_t *q;
  const float *scales, *sums;
  size_t parts;
} activations;

// Adds part k of a weight row, integers w times scale d, to the sums of n activation rows. The
// instruction multiplies unsigned by signed bytes: |w| by x with w's sign where w may be negative.
// Two products added stay below 2^15.
NL_TILE void add_part(__m256 *sums, const int form, __m256i w, __m256 d, const activations *x,
                      size_t k, const int n) {
  __m256i magnitude = nl_is_signed(form) ? _mm256_abs_epi8(w) : w;
  for (int b = 0; b < n; b++) {
    size_t at = b * x->parts + k;
    __m256i q = _mm256_loadu_si256((const __m256i *)(x->q + at * nl_part_weights));
    if (nl_is_signed(form)) q = _mm256_sign_epi8(q, w);
    __m256i fours = _mm256_madd_epi16(_mm256_maddubs_epi16(magnitude, q), _mm256_set1_epi16(1));
    __m256 scale = _mm256_mul_ps(d, _mm256_broadcast_ss(x->scales + at));
    sums[b] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(fours), sums[b]);
  }
}

// Adds the block that holds part k; its parts go to sums[odd] and the other in turn.
NL_TILE void add_block(__m256 (*sums)[4], const int odd, const int form, const uint8_t *block,
                       const activations *x, size_t k, const int n) {
  const int each = (int)nl_block_parts(form);
  nl_scales8 s = nl_read_scales8(form, block);
#pragma clang loop unroll(full)
  for (int p = 0; p < each; p++)
    add_part(sums[(odd + p) % 2], form, nl_read_weights8(form, block, p),
             nl_part_scale8(form, &s, p), x, k + (size_t)p, n);
  if (nl_is_signed(form)) return;
  for (int b = 0; b < n; b++) {
    const float *at = x->sums + b * x->parts + k;
    __m256 totals = each == 8 ? _mm256_loadu_ps(at) : nl_lane0(*at);
    sums[odd][b] = _mm256_fmadd_ps(s.m, totals, sums[odd][b]);
  }
}

// One weight row times `n` activation rows; even and odd parts have sums of their own, so that
// a row's additions do not wait for each other and are the same for every n.
NL_TILE void row_tile(float *out, size_t out_stride, const int form, const uint8_t *row,
                      const activations x, const int n) {
  const size_t each = nl_block_parts(form), size = nl_block_size(form);
  __m256 sums[2][4];
  for (int b = 0; b < n; b++) sums[0][b] = sums[1][b] = _mm256_setzero_ps();
  size_t k = 0;
  if (each == 1)
    for (; k + 2 <= x.parts; k += 2, row += 2 * size) {
      add_block(sums, 0, form, row, &x, k, n);
      add_block(sums, 1, form, row + size, &x, k + 1, n);
    }
  for (; k < x.parts; k += each, row += size) add_block(sums, 0, form, row, &x, k, n);
  for (int b = 0; b < n; b++)
    out[b * out_stride] = nl_sum8(_mm256_add_ps(sums[0][b], sums[1][b]));
}

NL_TILE void rows_tile(const nl_quantized_call *c, const int form, size_t first, size_t last,
                       size_t b, const int n) {
  size_t parts = c->columns / nl_part_weights;
  activations x = {c->q + b * c->columns, c->scales + b * parts, c->sums + b * parts, parts};
  size_t size = nl_row_size(form, c->columns);
  for (size_t r = first; r < last; r++)
    row_tile(c->out + b * c->out_stride + r, c->out_stride, form,
             c->weights + r * size, x, n);
}

// Sixteen weight rows at a time, which stay in the cache until every activation row had them.
NL_TILE void multiply_form(const nl_quantized_call *c, const int form) {
  for (size_t r = c->first, end; r < c->last; r = end) {
    end = c->last - r < 16 ? c->last : r + 16;
    for (size_t b = 0; b < c->batch; b += 4) switch (c->batch - b) {
        case 1: rows_tile(c, form, r, end, b, 1); break;
        case 2: rows_tile(c, form, r, end, b, 2); break;
        case 3: rows_tile(c, form, r, end, b, 3); break;
        default: rows_tile(c, form, r, end, b, 4); break;
      }
  }
}

NL_AVX2 static void multiply_avx2(const nl_quantized_call *c) {
  switch (c->form) {
    case nl_q4_0: multiply_form(c, nl_q4_0); break;
    case nl_q4_1: multiply_form(c, nl_q4_1); break;
    case nl_q4_k: multiply_form(c, nl_q4_k); break;
    case nl_q6_k: multiply_form(c, nl_q6_k); break;
    default: multiply_form(c, nl_q8_0); break;
  }
}
#endif

size_t nl_quantized_block_size(nl_form form) { return nl_block_size(form); }

size_t nl_quantized_block_weights(nl_form form) {
  return nl_block_parts(form) * nl_part_weights;
}

void nl_round_activations(int8_t *q, float *scales, float *sums, const float *x, size_t rows,
                          size_t columns, int path) {
  size_t parts = rows * (columns / nl_part_weights);
  for (size_t k = 0; k < parts; k++) {
    size_t at = k * nl_part_weights;
#ifdef NL_X86
    if (nl_use_avx2(path)) {
      round_avx2(q + at, scales + k, sums + k, x + at);
      continue;
    }
#endif
    round_portable(q + at, scales + k, sums + k, x + at);
  }
}

void nl_quantized_multiply(const nl_quantized_call *c, int path) {
#ifdef NL_X86
  if (nl_use_avx2(path)) {
    multiply_avx2(c);
    return;
  }
#endif
  size_t parts = c->columns / nl_part_weights;
  for (size_t r = c->first; r < c->last; r++) {
    const uint8_t *row = c->weights + r * nl_row_size(c->form, c->columns);
    for (size_t b = 0; b < c->batch; b++)
      c->out[b * c->out_stride + r] = row_portable(
          c->form, row, c->q + b * c->columns, c->scales + b * parts, c->sums + b * parts, parts);
  }
}

void nl_quantized_row(float *out, const uint8_t *row, size_t columns, nl_form form) {
  size_t each = nl_block_parts(form), size = nl_block_size(form);
  for (size_t k = 0; k < columns / nl_part_weights; k++) {
    nl_part w = nl_read_part(form, row + k / each * size, k % each);
    for (int i = 0; i < nl_part_weights; i++)
      out[k * nl_part_weights + i] = w.d[i / 16] * (float)w.q[i] + w.m;
  }
}
