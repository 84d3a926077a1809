// Products of quantised matrices with activations rounded to int8. For a row w and activations
// x[i] = a q[i] (a one scale for 32, as `quantized.h` has it for weights)
//
//     sum of w x = sum over parts of  a (d[0] Q[0] + d[1] Q[1]) + m s
//
// with Q[h] the integer dot of half h of the part, and s = a * (sum of q).
#include "quantized.h"
#include "exp_avx2.h"
#include <math.h>

static void round_portable(int8_t *q, float *scale, float *sum, const float *x) {
  float most = 0;
  for (int i = 0; i < nl_part_weights; i++) most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
  float inverse = most > 0 ? 127.0f / most : 0;
  int32_t total = 0;
  for (int i = 0; i < nl_part_weights; i++) {
    float v = rintf(x[i] * inverse);
    q[i] = (int8_t)(v > 127 ? 127 : v > -127 ? v : -127);
    total += q[i];
  }
  *scale = most / 127.0f;
  *sum = *scale * (float)total;
}

static float row_portable(int form, const uint8_t *row, const int8_t *q, const float *scales,
                          const float *sums, size_t parts) {
  size_t each = nl_block_parts(form), size = nl_block_size(form);
  float sum = 0;
  for (size_t k = 0; k < parts; k++, q += nl_part_weights) {
    nl_part w = nl_read_part(form, row + k / each * size, k % each);
    int32_t dot[2] = {0, 0};
    for (int i = 0; i < nl_part_weights; i++) dot[i / 16] += (int32_t)w.q[i] * q[i];
    sum += scales[k] * (w.d[0] * (float)dot[0] + w.d[1] * (float)dot[1]) + w.m * sums[k];
  }
  return sum;
}

#ifdef NL_X86
NL_AVX2 static void round_avx2(int8_t *q, float *scale, float *sum, const float *x) {
  const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
  __m256 v[4], most = _mm256_setzero_ps();
  for (int i = 0; i < 4; i++) {
    v[i] = _mm256_loadu_ps(x + 8 * i);
    most = _mm256_max_ps(most, _mm256_and_ps(v[i], magnitude));
  }
  float largest = nl_max8(most);
  *scale = largest / 127.0f;
  __m256 inverse = _mm256_set1_ps(largest > 0 ? 127.0f / largest : 0);
  __m256i r[4];
  for (int i = 0; i < 4; i++) r[i] = _mm256_cvtps_epi32(_mm256_mul_ps(v[i], inverse));
  __m256i low = _mm256_packs_epi32(r[0], r[1]), high = _mm256_packs_epi32(r[2], r[3]);
  // The packs work within 128-bit halves; the permutation puts the groups of four back in order.
  __m256i packed = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(low, high),
                                               _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  _mm256_storeu_si256((__m256i *)q, packed);
  __m256i fours = _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set1_epi8(1), packed),
                                    _mm256_set1_epi16(1));
  *sum = *scale * nl_sum8(_mm256_cvtepi32_ps(fours));
}

// Every part k adds two numbers to lane k % 8 of a row's sums, in order of k: its integer dot times
// the scales, and m times the activations' sum. A row's result is the sum of the lanes, whichever
// of the two bodies below made them.

// Eight lanes of eight vectors, summed each: lane p is the sum of v[p].
NL_TILE __m256i sums_of_four(__m256i a, __m256i b, __m256i c, __m256i d) {
  __m256i ab = _mm256_add_epi32(_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
  __m256i cd = _mm256_add_epi32(_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d));
  return _mm256_add_epi32(_mm256_unpacklo_epi64(ab, cd), _mm256_unpackhi_epi64(ab, cd));
}

// Adds products of four unsigned by four signed bytes to each sum; no two products exceed 2^15.
NL_TILE __m256i add_fours(__m256i sums, __m256i u, __m256i q, const int vnni) {
  if (vnni) {
    // The same in one instruction, spelt so that the compiler need not know it.
    __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sums) : "x"(u), "x"(q));
    return sums;
  }
  __m256i pairs = _mm256_maddubs_epi16(u, q);
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

// Dots of 32 integers in eight sums of four: where w may be negative, of |w| with the numbers that
// have w's sign.
NL_TILE __m256i fours_of(const int form, __m256i w, const int8_t *x, const int vnni) {
  __m256i q = _mm256_loadu_si256((const __m256i *)x);
  if (nl_is_signed(form)) {
    q = _mm256_sign_epi8(q, w);
    w = _mm256_abs_epi8(w);
  }
  return add_fours(_mm256_setzero_si256(), w, q, vnni);
}

// Rows of activations, `parts` parts each, that one call multiplies.
typedef struct {
  const int8_t *q;
  const float *scales, *sums;
  size_t parts;
} activations;

// Adds `left` parts (at most `most`) from part k on, whose first block is at `block`, to the lanes.
NL_TILE void add_parts(__m256 *lanes, const int form, const uint8_t *block, const activations *x,
                       size_t k, size_t left, const int most, const int n, const int vnni) {
  const size_t each = nl_block_parts(form), size = nl_block_size(form);
  __m256i halves[3][2];
  for (int b = 0; b < n; b++) halves[b][1] = _mm256_setzero_si256();
#pragma clang loop unroll(full)
  for (int f = 0; f < most; f += 4) {
    __m256i fours[3][4];
#pragma clang loop unroll(full)
    for (int p = f; p < f + 4; p++) {
      if (p >= most || (size_t)p >= left) {
        for (int b = 0; b < n; b++) fours[b][p - f] = _mm256_setzero_si256();
        continue;
      }
      __m256i w = nl_read_weights8(form, each == 8 ? block : block + (size_t)p * size, p);
      for (int b = 0; b < n; b++) {
        __m256i sums = fours_of(form, w, x->q + (b * x->parts + k + (size_t)p) * nl_part_weights,
                                vnni);
        if (form == nl_q6_k) sums = _mm256_mullo_epi32(sums, nl_q6_k_scales8(block, p));
        fours[b][p - f] = sums;
      }
    }
    for (int b = 0; b < n; b++)
      halves[b][f / 4] = sums_of_four(fours[b][0], fours[b][1], fours[b][2], fours[b][3]);
  }
  nl_scales8 s = nl_read_scales8(form, block, left);
  __m256i some = nl_lanes(left);
  for (int b = 0; b < n; b++) {
    size_t at = b * x->parts + k;
    __m256i dots = _mm256_add_epi32(_mm256_permute2x128_si256(halves[b][0], halves[b][1], 0x20),
                                    _mm256_permute2x128_si256(halves[b][0], halves[b][1], 0x31));
    __m256 scale = most == 8 ? _mm256_loadu_ps(x->scales + at)
                             : _mm256_maskload_ps(x->scales + at, some);
    scale = _mm256_mul_ps(s.d, scale);
    lanes[b] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(dots), lanes[b]);
    if (nl_is_signed(form)) continue;
    __m256 sums = most == 8 ? _mm256_loadu_ps(x->sums + at)
                            : _mm256_maskload_ps(x->sums + at, some);
    lanes[b] = _mm256_fmadd_ps(s.m, sums, lanes[b]);
  }
}

// One weight row times n activation rows.
NL_TILE void row_product(float *out, size_t out_stride, const int form, const uint8_t *row,
                         const activations *x, const int n, const int vnni) {
  const size_t step = 8 / nl_block_parts(form) * nl_block_size(form);
  __m256 lanes[3];
  for (int b = 0; b < n; b++) lanes[b] = _mm256_setzero_ps();
  size_t k = 0;
  for (; k + 8 <= x->parts; k += 8, row += step) add_parts(lanes, form, row, x, k, 8, 8, n, vnni);
  size_t left = x->parts - k;
  if (left > 4)
    add_parts(lanes, form, row, x, k, left, 7, n, vnni);
  else if (left > 2)
    add_parts(lanes, form, row, x, k, left, 4, n, vnni);
  else if (left > 0)
    add_parts(lanes, form, row, x, k, left, 2, n, vnni);
  for (int b = 0; b < n; b++) out[b * out_stride] = nl_sum8(lanes[b]);
}

// Weight rows of one tile, and parts of them that are unpacked at once.
enum { tile_rows = 4, tile_parts = 64, tile_groups = 8, lane_sums = 8 * tile_rows };

// Parts of up to four weight rows, ready for many activations.
typedef struct {
  // As nl_raw_weights8 gives them, but Q8_0 with 128 more for the instruction that takes all bytes.
  uint8_t q[tile_rows][tile_parts * nl_part_weights];
  float d[tile_rows][tile_parts], m[tile_rows][tile_parts];
  int32_t halves[tile_rows][tile_parts][2];  // integer scales, of Q6_K only
} unpacked;

NL_TILE void unpack(unpacked *to, const int r, const int form, const uint8_t *row, size_t parts,
                    const int vnni) {
  const size_t each = nl_block_parts(form), size = nl_block_size(form);
  for (size_t k = 0; k < parts; k += 8, row += 8 / each * size) {
    size_t left = parts - k < 8 ? parts - k : 8;
    nl_scales8 s = nl_read_scales8(form, row, left);
    _mm256_storeu_ps(to->d[r] + k, s.d);
    _mm256_storeu_ps(to->m[r] + k, s.m);
#pragma clang loop unroll(full)
    for (int p = 0; p < 8; p++) {
      if ((size_t)p >= left) break;
      __m256i w = nl_raw_weights8(form, each == 8 ? row : row + (size_t)p * size, p);
      if (form == nl_q8_0 && vnni) w = _mm256_xor_si256(w, _mm256_set1_epi8(-128));
      _mm256_storeu_si256((__m256i *)(to->q[r] + (k + (size_t)p) * nl_part_weights), w);
      if (form == nl_q6_k) {
        to->halves[r][k + (size_t)p][0] = (int8_t)row[192 + 2 * p];
        to->halves[r][k + (size_t)p][1] = (int8_t)row[193 + 2 * p];
      }
    }
  }
}

// Groups of eight activation rows, side by side in the lanes: `q` (parts, 8, 8 rows, 4), scales and
// totals (parts, 8 rows); `group` parts lie between one group and the next.
typedef struct {
  const int8_t *q;
  const float *scales;
  const int32_t *totals;
  size_t group;
} group_activations;

NL_TILE __m256i broadcast4(const uint8_t *bytes) {
  int32_t four;
  memcpy(&four, bytes, 4);
  return _mm256_set1_epi32(four);
}

// Adds part k of the unpacked rows (part `at` of the activations) to lane sums[r * g_n + g].
NL_TILE void add_tile(__m256 *sums, const int form, const unpacked *w, size_t k,
                      const group_activations *x, size_t at, const int r_n, const int g_n,
                      const int vnni) {
  const int is_signed = form == nl_q6_k || (form == nl_q8_0 && !vnni);
  // Two products of 15 and 127, eight times, stay below 2^15.
  const int is_short = !is_signed && !vnni;
  __m256i dots[8], first[8];
  for (int i = 0; i < r_n * g_n; i++) dots[i] = _mm256_setzero_si256();
#pragma clang loop unroll(full)
  for (int step = 0; step < 8; step++) {
    if (form == nl_q6_k && step == 4)
      for (int i = 0; i < r_n * g_n; i++) {
        first[i] = _mm256_mullo_epi32(dots[i], _mm256_set1_epi32(w->halves[i / g_n][k][0]));
        dots[i] = _mm256_setzero_si256();
      }
    __m256i q[2];
    for (int g = 0; g < g_n; g++)
      q[g] = nl_bytes32((const uint8_t *)x->q + ((g * x->group + at) * 8 + (size_t)step) * 32);
    for (int r = 0; r < r_n; r++) {
      __m256i four = broadcast4(w->q[r] + k * nl_part_weights + 4 * step);
      __m256i magnitude = is_signed ? _mm256_abs_epi8(four) : four;
      for (int g = 0; g < g_n; g++) {
        __m256i *dot = dots + r * g_n + g;
        if (is_short)
          *dot = _mm256_add_epi16(*dot, _mm256_maddubs_epi16(four, q[g]));
        else
          *dot = add_fours(*dot, magnitude, is_signed ? _mm256_sign_epi8(q[g], four) : q[g], vnni);
      }
    }
  }
  for (int g = 0; g < g_n; g++) {
    size_t lane = (g * x->group + at) * 8;
    __m256 scale = _mm256_loadu_ps(x->scales + lane);
    __m256i totals = _mm256_loadu_si256((const __m256i *)(x->totals + lane));
    __m256 rest = _mm256_mul_ps(scale, _mm256_cvtepi32_ps(totals));
    for (int r = 0; r < r_n; r++) {
      const int i = r * g_n + g;
      __m256i dot = dots[i];
      if (is_short) dot = _mm256_madd_epi16(dot, _mm256_set1_epi16(1));
      if (form == nl_q8_0 && vnni) dot = _mm256_sub_epi32(dot, _mm256_slli_epi32(totals, 7));
      if (form == nl_q4_0) dot = _mm256_sub_epi32(dot, _mm256_slli_epi32(totals, 3));
      if (form == nl_q6_k)
        dot = _mm256_add_epi32(
            first[i], _mm256_mullo_epi32(dot, _mm256_set1_epi32(w->halves[r][k][1])));
      __m256 both = _mm256_mul_ps(_mm256_broadcast_ss(w->d[r] + k), scale);
      sums[i] = _mm256_fmadd_ps(both, _mm256_cvtepi32_ps(dot), sums[i]);
      if (!nl_is_signed(form))
        sums[i] = _mm256_fmadd_ps(_mm256_broadcast_ss(w->m[r] + k), rest, sums[i]);
    }
  }
}

// The sum of eight vectors `step` apart, in the order of nl_sum8.
NL_TILE __m256 sum_lanes(const __m256 *v, size_t step) {
  __m256 s0 = _mm256_add_ps(v[0], v[4 * step]), s1 = _mm256_add_ps(v[step], v[5 * step]);
  __m256 s2 = _mm256_add_ps(v[2 * step], v[6 * step]);
  __m256 s3 = _mm256_add_ps(v[3 * step], v[7 * step]);
  return _mm256_add_ps(_mm256_add_ps(s0, s2), _mm256_add_ps(s1, s3));
}

// Writes the results of `rows` activation rows of group g.
NL_TILE void write_group(float *out, size_t out_stride, const __m256 *sums, size_t rows, int g,
                         const int r_n, const int g_n) {
  float results[tile_rows][8];
  for (int r = 0; r < r_n; r++)
    _mm256_storeu_ps(results[r], sum_lanes(sums + r * g_n + g, (size_t)(r_n * g_n)));
  for (size_t b = 0; b < rows && b < 8; b++)
    for (int r = 0; r < r_n; r++) out[b * out_stride + (size_t)r] = results[r][b];
}

// r_n weight rows from `row` on times g_n groups from `group` on.
NL_TILE void tile_product(const nl_quantized_call *c, const int form, unpacked *w, __m256 *sums,
                          size_t from, size_t count, size_t group, const int r_n, const int g_n,
                          const int vnni) {
  size_t parts = c->columns / nl_part_weights;
  group_activations x = {c->group_q + group * parts * 256, c->group_scales + group * parts * 8,
                         c->group_totals + group * parts * 8, parts};
  for (size_t k = 0; k < count; k++)
    add_tile(sums + (from + k) % 8 * (size_t)(r_n * g_n), form, w, k, &x, from + k, r_n, g_n,
             vnni);
}

// r_n weight rows times at most tile_groups groups of activation rows from `group` on.
NL_TILE void tiles_product(const nl_quantized_call *c, const int form, size_t row, size_t group,
                           size_t groups, const int r_n, const int vnni) {
  size_t parts = c->columns / nl_part_weights, size = nl_row_size(form, c->columns);
  unpacked w;
  __m256 sums[tile_groups * lane_sums];
  for (size_t i = 0; i < groups * lane_sums; i++) sums[i] = _mm256_setzero_ps();
  for (size_t from = 0; from < parts; from += tile_parts) {
    size_t count = parts - from < tile_parts ? parts - from : tile_parts;
    for (int r = 0; r < r_n; r++)
      unpack(&w, r, form, c->weights + (row + (size_t)r) * size +
             from / nl_block_parts(form) * nl_block_size(form), count, vnni);
    size_t g = 0;
    for (; g + 2 <= groups; g += 2)
      tile_product(c, form, &w, sums + g * lane_sums, from, count, group + g, r_n, 2, vnni);
    if (g < groups)
      tile_product(c, form, &w, sums + g * lane_sums, from, count, group + g, r_n, 1, vnni);
  }
  for (size_t g = 0; g < groups; g++) {
    size_t first = (group + g) * 8;
    float *out = c->out + first * c->out_stride + row;
    const __m256 *pair = sums + g / 2 * 2 * lane_sums;
    if (g + 1 < groups || g % 2 == 1)
      write_group(out, c->out_stride, pair, c->batch - first, (int)(g % 2), r_n, 2);
    else
      write_group(out, c->out_stride, pair, c->batch - first, 0, r_n, 1);
  }
}

NL_TILE void rows_product(const nl_quantized_call *c, const int form, size_t first, size_t last,
                          size_t b, const int n, const int vnni) {
  size_t parts = c->columns / nl_part_weights, size = nl_row_size(form, c->columns);
  activations x = {c->q + b * c->columns, c->scales + b * parts, c->sums + b * parts, parts};
  for (size_t r = first; r < last; r++)
    row_product(c->out + b * c->out_stride + r, c->out_stride, form, c->weights + r * size, &x, n,
                vnni);
}

// Sixteen weight rows at a time, which stay in the cache until every activation row had them.
NL_TILE void multiply_form(const nl_quantized_call *c, const int form, const int vnni) {
  size_t groups = nl_activation_groups(c->batch);
  for (size_t r = c->first, end; r < c->last; r = end) {
    end = c->last - r < 16 ? c->last : r + 16;
    for (size_t g = 0, some; g < groups; g += some) {
      some = groups - g < tile_groups ? groups - g : tile_groups;
      size_t row = r;
      for (; row + tile_rows <= end; row += tile_rows)
        tiles_product(c, form, row, g, some, tile_rows, vnni);
      for (; row < end; row++) tiles_product(c, form, row, g, some, 1, vnni);
    }
    switch (c->batch < 8 * groups ? 0 : c->batch - 8 * groups) {
      case 0: break;
      case 1: rows_product(c, form, r, end, 8 * groups, 1, vnni); break;
      case 2: rows_product(c, form, r, end, 8 * groups, 2, vnni); break;
      default: rows_product(c, form, r, end, 8 * groups, 3, vnni); break;
    }
  }
}

NL_AVX2 static void multiply_avx2(const nl_quantized_call *c) {
  switch (c->form) {
    case nl_q4_0: multiply_form(c, nl_q4_0, 0); break;
    case nl_q4_1: multiply_form(c, nl_q4_1, 0); break;
    case nl_q4_k: multiply_form(c, nl_q4_k, 0); break;
    case nl_q6_k: multiply_form(c, nl_q6_k, 0); break;
    default: multiply_form(c, nl_q8_0, 0); break;
  }
}

NL_AVX2 static void multiply_vnni(const nl_quantized_call *c) {
  switch (c->form) {
    case nl_q4_0: multiply_form(c, nl_q4_0, 1); break;
    case nl_q4_1: multiply_form(c, nl_q4_1, 1); break;
    case nl_q4_k: multiply_form(c, nl_q4_k, 1); break;
    case nl_q6_k: multiply_form(c, nl_q6_k, 1); break;
    default: multiply_form(c, nl_q8_0, 1); break;
  }
}
#endif

size_t nl_quantized_block_size(nl_form form) { return nl_block_size(form); }

size_t nl_quantized_block_weights(nl_form form) {
  return nl_block_parts(form) * nl_part_weights;
}

// From four rows on a group costs less than single rows; what it lacks of eight is zeros.
size_t nl_activation_groups(size_t rows) { return (rows + 4) / 8; }

void nl_group_activations(int8_t *group_q, float *group_scales, int32_t *group_totals,
                          const int8_t *q, const float *scales, size_t rows, size_t columns) {
  size_t parts = columns / nl_part_weights, groups = nl_activation_groups(rows);
  if (rows < 8 * groups) {
    size_t last = (groups - 1) * 8 * parts, count = 8 * parts;
    memset(group_q + last * nl_part_weights, 0, count * nl_part_weights);
    memset(group_scales + last, 0, count * sizeof(float));
    memset(group_totals + last, 0, count * sizeof(int32_t));
  }
  for (size_t b = 0; b < rows && b < 8 * groups; b++)
    for (size_t k = 0; k < parts; k++, q += nl_part_weights) {
      size_t lane = (b / 8 * parts + k) * 8 + b % 8;
      int8_t *to = group_q + (lane - b % 8) * nl_part_weights + b % 8 * 4;
      for (int step = 0; step < 8; step++) memcpy(to + 32 * step, q + 4 * step, 4);
      int32_t total = 0;
      for (int i = 0; i < nl_part_weights; i++) total += q[i];
      group_scales[lane] = scales[b * parts + k];
      group_totals[lane] = total;
    }
}

void nl_round_activations(int8_t *q, float *scales, float *sums, const float *x, size_t rows,
                          size_t columns, int path) {
  size_t parts = rows * (columns / nl_part_weights);
  for (size_t k = 0; k < parts; k++) {
    size_t at = k * nl_part_weights;
#ifdef NL_X86
    if (nl_use_avx2(path)) {
      round_avx2(q + at, scales + k, sums + k, x + at);
      continue;
    }
#endif
    round_portable(q + at, scales + k, sums + k, x + at);
  }
}

void nl_quantized_multiply(const nl_quantized_call *c, int path) {
#ifdef NL_X86
  if (nl_use_vnni(path)) {
    multiply_vnni(c);
    return;
  }
  if (nl_use_avx2(path)) {
    multiply_avx2(c);
    return;
  }
#endif
  size_t parts = c->columns / nl_part_weights;
  for (size_t r = c->first; r < c->last; r++) {
    const uint8_t *row = c->weights + r * nl_row_size(c->form, c->columns);
    for (size_t b = 0; b < c->batch; b++)
      c->out[b * c->out_stride + r] = row_portable(
          c->form, row, c->q + b * c->columns, c->scales + b * parts, c->sums + b * parts, parts);
  }
}

void nl_quantized_row(float *out, const uint8_t *row, size_t columns, nl_form form) {
  size_t each = nl_block_parts(form), size = nl_block_size(form);
  for (size_t k = 0; k < columns / nl_part_weights; k++) {
    nl_part w = nl_read_part(form, row + k / each * size, k % each);
    for (int i = 0; i < nl_part_weights; i++)
      out[k * nl_part_weights + i] = w.d[i / 16] * (float)w.q[i] + w.m;
  }
}
