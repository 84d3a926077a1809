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
  return path == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c");
}
#endif
#endif
