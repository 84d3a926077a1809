// C kernels behind the Kernels room: plain pointers in, plain pointers out.
#ifndef NIGHTLOOM_CKERNELS_H
#define NIGHTLOOM_CKERNELS_H
#include <stddef.h>
#include <stdint.h>
#endif
