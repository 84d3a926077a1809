// Chooses between the AVX2 body of a kernel (with FMA and F16C) and its portable body.
#ifndef NIGHTLOOM_DISPATCH_H
#define NIGHTLOOM_DISPATCH_H
#if defined(__x86_64__)
#include <immintrin.h>
#define NL_X86 1
#define NL_AVX2 __attribute__((target("avx2,fma,f16c")))
// Part of an AVX2 body: inlined, so that constant arguments shape the code.
#define NL_TILE __attribute__((target("avx2,fma,f16c"), always_inline)) static inline
static inline int nl_use_avx2(int path) {
  return path != 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c");
}
// Whether the processor also adds products of bytes in one instruction (AVX-VNNI).
static inline int nl_use_vnni(int path) {
  return path == 0 && nl_use_avx2(path) && __builtin_cpu_supports("avxvnni");
}
#endif
#endif
