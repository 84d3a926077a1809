// Attention over cached keys and values: scores, softmax, weighted values.
#include "CKernels.h"
#include "exp_avx2.h"
#include <string.h>

void nl_cache_key(float *keys, const float *key, size_t position, size_t head_size) {
  float *to = keys + position / 8 * 8 * head_size + position % 8;
  for (size_t d = 0; d < head_size; d++) to[8 * d] = key[d];
}

// Scores of one query for the first `count` positions, rounded up to 8.
static void scores_portable(float *scores, const float *query, const float *keys, size_t count,
                            size_t head_size, float scale) {
  for (size_t p = 0; p < count; p += 8, keys += 8 * head_size) {
    float sums[8] = {0};
    for (size_t d = 0; d < head_size; d++)
      for (int i = 0; i < 8; i++) sums[i] += query[d] * keys[8 * d + i];
    for (int i = 0; i < 8; i++) scores[p + i] = scale * sums[i];
  }
}

static void values_portable(float *out, const float *weights, const float *values, size_t count,
                            size_t head_size) {
  for (size_t p = 0; p < count; p++)
    for (size_t d = 0; d < head_size; d++) out[d] += weights[p] * values[p * head_size + d];
}

#ifdef NL_X86
// Scores of n queries for m blocks of 8 positions; each sum runs over d alone, in order.
NL_TILE void scores_tile(float *const *scores, const float *const *queries, const float *keys,
                            size_t head_size, float scale, const int n, const int m) {
  __m256 sums[8];
  for (int i = 0; i < n * m; i++) sums[i] = _mm256_setzero_ps();
  for (size_t d = 0; d < head_size; d++) {
    __m256 key[8];
    for (int j = 0; j < m; j++) key[j] = _mm256_loadu_ps(keys + (j * head_size + d) * 8);
    for (int i = 0; i < n; i++) {
      __m256 query = _mm256_broadcast_ss(queries[i] + d);
      for (int j = 0; j < m; j++) sums[i * m + j] = _mm256_fmadd_ps(query, key[j], sums[i * m + j]);
    }
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++)
      _mm256_storeu_ps(scores[i] + 8 * j, _mm256_mul_ps(_mm256_set1_ps(scale), sums[i * m + j]));
}

NL_TILE void scores_run(float *const *scores, const float *const *queries, const float *keys,
                           size_t count, size_t head_size, float scale, const int n,
                           const int m) {
  float *to[4];
  for (int i = 0; i < n; i++) to[i] = scores[i];
  size_t blocks = (count + 7) / 8, k = 0;
  for (; k + (size_t)m <= blocks; k += (size_t)m, keys += 8 * m * head_size) {
    scores_tile(to, queries, keys, head_size, scale, n, m);
    for (int i = 0; i < n; i++) to[i] += 8 * m;
  }
  for (; k < blocks; k++, keys += 8 * head_size) {
    scores_tile(to, queries, keys, head_size, scale, n, 1);
    for (int i = 0; i < n; i++) to[i] += 8;
  }
}

NL_AVX2 static void scores_avx2(float *const *scores, const float *const *queries, int n,
                              const float *keys, size_t count, size_t head_size, float scale) {
  switch (n) {
    case 1: scores_run(scores, queries, keys, count, head_size, scale, 1, 8); break;
    case 2: scores_run(scores, queries, keys, count, head_size, scale, 2, 4); break;
    case 3: scores_run(scores, queries, keys, count, head_size, scale, 3, 2); break;
    default: scores_run(scores, queries, keys, count, head_size, scale, 4, 2); break;
  }
}

// Adds the weighted values of n queries to m vectors of eight channels each.
NL_TILE void values_tile(float *const *out, const float *const *weights, const float *values,
                            size_t count, size_t head_size, const int n, const int m) {
  __m256 sums[8];
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) sums[i * m + j] = _mm256_loadu_ps(out[i] + 8 * j);
  for (size_t p = 0; p < count; p++, values += head_size) {
    __m256 value[8];
    for (int j = 0; j < m; j++) value[j] = _mm256_loadu_ps(values + 8 * j);
    for (int i = 0; i < n; i++) {
      __m256 weight = _mm256_broadcast_ss(weights[i] + p);
      for (int j = 0; j < m; j++) sums[i * m + j] = _mm256_fmadd_ps(weight, value[j], sums[i * m + j]);
    }
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) _mm256_storeu_ps(out[i] + 8 * j, sums[i * m + j]);
}

NL_TILE void values_run(float *const *out, const float *const *weights, const float *values,
                           size_t count, size_t head_size, const int n, const int m) {
  float *to[4];
  for (int i = 0; i < n; i++) to[i] = out[i];
  size_t d = 0;
  for (; d + 8 * (size_t)m <= head_size; d += 8 * (size_t)m) {
    values_tile(to, weights, values + d, count, head_size, n, m);
    for (int i = 0; i < n; i++) to[i] += 8 * m;
  }
  for (; d < head_size; d += 8) {
    values_tile(to, weights, values + d, count, head_size, n, 1);
    for (int i = 0; i < n; i++) to[i] += 8;
  }
}

NL_AVX2 static void values_avx2(float *const *out, const float *const *weights, int n,
                              const float *values, size_t count, size_t head_size) {
  switch (n) {
    case 1: values_run(out, weights, values, count, head_size, 1, 8); break;
    case 2: values_run(out, weights, values, count, head_size, 2, 4); break;
    case 3: values_run(out, weights, values, count, head_size, 3, 2); break;
    default: values_run(out, weights, values, count, head_size, 4, 2); break;
  }
}
#endif

// Up to four queries that read the same cache.
typedef struct {
  int n;
  const float *queries[4];
  float *scores[4], *out[4];
  size_t count;
} query_tile;

static void tile_scores(const query_tile *t, const float *keys, size_t head_size, float scale,
                        int fast) {
#ifdef NL_X86
  if (fast) {
    scores_avx2(t->scores, t->queries, t->n, keys, t->count, head_size, scale);
    return;
  }
#endif
  for (int i = 0; i < t->n; i++)
    scores_portable(t->scores[i], t->queries[i], keys, t->count, head_size, scale);
}

static void tile_values(const query_tile *t, const float *values, size_t head_size, int fast) {
#ifdef NL_X86
  if (fast) {
    values_avx2(t->out, (const float *const *)t->scores, t->n, values, t->count, head_size);
    return;
  }
#endif
  for (int i = 0; i < t->n; i++)
    values_portable(t->out[i], t->scores[i], values, t->count, head_size);
}

// Puts query `index` = (row - first) * group + head into the tile.
static void tile_add(query_tile *t, const nl_cached_attention_call *c, size_t first, size_t index) {
  size_t place = (first + index / c->group) * c->stride + index % c->group * c->head_size;
  t->queries[t->n] = c->query + place;
  t->out[t->n] = c->out + place;
  t->scores[t->n++] = c->scratch + index * c->scratch_columns;
}

// Up to four queries from `index` on that may share the prompt's keys in one pass: where rows
// stand at different positions (prefill), the weights beyond a row's own count are zeros.
static query_tile prompt_tile(const nl_cached_attention_call *c, size_t first, size_t index,
                              size_t queries) {
  query_tile t = {0};
  int tails = 0;
  for (; index < queries && t.n < 4; index++) {
    size_t row = first + index / c->group, count = (size_t)c->prompt_counts[row];
    tails |= c->tail_counts[row] > 0;
    if (t.n > 0 && count != t.count && tails) break;
    if (count > t.count) t.count = count;
    tile_add(&t, c, first, index);
  }
  return t;
}

static query_tile tail_tile(const nl_cached_attention_call *c, size_t first, size_t index,
                            size_t row_end) {
  query_tile t = {0};
  size_t row = first + index / c->group;
  t.count = (size_t)c->tail_counts[row];
  for (; index < row_end && t.n < 4; index++) {
    tile_add(&t, c, first, index);
    t.scores[t.n - 1] += c->prompt_counts[row];
  }
  return t;
}

// Attention of at most eight rows: scores into the scratch, softmax, weighted values.
static void attend(const nl_cached_attention_call *c, size_t first, size_t rows, int fast,
                   int path) {
  size_t queries = rows * c->group, size = c->head_size, most = 0;
  for (size_t i = 0; i < queries;) {
    query_tile t = prompt_tile(c, first, i, queries);
    tile_scores(&t, c->prompt_keys, size, c->scale, fast);
    if (t.count > most) most = t.count;
    i += (size_t)t.n;
  }
  // The tail's scores follow the prompt's without a gap: the sums then do not show the seam.
  for (size_t i = 0; i < queries;) {
    query_tile t = tail_tile(c, first, i, (i / c->group + 1) * c->group);
    if (t.count > 0) tile_scores(&t, c->tail_keys[first + i / c->group], size, c->scale, fast);
    i += (size_t)t.n;
  }
  for (size_t i = 0; i < queries; i++) {
    size_t row = first + i / c->group;
    size_t count = (size_t)(c->prompt_counts[row] + c->tail_counts[row]);
    float *scores = c->scratch + i * c->scratch_columns;
    nl_softmax(scores, 1, count, path);
    if (count < most) memset(scores + count, 0, (most - count) * sizeof(float));
    memset(c->out + row * c->stride + i % c->group * size, 0, size * sizeof(float));
  }
  for (size_t i = 0; i < queries;) {
    query_tile t = prompt_tile(c, first, i, queries);
    tile_values(&t, c->prompt_values, size, fast);
    i += (size_t)t.n;
  }
  for (size_t i = 0; i < queries;) {
    query_tile t = tail_tile(c, first, i, (i / c->group + 1) * c->group);
    if (t.count > 0) tile_values(&t, c->tail_values[first + i / c->group], size, fast);
    i += (size_t)t.n;
  }
}

void nl_cached_attention(const nl_cached_attention_call *call, int path) {
  int fast = 0;
#ifdef NL_X86
  fast = nl_use_avx2(path) && call->head_size % 8 == 0;
#endif
  for (size_t first = 0; first < call->rows; first += 8) {
    size_t rows = call->rows - first < 8 ? call->rows - first : 8;
    attend(call, first, rows, fast, path);
  }
}
