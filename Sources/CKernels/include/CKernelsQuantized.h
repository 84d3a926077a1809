// Products with matrices in the forms of GGUF files, and attention over cached keys.
//
// `path` is as in CKernels.h. Within one path every result depends on its own row only: not on
// how many rows share the call, nor on how a call is split. Weights may have any alignment.
#ifndef NIGHTLOOM_CKERNELS_QUANTIZED_H
#define NIGHTLOOM_CKERNELS_QUANTIZED_H
#include <stddef.h>
#include <stdint.h>

// quantized.c: rows of blocks; `quantized.h` draws the bytes of each form.
typedef enum { nl_q8_0, nl_q4_0, nl_q4_1, nl_q4_k, nl_q6_k } nl_form;
size_t nl_quantized_block_size(nl_form form);  // bytes
size_t nl_quantized_block_weights(nl_form form);

// Rounds x (rows, columns) to int8 in parts of 32: scale = max |x| / 127, q (rows, columns);
// scales and sums (rows, columns / 32) with sum = scale * (sum of q).
void nl_round_activations(int8_t *q, float *scales, float *sums, const float *x, size_t rows,
                          size_t columns, int path);

// Lays rounded rows side by side, eight to a group: group_q (groups, parts, 8, 8 rows, 4), scales
// and totals (the sums of q) (groups, parts, 8 rows). Rows beyond the groups are left out.
size_t nl_activation_groups(size_t rows);
void nl_group_activations(int8_t *group_q, float *group_scales, int32_t *group_totals,
                          const int8_t *q, const float *scales, size_t rows, size_t columns);

// out[b * out_stride + r] = sum of w[r] x[b] for weight rows r = first .. < last and activation
// rows b < batch, which nl_round_activations and nl_group_activations made. Each weight row is read
// once from memory.
typedef struct {
  nl_form form;
  float *out;
  size_t out_stride;
  const uint8_t *weights;
  size_t first, last, columns;
  const int8_t *q;
  const float *scales, *sums;
  const int8_t *group_q;
  const float *group_scales;
  const int32_t *group_totals;
  size_t batch;
} nl_quantized_call;
void nl_quantized_multiply(const nl_quantized_call *call, int path);

// The numbers of one row, out (columns).
void nl_quantized_row(float *out, const uint8_t *row, size_t columns, nl_form form);

// half.c: the same for weights in half precision or, where bfloat is not 0, bfloat16, and for
// activations x (batch, columns) that are not rounded. Any number of columns.
typedef struct {
  int bfloat;
  float *out;
  size_t out_stride;
  const uint8_t *weights;
  size_t first, last, columns;
  const float *x;
  size_t batch;
} nl_half_call;
void nl_half_multiply(const nl_half_call *call, int path);
void nl_half_row(float *out, const uint8_t *row, size_t columns, int bfloat);

// cached_attention.c: keys and values are kept in half precision; all sums are 32-bit.
//
// Stores a key and a value (head_size each) at `position`, each number as its nearest half and at
// most 65504 in size. Keys lie in blocks of 8 positions, each (head_size, 8), so that eight scores
// are computed side by side; values (positions, head_size). The same bits on both paths.
void nl_cache_store(uint16_t *keys, uint16_t *values, const float *key, const float *value,
                    size_t position, size_t head_size, int path);

// Attention of one key-value head. Query row b attends to prompt positions 0 ..< prompt_counts[b]
// of the shared cache, then to positions 0 ..< tail_counts[b] of its own cache tail_keys[b],
// tail_values[b].
// query and out: row b, head g at b * stride + g * head_size, for g < group.
// out = sum of softmax(scale * q k) v, the sum in order of positions.
typedef struct {
  const float *query;
  float *out;
  size_t stride, rows, group, head_size;
  float scale;
  const uint16_t *prompt_keys, *prompt_values;
  const int32_t *prompt_counts;
  const uint16_t *const *tail_keys, *const *tail_values;
  const int32_t *tail_counts;
  float *scratch;          // (rows * group, scratch_columns)
  size_t scratch_columns;  // at least the prompt's and the tail's count
} nl_cached_attention_call;

// The three steps, each after all parts of the one before: scores into the scratch, their softmax,
// weighted values. Part 0 ..< parts are positions, queries and channels in turn: they may run side
// by side, and how many there are changes no bit.
void nl_attention_scores(const nl_cached_attention_call *call, size_t part, size_t parts, int path);
void nl_attention_softmax(const nl_cached_attention_call *call, size_t part, size_t parts,
                          int path);
void nl_attention_values(const nl_cached_attention_call *call, size_t part, size_t parts, int path);
#endif
