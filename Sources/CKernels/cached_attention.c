// Attention over cached keys and values in half precision: scores, softmax, weighted values.
//
// A score is a sum over channels in order, a result a sum over positions in order, whatever the
// tiles: sums are 32-bit, and halves are widened on the way.
#include "CKernels.h"
#include "exp_avx2.h"
#include "half.h"
#include <string.h>

static void store_portable(uint16_t *keys, uint16_t *values, const float *key, const float *value,
                           size_t from, size_t head_size) {
  for (size_t d = from; d < head_size; d++) {
    keys[8 * d] = nl_half_nearest(key[d]);
    values[d] = nl_half_nearest(value[d]);
  }
}

static float widened(const uint16_t *half) { return nl_half((const uint8_t *)half); }

// Scores of one query for positions 0 ..< count.
static void scores_portable(float *scores, const float *query, const uint16_t *keys, size_t count,
                            size_t head_size, float scale) {
  for (size_t p = 0; p < count; p++) {
    const uint16_t *key = keys + p / 8 * 8 * head_size + p % 8;
    float sum = 0;
    for (size_t d = 0; d < head_size; d++) sum += query[d] * widened(key + 8 * d);
    scores[p] = scale * sum;
  }
}

static void values_portable(float *out, const float *weights, const uint16_t *values, size_t count,
                            size_t channels, size_t head_size) {
  for (size_t p = 0; p < count; p++)
    for (size_t d = 0; d < channels; d++)
      out[d] += weights[p] * widened(values + p * head_size + d);
}

// Up to six queries that read the same keys and values.
enum { most_queries = 6 };
typedef struct {
  int n;
  const float *queries[most_queries];
  float *scores[most_queries], *out[most_queries];
  size_t count;
} query_tile;

#ifdef NL_X86
NL_TILE __m256 widened8(const uint16_t *halves) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)halves));
}

NL_TILE __m128i halves8(const float *x) {
  const __m256 most = _mm256_set1_ps(nl_half_largest);
  // The order of the arguments keeps a NaN.
  __m256 v = _mm256_min_ps(most, _mm256_loadu_ps(x));
  v = _mm256_max_ps(_mm256_sub_ps(_mm256_setzero_ps(), most), v);
  return _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT);
}

NL_AVX2 static size_t store_avx2(uint16_t *keys, uint16_t *values, const float *key,
                                 const float *value, size_t head_size) {
  size_t d = 0;
  for (; d + 8 <= head_size; d += 8) {
    uint16_t eight[8];
    _mm_storeu_si128((__m128i *)eight, halves8(key + d));
    for (int i = 0; i < 8; i++) keys[8 * (d + i)] = eight[i];
    _mm_storeu_si128((__m128i *)(values + d), halves8(value + d));
  }
  return d;
}

// Scores of n queries for m blocks of 8 positions, of the last only the `lanes` first.
NL_TILE void scores_tile(float *const *scores, const float *const *queries, const uint16_t *keys,
                         size_t head_size, float scale, size_t lanes, const int n, const int m) {
  __m256 sums[12];
  for (int i = 0; i < n * m; i++) sums[i] = _mm256_setzero_ps();
  for (size_t d = 0; d < head_size; d++) {
    __m256 key[8];
    for (int j = 0; j < m; j++) key[j] = widened8(keys + (j * head_size + d) * 8);
    for (int i = 0; i < n; i++) {
      __m256 query = _mm256_broadcast_ss(queries[i] + d);
      for (int j = 0; j < m; j++) sums[i * m + j] = _mm256_fmadd_ps(query, key[j], sums[i * m + j]);
    }
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) {
      __m256 score = _mm256_mul_ps(_mm256_set1_ps(scale), sums[i * m + j]);
      if (j < m - 1 || lanes == 8)
        _mm256_storeu_ps(scores[i] + 8 * j, score);
      else
        _mm256_maskstore_ps(scores[i] + 8 * j, nl_lanes(lanes), score);
    }
}

NL_TILE void scores_run(const query_tile *t, const uint16_t *keys, size_t head_size, float scale,
                        const int n, const int m) {
  float *to[most_queries];
  for (int i = 0; i < n; i++) to[i] = t->scores[i];
  size_t p = 0;
  for (; p + 8 * (size_t)m <= t->count; p += 8 * (size_t)m, keys += 8 * m * head_size) {
    scores_tile(to, t->queries, keys, head_size, scale, 8, n, m);
    for (int i = 0; i < n; i++) to[i] += 8 * m;
  }
  if (m == 8 && p + 32 <= t->count) {
    scores_tile(to, t->queries, keys, head_size, scale, 8, n, 4);
    for (int i = 0; i < n; i++) to[i] += 32;
    keys += 32 * head_size;
    p += 32;
  }
  for (; p < t->count; p += 8, keys += 8 * head_size) {
    size_t left = t->count - p;
    scores_tile(to, t->queries, keys, head_size, scale, left < 8 ? left : 8, n, 1);
    for (int i = 0; i < n; i++) to[i] += 8;
  }
}

NL_AVX2 static void scores_avx2(const query_tile *t, const uint16_t *keys, size_t head_size,
                                float scale) {
  switch (t->n) {
    case 1: scores_run(t, keys, head_size, scale, 1, 8); break;
    case 2: scores_run(t, keys, head_size, scale, 2, 4); break;
    case 3: scores_run(t, keys, head_size, scale, 3, 4); break;
    case 4: scores_run(t, keys, head_size, scale, 4, 2); break;
    case 5: scores_run(t, keys, head_size, scale, 5, 2); break;
    default: scores_run(t, keys, head_size, scale, 6, 2); break;
  }
}

// Adds the weighted values of n queries to m vectors of eight channels each, from channel d on.
NL_TILE void values_tile(const query_tile *t, const uint16_t *values, size_t d, size_t head_size,
                         const int n, const int m) {
  __m256 sums[12];
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) sums[i * m + j] = _mm256_loadu_ps(t->out[i] + d + 8 * j);
  values += d;
  for (size_t p = 0; p < t->count; p++, values += head_size) {
    __m256 value[8];
    for (int j = 0; j < m; j++) value[j] = widened8(values + 8 * j);
    for (int i = 0; i < n; i++) {
      __m256 weight = _mm256_broadcast_ss(t->scores[i] + p);
      for (int j = 0; j < m; j++)
        sums[i * m + j] = _mm256_fmadd_ps(weight, value[j], sums[i * m + j]);
    }
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) _mm256_storeu_ps(t->out[i] + d + 8 * j, sums[i * m + j]);
}

NL_TILE void values_run(const query_tile *t, const uint16_t *values, size_t from, size_t to,
                        size_t head_size, const int n, const int m) {
  size_t d = from;
  for (; d + 8 * (size_t)m <= to; d += 8 * (size_t)m) values_tile(t, values, d, head_size, n, m);
  if (m > 4)
    for (; d + 32 <= to; d += 32) values_tile(t, values, d, head_size, n, 4);
  for (; d < to; d += 8) values_tile(t, values, d, head_size, n, 1);
}

NL_AVX2 static void values_avx2(const query_tile *t, const uint16_t *values, size_t from,
                                size_t to, size_t head_size) {
  switch (t->n) {
    case 1: values_run(t, values, from, to, head_size, 1, 8); break;
    case 2: values_run(t, values, from, to, head_size, 2, 4); break;
    case 3: values_run(t, values, from, to, head_size, 3, 4); break;
    case 4: values_run(t, values, from, to, head_size, 4, 2); break;
    case 5: values_run(t, values, from, to, head_size, 5, 2); break;
    default: values_run(t, values, from, to, head_size, 6, 2); break;
  }
}
#endif

static int is_fast(const nl_cached_attention_call *c, int path) {
#ifdef NL_X86
  return nl_use_avx2(path) && c->head_size % 8 == 0;
#else
  return 0;
#endif
}

// Whether two rows read the same positions but for how many of them; then one tile serves both,
// and what lies beyond the count of one gets the weight zero.
static int reads_alike(const nl_cached_attention_call *c, int tail, size_t a, size_t b) {
  if (tail) return c->tail_keys[a] == c->tail_keys[b] && c->prompt_counts[a] == c->prompt_counts[b];
  if (c->prompt_counts[a] == c->prompt_counts[b]) return 1;
  return c->tail_counts[a] == 0 && c->tail_counts[b] == 0;
}

// The tile of prompts or tails that begins with query `index` = row * group + head.
static query_tile tile_at(const nl_cached_attention_call *c, int tail, size_t index) {
  query_tile t = {0};
  size_t queries = c->rows * c->group, first = index / c->group, end = index, n;
  while (end < queries && end - index < 2 * most_queries &&
         reads_alike(c, tail, first, end / c->group))
    end++;
  n = end - index;
  // Seven to eleven queries make two tiles of about equal size.
  n = n <= most_queries ? n : n < 2 * most_queries ? (n + 1) / 2 : most_queries;
  for (; (size_t)t.n < n; t.n++, index++) {
    size_t row = index / c->group, place = row * c->stride + index % c->group * c->head_size;
    size_t count = (size_t)(tail ? c->tail_counts : c->prompt_counts)[row];
    if (count > t.count) t.count = count;
    t.queries[t.n] = c->query + place;
    t.out[t.n] = c->out + place;
    t.scores[t.n] = c->scratch + index * c->scratch_columns + (tail ? c->prompt_counts[row] : 0);
  }
  return t;
}

// Narrows the tile to its positions from ..< to; 0 when there are none.
static int narrow(query_tile *t, size_t from, size_t to) {
  if (to > t->count) to = t->count;
  if (from >= to) return 0;
  t->count = to - from;
  for (int i = 0; i < t->n; i++) t->scores[i] += from;
  return 1;
}

// Positions whose keys or values stay in the first-level cache while all queries read them.
static size_t span_positions(size_t head_size) {
  size_t eights = 96 / head_size;
  return 64 * (eights > 1 ? eights : 1);
}

static size_t most_positions(const nl_cached_attention_call *c, int tail) {
  size_t most = 0;
  for (size_t row = 0; row < c->rows; row++) {
    size_t count = (size_t)(tail ? c->tail_counts : c->prompt_counts)[row];
    if (count > most) most = count;
  }
  return most;
}

void nl_attention_scores(const nl_cached_attention_call *c, size_t part, size_t parts, int path) {
  size_t size = c->head_size, queries = c->rows * c->group, span = span_positions(size);
  int fast = is_fast(c, path);
  for (int tail = 0; tail < 2; tail++) {
    size_t blocks = (most_positions(c, tail) + 7) / 8;
    size_t from = blocks * part / parts * 8, end = blocks * (part + 1) / parts * 8;
    for (size_t to; from < end; from = to) {
      to = end - from < span ? end : from + span;
      for (size_t i = 0; i < queries;) {
        query_tile t = tile_at(c, tail, i);
        const uint16_t *keys = (tail ? c->tail_keys[i / c->group] : c->prompt_keys) + from * size;
        i += (size_t)t.n;
        if (!narrow(&t, from, to)) continue;
#ifdef NL_X86
        if (fast) {
          scores_avx2(&t, keys, size, c->scale);
          continue;
        }
#endif
        for (int k = 0; k < t.n; k++)
          scores_portable(t.scores[k], t.queries[k], keys, t.count, size, c->scale);
      }
    }
  }
}

void nl_attention_softmax(const nl_cached_attention_call *c, size_t part, size_t parts, int path) {
  size_t most = 0;
  for (size_t row = 0; row < c->rows; row++) {
    size_t count = (size_t)(c->prompt_counts[row] + c->tail_counts[row]);
    if (count > most) most = count;
  }
  for (size_t i = part; i < c->rows * c->group; i += parts) {
    size_t row = i / c->group, count = (size_t)(c->prompt_counts[row] + c->tail_counts[row]);
    float *scores = c->scratch + i * c->scratch_columns;
    nl_softmax(scores, 1, count, path);
    memset(scores + count, 0, (most - count) * sizeof(float));
    memset(c->out + row * c->stride + i % c->group * c->head_size, 0, c->head_size * sizeof(float));
  }
}

void nl_attention_values(const nl_cached_attention_call *c, size_t part, size_t parts, int path) {
  size_t size = c->head_size, queries = c->rows * c->group, span = span_positions(size);
  size_t eights = (size + 7) / 8, first = eights * part / parts * 8;
  size_t last = eights * (part + 1) / parts * 8 < size ? eights * (part + 1) / parts * 8 : size;
  int fast = is_fast(c, path);
  for (int tail = 0; tail < 2; tail++) {
    size_t most = most_positions(c, tail);
    for (size_t from = 0; from < most; from += span)
      for (size_t i = 0; i < queries;) {
        query_tile t = tile_at(c, tail, i);
        const uint16_t *values =
            (tail ? c->tail_values[i / c->group] : c->prompt_values) + from * size;
        i += (size_t)t.n;
        if (!narrow(&t, from, from + span)) continue;
#ifdef NL_X86
        if (fast) {
          values_avx2(&t, values, first, last, size);
          continue;
        }
#endif
        for (int k = 0; k < t.n; k++)
          values_portable(t.out[k] + first, t.scores[k], values + first, t.count, last - first,
                          size);
      }
  }
}

void nl_cache_store(uint16_t *keys, uint16_t *values, const float *key, const float *value,
                    size_t position, size_t head_size, int path) {
  keys += position / 8 * 8 * head_size + position % 8;
  values += position * head_size;
  size_t d = 0;
#ifdef NL_X86
  if (nl_use_avx2(path)) d = store_avx2(keys, values, key, value, head_size);
#endif
  store_portable(keys, values, key, value, d, head_size);
}
