// Chooses between the AVX2 + FMA body of a kernel and its portable body.
#ifndef NIGHTLOOM_DISPATCH_H
#define NIGHTLOOM_DISPATCH_H
#if defined(__x86_64__)
#include <immintrin.h>
#define NL_X86 1
#define NL_AVX2 __attribute__((target("avx2,fma")))
static inline int nl_use_avx2(int path) {
  return path == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif
#endif
