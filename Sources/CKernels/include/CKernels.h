// C kernels behind the Kernels room: plain pointers in, plain pointers out.
//
// Every array is row-major float unless said otherwise. `path` is 0 for the best instructions the
// processor has, 2 for those without AVX-VNNI, and 1 for the portable reference; all give the same
// numbers within the bound stated at the function. One function family per file.
#ifndef NIGHTLOOM_CKERNELS_H
#define NIGHTLOOM_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// softmax.c: x (rows, columns) becomes exp(x - max) / sum by rows. exp itself has a
// relative error below 3e-7; rounding x - max adds 6e-8 times |x - max|.
void nl_softmax(float *x, size_t rows, size_t columns, int path);

// rmsnorm.c: out = x / sqrt(mean(x^2) + epsilon) * weight, by rows.
void nl_rmsnorm_forward(float *out, const float *x, const float *weight, size_t rows,
                        size_t columns, float epsilon, int path);
// dx and dweight are added to.
void nl_rmsnorm_backward(float *dx, float *dweight, const float *dout, const float *x,
                         const float *weight, size_t rows, size_t columns, float epsilon,
                         int path);

// rope.c: turns pairs of each head: (2i, 2i+1) or, where halves is not 0, (i, i + head_size / 2).
// cosines and sines are (rows, head_size): the cosine at both places of a pair; the sine with a
// minus at the first. direction 1 turns, -1 turns back.
void nl_rope(float *x, const float *cosines, const float *sines, size_t rows, size_t heads,
             size_t head_size, size_t stride, int halves, float direction, int path);

// swiglu.c: out = gate / (1 + exp(-gate)) * up.
void nl_swiglu_forward(float *out, const float *gate, const float *up, size_t count, int path);
void nl_swiglu_backward(float *dgate, float *dup, const float *dout, const float *gate,
                        const float *up, size_t count, int path);

// vector.c: out += x; sum of squares in double, in one fixed order for a given count.
void nl_add(float *out, const float *x, size_t count, int path);
double nl_squared_norm(const float *x, size_t count, int path);
float nl_dot(const float *a, const float *b, size_t count, int path);

// cross_entropy.c: one row of logits (columns). Returns the loss log(sum(exp(x))) - x[target];
// with gradient not 0 the row becomes weight * (softmax - onehot(target)).
float nl_cross_entropy_row(float *logits, size_t columns, size_t target, float weight,
                           int gradient, int path);

// attention.c: x (rows, stride), row r stands at position first + r and sees its first
// min(first + r + 1, columns) columns: there x becomes softmax(scale * x), beyond them 0.
// lse (rows) receives log(sum(exp(scale * x))).
void nl_causal_softmax(float *x, float *lse, size_t rows, size_t columns, size_t stride,
                       size_t first, float scale, int path);
// p holds raw scores and becomes exp(scale * p - lse), 0 beyond the mask.
void nl_causal_probabilities(float *p, const float *lse, size_t rows, size_t columns,
                             size_t stride, size_t first, float scale, int path);
// ds holds dP and becomes scale * p * (ds - delta); p is 0 beyond the mask, so ds is too.
void nl_softmax_backward(float *ds, const float *p, const float *delta, size_t rows,
                         size_t columns, size_t stride, float scale, int path);

// adamw.c: one step on `count` parameters; corrections are 1 / (1 - beta^step).
typedef struct {
  float learning_rate, beta1, beta2, epsilon, decay, gradient_scale, correction1, correction2;
} nl_adamw_settings;
void nl_adamw(float *parameters, const float *gradients, float *first_moment,
              float *second_moment, size_t count, nl_adamw_settings settings, int path);

// team.c: threads that help the caller with the pieces of one call after another. Helpers spin
// for some tens of microseconds after a call and sleep then. A team serves one call at a time.
typedef struct nl_team nl_team;
typedef void (*nl_piece)(void *context, size_t piece, size_t thread);
// As many helpers as the system has threads for; NULL without memory, which runs alone.
nl_team *nl_team_create(size_t helpers);
void nl_team_free(nl_team *team);
// Calls body for pieces 0 ..< pieces, in any order; thread is 0 for the caller, and 1 to helpers.
void nl_team_run(nl_team *team, size_t pieces, nl_piece body, void *context);
#include "CKernelsQuantized.h"
#endif
