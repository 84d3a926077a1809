// Sixteen-bit floats as files hold them, little-endian, widened without processor support.
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

// bfloat16: the upper half of a float's bits.
static inline float nl_bfloat(const uint8_t *bytes) {
  return nl_float_of_bits(nl_word16(bytes) << 16);
}
#endif
