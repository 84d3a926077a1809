// One view of ggml's block forms: a row is a run of parts of 32 weights,
//
//     w[i] = d[i / 16] * q[i] + m
//
// with small integers q, one scale d for each half and what is added to all, m. Source of every
// layout: ggml-org/ggml, ggml-common.h, the structs named block_*. Bytes, little-endian:
//
//     Q8_0   34   d half | q int8 x 32                                  m = 0
//     Q4_0   18   d half | q nibbles x 32, the first 16 in low halves   m = -8 d
//     Q4_1   20   d half, m half | q nibbles as in Q4_0
//     Q4_K  144   d half, c half | 6-bit scales s, t of 8 parts (12) | q nibbles (128): of each
//                 32 bytes the low halves are one part, the high halves the next; d s, m = -c t
//     Q6_K  210   low 4 bits of q (128) | upper 2 bits (64) | s int8 x 16 | d half; d s for each
//                 16 weights, q - 32; the bits of part p are described at q6_k_bits
#ifndef NIGHTLOOM_QUANTIZED_H
#define NIGHTLOOM_QUANTIZED_H
#include "CKernels.h"
#include "dispatch.h"
#include "half.h"

enum { nl_part_weights = 32 };

static inline size_t nl_block_size(int form) {
  switch (form) {
    case nl_q4_0: return 18;
    case nl_q4_1: return 20;
    case nl_q4_k: return 144;
    case nl_q6_k: return 210;
    default: return 34;
  }
}

static inline size_t nl_block_parts(int form) {
  return form == nl_q4_k || form == nl_q6_k ? 8 : 1;
}

// Whether q may be negative; then m is 0.
static inline int nl_is_signed(int form) { return form == nl_q8_0 || form == nl_q6_k; }

static inline const uint8_t *nl_row_start(int form, const uint8_t *weights, size_t row,
                                          size_t columns) {
  return weights + row * (columns / nl_part_weights / nl_block_parts(form)) * nl_block_size(form);
}

// Where the bits of part p of a Q6_K block lie: the low four in 32 bytes at `low`, from bit
// `nibble` on, the upper two in 32 bytes at `high`, from bit `pair` on.
typedef struct {
  const uint8_t *low, *high;
  int nibble, pair;
} nl_q6_k_bits;

static inline nl_q6_k_bits nl_q6_k_part(const uint8_t *block, size_t p) {
  size_t half = p / 4, quarter = p % 4;
  return (nl_q6_k_bits){block + 64 * half + 32 * (quarter % 2), block + 128 + 32 * half,
                        quarter < 2 ? 0 : 4, (int)(2 * quarter)};
}

// The six-bit scale s and minimum t of part p of a Q4_K block: the first four of each stand in
// the low bits of bytes 0 to 7, the others in bytes 8 to 11 and the top bits of 0 to 7.
static inline void nl_q4_k_scales(const uint8_t *block, size_t p, int *s, int *t) {
  const uint8_t *b = block + 4;
  if (p < 4) {
    *s = b[p] & 63;
    *t = b[p + 4] & 63;
  } else {
    *s = (b[p + 4] & 15) | b[p - 4] >> 6 << 4;
    *t = b[p + 4] >> 4 | b[p] >> 6 << 4;
  }
}

// MARK: portable

typedef struct {
  int8_t q[nl_part_weights];
  float d[2], m;
} nl_part;

// Nibbles of 16 bytes: the low halves, then the high halves.
static inline void nl_nibbles(int8_t *q, const uint8_t *bytes) {
  for (int i = 0; i < 16; i++) {
    q[i] = bytes[i] & 15;
    q[i + 16] = (int8_t)(bytes[i] >> 4);
  }
}

static inline nl_part nl_read_q4_k(const uint8_t *block, size_t p) {
  nl_part part;
  int s, t;
  nl_q4_k_scales(block, p, &s, &t);
  part.d[0] = part.d[1] = nl_half(block) * (float)s;
  part.m = -(nl_half(block + 2) * (float)t);
  const uint8_t *bytes = block + 16 + p / 2 * 32;
  for (int i = 0; i < 32; i++) part.q[i] = (int8_t)(p % 2 ? bytes[i] >> 4 : bytes[i] & 15);
  return part;
}

static inline nl_part nl_read_q6_k(const uint8_t *block, size_t p) {
  nl_part part;
  const int8_t *s = (const int8_t *)block + 192 + 2 * p;
  float d = nl_half(block + 208);
  part.d[0] = d * (float)s[0];
  part.d[1] = d * (float)s[1];
  part.m = 0;
  nl_q6_k_bits at = nl_q6_k_part(block, p);
  for (int i = 0; i < 32; i++) {
    int low = at.low[i] >> at.nibble & 15, high = at.high[i] >> at.pair & 3;
    part.q[i] = (int8_t)((low | high << 4) - 32);
  }
  return part;
}

// Part p of the block at `block`.
static inline nl_part nl_read_part(int form, const uint8_t *block, size_t p) {
  if (form == nl_q4_k) return nl_read_q4_k(block, p);
  if (form == nl_q6_k) return nl_read_q6_k(block, p);
  nl_part part;
  float d = nl_half(block);
  part.d[0] = part.d[1] = d;
  part.m = form == nl_q4_0 ? -8 * d : form == nl_q4_1 ? nl_half(block + 2) : 0;
  if (form == nl_q8_0)
    memcpy(part.q, block + 2, 32);
  else
    nl_nibbles(part.q, block + (form == nl_q4_0 ? 2 : 4));
  return part;
}

// MARK: AVX2

#ifdef NL_X86
typedef struct {
  __m256i q;
  __m256 d;  // lane l scales weights 4 l to 4 l + 3
  __m256 m;  // in lane 0, the others 0
} nl_part8;

NL_TILE __m256i nl_bytes32(const uint8_t *bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

// The half at `bytes` and the one after it, as floats in lanes 0 and 1.
NL_TILE __m128 nl_halves(const uint8_t *bytes) {
  int32_t two;
  memcpy(&two, bytes, 4);
  return _mm_cvtph_ps(_mm_cvtsi32_si128(two));
}

NL_TILE __m256 nl_lane0(float number) { return _mm256_zextps128_ps256(_mm_set_ss(number)); }

NL_TILE __m256i nl_nibbles8(const uint8_t *bytes) {
  __m128i both = _mm_loadu_si128((const __m128i *)bytes);
  __m256i wide = _mm256_inserti128_si256(_mm256_castsi128_si256(both), _mm_srli_epi16(both, 4), 1);
  return _mm256_and_si256(wide, _mm256_set1_epi8(15));
}

NL_TILE nl_part8 nl_read8_q4_k(const uint8_t *block, const size_t p) {
  int s, t;
  nl_q4_k_scales(block, p, &s, &t);
  __m128 dc = nl_halves(block);
  __m128 st = _mm_cvtepi32_ps(_mm_setr_epi32(s, -t, 0, 0)), both = _mm_mul_ps(dc, st);
  __m256i bytes = nl_bytes32(block + 16 + p / 2 * 32);
  if (p % 2) bytes = _mm256_srli_epi16(bytes, 4);
  return (nl_part8){_mm256_and_si256(bytes, _mm256_set1_epi8(15)), _mm256_broadcastss_ps(both),
                    nl_lane0(_mm_cvtss_f32(_mm_movehdup_ps(both)))};
}

NL_TILE nl_part8 nl_read8_q6_k(const uint8_t *block, const size_t p) {
  const int8_t *s = (const int8_t *)block + 192 + 2 * p;
  nl_q6_k_bits at = nl_q6_k_part(block, p);
  __m256i low = _mm256_srli_epi16(nl_bytes32(at.low), at.nibble);
  __m256i high = _mm256_srli_epi16(nl_bytes32(at.high), at.pair);
  low = _mm256_and_si256(low, _mm256_set1_epi8(15));
  high = _mm256_slli_epi16(_mm256_and_si256(high, _mm256_set1_epi8(3)), 4);
  float d = _mm_cvtss_f32(_mm_movehdup_ps(nl_halves(block + 206)));  // the block ends here
  return (nl_part8){_mm256_sub_epi8(_mm256_or_si256(low, high), _mm256_set1_epi8(32)),
                    _mm256_set_m128(_mm_set1_ps(d * (float)s[1]), _mm_set1_ps(d * (float)s[0])),
                    _mm256_setzero_ps()};
}

// Part p of the block at `block`; form and p are constants.
NL_TILE nl_part8 nl_read_part8(const int form, const uint8_t *block, const size_t p) {
  if (form == nl_q4_k) return nl_read8_q4_k(block, p);
  if (form == nl_q6_k) return nl_read8_q6_k(block, p);
  __m128 dm = nl_halves(block);
  float d = _mm_cvtss_f32(dm);
  nl_part8 part = {_mm256_setzero_si256(), _mm256_broadcastss_ps(dm), _mm256_setzero_ps()};
  if (form == nl_q8_0) part.q = nl_bytes32(block + 2);
  if (form == nl_q4_0) part.q = nl_nibbles8(block + 2);
  if (form == nl_q4_1) part.q = nl_nibbles8(block + 4);
  if (form == nl_q4_0) part.m = nl_lane0(-8 * d);
  if (form == nl_q4_1) part.m = nl_lane0(_mm_cvtss_f32(_mm_movehdup_ps(dm)));
  return part;
}
#endif
#endif
