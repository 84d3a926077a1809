// Sixteen-bit floats, little-endian, without processor support.
#ifndef NIGHTLOOM_HALF_H
#define NIGHTLOOM_HALF_H
#include <stdint.h>
#include <string.h>

static inline uint32_t nl_word16(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline float nl_float_of_bits(uint32_t bits) {
  float number;
  memcpy(&number, &bits, 4);
  return number;
}

// IEEE half precision: shift the bits, correct the exponent's bias by 2^112.
static inline float nl_half(const uint8_t *bytes) {
  uint32_t half = nl_word16(bytes), bits = (half & 0x7fff) << 13;
  int is_finite = bits < 0x0f800000;
  float magnitude =
      is_finite ? nl_float_of_bits(bits) * 0x1p112f : nl_float_of_bits(bits | 0x7f800000);
  return half & 0x8000 ? -magnitude : magnitude;
}

// The largest finite half.
#define nl_half_largest 65504.0f

// The nearest half, of two the even one; numbers beyond the largest become the largest.
static inline uint16_t nl_half_nearest(float number) {
  uint32_t bits, magnitude;
  memcpy(&bits, &number, 4);
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
  if (magnitude > 0x477fe000) return (uint16_t)(sign | 0x7bff);
  if (magnitude < 0x38800000) {
    // A step of the smallest halves is one of the floats at one half: the addition rounds.
    float shifted = nl_float_of_bits(magnitude) + 0.5f;
    memcpy(&bits, &shifted, 4);
    return (uint16_t)(sign | (bits - 0x3f000000));
  }
  magnitude += 0xfff + (magnitude >> 13 & 1);
  return (uint16_t)(sign | (magnitude - 0x38000000) >> 13);
}

// bfloat16: the upper half of a float's bits.
static inline float nl_bfloat(const uint8_t *bytes) {
  return nl_float_of_bits(nl_word16(bytes) << 16);
}
#endif
