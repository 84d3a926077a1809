// One view of ggml's block forms: a row is a run of parts of 32 weights,
//
//     w[i] = d[i / 16] * q[i] + m
//
// with small integers q, one scale d for each half and what is added to all, m. Source of every
// layout: ggml-org/ggml, ggml-common.h, the structs named block_*. Bytes, little-endian:
//
//     Q8_0   34   d half | q int8 x 32
//     Q4_0   18   d half | nibbles q + 8, the first 16 in low halves (16)
//     Q4_1   20   d half, m half | nibbles q as in Q4_0 (16)
//     Q4_K  144   d half, c half | 6-bit s and t of 8 parts (12) | nibbles q (128): of each 32
//                 bytes the low halves are one part, the high halves the next; scale d s, m = -c t
//     Q6_K  210   low 4 bits of q + 32 (128) | upper 2 bits (64) | s int8 x 16 | d half; scale d s
//                 for each 16 weights; nl_q6_k_part says which bits are whose
//
// Where nothing is said of m it is 0.
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
static inline int nl_is_signed(int form) { return form != nl_q4_1 && form != nl_q4_k; }

static inline size_t nl_row_size(int form, size_t columns) {
  return columns / nl_part_weights / nl_block_parts(form) * nl_block_size(form);
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

// Nibbles of 16 bytes less `zero`: the low halves, then the high halves.
static inline void nl_nibbles(int8_t *q, const uint8_t *bytes, int zero) {
  for (int i = 0; i < 16; i++) {
    q[i] = (int8_t)((bytes[i] & 15) - zero);
    q[i + 16] = (int8_t)((bytes[i] >> 4) - zero);
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
  part.m = form == nl_q4_1 ? nl_half(block + 2) : 0;
  if (form == nl_q8_0) memcpy(part.q, block + 2, 32);
  if (form == nl_q4_0) nl_nibbles(part.q, block + 2, 8);
  if (form == nl_q4_1) nl_nibbles(part.q, block + 4, 0);
  return part;
}

// MARK: AVX2

#ifdef NL_X86
// The scales of eight parts: lane p is d of part p, and what part p adds to each weight.
typedef struct {
  __m256 d, m;
} nl_scales8;

NL_TILE __m256i nl_bytes32(const uint8_t *bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

// The half at `bytes` and the one after it, as floats in lanes 0 and 1.
NL_TILE __m128 nl_halves(const uint8_t *bytes) {
  int32_t two;
  memcpy(&two, bytes, 4);
  return _mm_cvtph_ps(_mm_cvtsi32_si128(two));
}

NL_TILE __m256 nl_unsigned8(uint32_t first, uint32_t last) {
  __m128i eight = _mm_cvtsi64_si128((int64_t)((uint64_t)last << 32 | first));
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(eight));
}

// Four of nl_q4_k_scales at a time: words are the scale bytes 0 to 3, 4 to 7 and 8 to 11.
NL_TILE nl_scales8 nl_scales8_q4_k(const uint8_t *block) {
  uint32_t w[3];
  memcpy(w, block + 4, 12);
  const uint32_t six = 0x3f3f3f3f, four = 0x0f0f0f0f, two = 0x30303030;
  __m256 s = nl_unsigned8(w[0] & six, (w[2] & four) | (w[0] >> 2 & two));
  __m256 t = nl_unsigned8(w[1] & six, (w[2] >> 4 & four) | (w[1] >> 2 & two));
  __m128 dc = nl_halves(block);
  __m256 d = _mm256_mul_ps(_mm256_broadcastss_ps(dc), s);
  __m256 c = _mm256_broadcastss_ps(_mm_movehdup_ps(dc));
  return (nl_scales8){d, _mm256_sub_ps(_mm256_setzero_ps(), _mm256_mul_ps(c, t))};
}

// The halves at `bytes` and every `step` bytes after it, `count` (1 to 8) in all, then zeros.
NL_TILE __m256 nl_gather_halves(const uint8_t *bytes, size_t step, size_t count) {
  uint16_t eight[8] = {0};
#pragma clang loop unroll(full)
  for (size_t p = 0; p < 8; p++)
    if (p < count) memcpy(eight + p, bytes + p * step, 2);
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)eight));
}

// The scales of `count` (1 to 8) parts that begin with a block's first; of Q6_K without the
// integer scales of its halves.
NL_TILE nl_scales8 nl_read_scales8(const int form, const uint8_t *block, size_t count) {
  const size_t size = nl_block_size(form);
  if (form == nl_q4_k) return nl_scales8_q4_k(block);
  // The block ends with d: read the two bytes before it too.
  if (form == nl_q6_k)
    return (nl_scales8){_mm256_broadcastss_ps(_mm_movehdup_ps(nl_halves(block + 206))),
                        _mm256_setzero_ps()};
  return (nl_scales8){nl_gather_halves(block, size, count),
                      form == nl_q4_1 ? nl_gather_halves(block + 2, size, count)
                                      : _mm256_setzero_ps()};
}

// The integer scales of part p of a Q6_K block: the first half's in lanes 0 to 3.
NL_TILE __m256i nl_q6_k_scales8(const uint8_t *block, const int p) {
  uint16_t two;
  memcpy(&two, block + 192 + 2 * p, 2);
  const __m128i each = _mm_setr_epi8(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  return _mm256_cvtepi8_epi32(_mm_shuffle_epi8(_mm_cvtsi32_si128(two), each));
}

NL_TILE __m256i nl_nibbles8(const uint8_t *bytes) {
  __m256i twice = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)bytes));
  __m256i shifted = _mm256_srlv_epi32(twice, _mm256_setr_epi32(0, 0, 0, 0, 4, 4, 4, 4));
  return _mm256_and_si256(shifted, _mm256_set1_epi8(15));
}

NL_TILE __m256i nl_weights8_q6_k(const uint8_t *block, const int p) {
  nl_q6_k_bits at = nl_q6_k_part(block, (size_t)p);
  __m256i low = _mm256_srli_epi16(nl_bytes32(at.low), at.nibble);
  __m256i high = _mm256_srli_epi16(nl_bytes32(at.high), at.pair);
  low = _mm256_and_si256(low, _mm256_set1_epi8(15));
  high = _mm256_slli_epi16(_mm256_and_si256(high, _mm256_set1_epi8(3)), 4);
  return _mm256_sub_epi8(_mm256_or_si256(low, high), _mm256_set1_epi8(32));
}

// What nl_raw_weights8 gives too much.
static inline int nl_raw_bias(int form) { return form == nl_q4_0 ? 8 : 0; }

// The integers of part p, of forms of four bits as they are stored: not negative.
NL_TILE __m256i nl_raw_weights8(const int form, const uint8_t *block, const int p) {
  if (form == nl_q6_k) return nl_weights8_q6_k(block, p);
  if (form == nl_q4_0) return nl_nibbles8(block + 2);
  if (form == nl_q4_1) return nl_nibbles8(block + 4);
  if (form == nl_q8_0) return nl_bytes32(block + 2);
  __m256i bytes = nl_bytes32(block + 16 + p / 2 * 32);
  if (p % 2) bytes = _mm256_srli_epi16(bytes, 4);
  return _mm256_and_si256(bytes, _mm256_set1_epi8(15));
}

// The integers of part p.
NL_TILE __m256i nl_read_weights8(const int form, const uint8_t *block, const int p) {
  const __m256i bias = _mm256_set1_epi8((char)nl_raw_bias(form));
  return _mm256_sub_epi8(nl_raw_weights8(form, block, p), bias);
}
#endif
#endif
