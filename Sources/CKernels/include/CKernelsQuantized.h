// q8_0.c: products with Q8_0 matrices and attention over cached keys.
//
// A Q8_0 row is columns / 32 blocks of 34 bytes: a little-endian half-precision scale d, then 32
// signed bytes q; the numbers are d * q. Source: ggml-org/ggml, block_q8_0. `path` is as in
// CKernels.h. Within one path every result depends on its own row only: not on how many rows
// share the call, nor on how a call is split.
#ifndef NIGHTLOOM_CKERNELS_QUANTIZED_H
#define NIGHTLOOM_CKERNELS_QUANTIZED_H
#include <stddef.h>
#include <stdint.h>

// Rounds x (rows, columns) to int8 in blocks of 32: scale = max |x| / 127, q (rows, columns),
// scales (rows, columns / 32).
void nl_q8_activations(int8_t *q, float *scales, const float *x, size_t rows, size_t columns,
                       int path);

// out[b * out_stride + r] = sum over blocks of (scale of weights * scale of x) * integer dot, for
// weight rows r = first .. < last and activation rows b < batch. Each weight row is read once.
void nl_q8_0_multiply(float *out, size_t out_stride, const uint8_t *weights, size_t first,
                      size_t last, size_t columns, const int8_t *q, const float *scales,
                      size_t batch, int path);

// Stores a key (head_size) at `position` of a key cache: blocks of 8 positions, each
// (head_size, 8), so that eight scores are computed side by side.
void nl_cache_key(float *keys, const float *key, size_t position, size_t head_size);

// Attention of one key-value head. Query row b attends to prompt positions 0 ..< prompt_counts[b]
// of the shared cache, then to positions 0 ..< tail_counts[b] of its own cache tail_keys[b],
// tail_values[b]. Keys as nl_cache_key stores them, values (positions, head_size).
// query and out: row b, head g at b * stride + g * head_size, for g < group.
// out = sum of softmax(scale * q k) v, the sum in order of positions.
// scratch: group * 8 * (prompt and tail counts, each rounded up to 8) floats.
typedef struct {
  const float *query;
  float *out;
  size_t stride, rows, group, head_size;
  float scale;
  const float *prompt_keys, *prompt_values;
  const int32_t *prompt_counts;
  const float *const *tail_keys, *const *tail_values;
  const int32_t *tail_counts;
  float *scratch;
  size_t scratch_columns;  // floats per query in scratch, at least both counts rounded up to 8
} nl_cached_attention_call;
void nl_cached_attention(const nl_cached_attention_call *call, int path);
#endif
