#include "CPixels.h"

#include <stddef.h>

// 255 in 64ths.
#define OPAQUE 16320

// All of something is one more 32768th than what fits into 16 bits.
static inline int16_t kept_share(int share) { return (int16_t)(share > 32767 ? 32767 : share); }

// A share, in 32768ths, of a value; halves are rounded up.
static inline int16_t product(int16_t value, int16_t share) { return (int16_t)((value * share + 16384) >> 15); }

static inline uint8_t byte(int32_t value) {
    int32_t rounded = (value + 16384) >> 15;
    return (uint8_t)(rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
}

#define NAME(name) name##_narrow
#define TARGET
#include "loops.h"
#undef NAME
#undef TARGET

static void add_rows_narrow(const uint8_t *const *rows, const int16_t *weights, int taps, int first, int count,
                            int16_t *target) {
    enum { block = 64 };
    int32_t sums[block];
    for (int start = first; start < count; start += block) {
        int length = count - start < block ? count - start : block;
        for (int x = 0; x < length; x++) sums[x] = 128;
        for (int tap = 0; tap < taps; tap++) {
            const uint8_t *row = rows[tap] + start;
            int32_t weight = weights[tap];
            for (int x = 0; x < length; x++) sums[x] += row[x] * weight;
        }
        for (int x = 0; x < length; x++) target[start + x] = (int16_t)(sums[x] >> 8);
    }
}

static void filter_row_narrow(const int16_t *source, const int32_t *starts, const int16_t *weights, int taps,
                              int first, int count, int16_t *target) {
    for (int x = first; x < count; x++) {
        const int16_t *from = source + starts[x];
        const int16_t *weight = weights + (ptrdiff_t)x * taps;
        int32_t sum = 8192;
        for (int tap = 0; tap < taps; tap++) sum += from[tap] * weight[tap];
        target[x] = (int16_t)(sum >> 14);
    }
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define NAME(name) name##_wide
#define TARGET __attribute__((target("avx2")))
#include "loops.h"
#undef NAME
#undef TARGET

bool cpixels_has_wide_registers(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX)) return false;
    // The system, too, has to keep these registers when it changes from one program to another.
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6) return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}

__attribute__((target("avx2")))
static void add_32_pixels(const uint8_t *const *rows, const int16_t *weights, int taps, int x, int16_t *target) {
    const __m256i zero = _mm256_setzero_si256();
    __m256i sum0 = _mm256_set1_epi32(128), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (int tap = 0; tap < taps; tap += 2) {
        __m256i upper = _mm256_loadu_si256((const __m256i *)(rows[tap] + x));
        __m256i lower = _mm256_loadu_si256((const __m256i *)(rows[tap + 1] + x));
        uint32_t both = (uint16_t)weights[tap] | (uint32_t)(uint16_t)weights[tap + 1] << 16;
        __m256i pair = _mm256_set1_epi32((int)both);
        __m256i low = _mm256_unpacklo_epi8(upper, lower);
        __m256i high = _mm256_unpackhi_epi8(upper, lower);
        sum0 = _mm256_add_epi32(sum0, _mm256_madd_epi16(_mm256_unpacklo_epi8(low, zero), pair));
        sum1 = _mm256_add_epi32(sum1, _mm256_madd_epi16(_mm256_unpackhi_epi8(low, zero), pair));
        sum2 = _mm256_add_epi32(sum2, _mm256_madd_epi16(_mm256_unpacklo_epi8(high, zero), pair));
        sum3 = _mm256_add_epi32(sum3, _mm256_madd_epi16(_mm256_unpackhi_epi8(high, zero), pair));
    }
    // The halves of the registers were unpacked each by itself: pixels 0 to 7 and 16 to 23 are in the first.
    __m256i first = _mm256_packs_epi32(_mm256_srai_epi32(sum0, 8), _mm256_srai_epi32(sum1, 8));
    __m256i second = _mm256_packs_epi32(_mm256_srai_epi32(sum2, 8), _mm256_srai_epi32(sum3, 8));
    _mm256_storeu_si256((__m256i *)(target + x), _mm256_permute2x128_si256(first, second, 0x20));
    _mm256_storeu_si256((__m256i *)(target + x + 16), _mm256_permute2x128_si256(first, second, 0x31));
}

__attribute__((target("avx2")))
static void add_rows_wide(const uint8_t *const *rows, const int16_t *weights, int taps, int count, int16_t *target) {
    if (count < 32) {
        add_rows_narrow(rows, weights, taps, 0, count, target);
        return;
    }
    int x = 0;
    for (; x + 32 <= count; x += 32) add_32_pixels(rows, weights, taps, x, target);
    // The last ones once more, with as many before them as are needed.
    if (x < count) add_32_pixels(rows, weights, taps, count - 32, target);
}

// The sums of four pairs for each of two pixels, one pixel in each half.
__attribute__((target("avx2"), always_inline))
static inline __m256i two_pixels(const int16_t *source, const int32_t *starts, const int16_t *weights, int taps) {
    __m256i sum = _mm256_setzero_si256();
    for (int tap = 0; tap < taps; tap += 8) {
        __m256i pixels = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(source + starts[0] + tap))),
            _mm_loadu_si128((const __m128i *)(source + starts[1] + tap)), 1);
        __m256i factors = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(weights + tap))),
            _mm_loadu_si128((const __m128i *)(weights + taps + tap)), 1);
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pixels, factors));
    }
    return sum;
}

__attribute__((target("avx2"), always_inline))
static inline int filter_by_eights(const int16_t *source, const int32_t *starts, const int16_t *weights, int taps,
                                   int count, int16_t *target) {
    const __m256i half = _mm256_set1_epi32(8192);
    int x = 0;
    for (; x + 8 <= count; x += 8) {
        const int16_t *weight = weights + (ptrdiff_t)x * taps;
        __m256i a = two_pixels(source, starts + x, weight, taps);
        __m256i b = two_pixels(source, starts + x + 2, weight + 2 * taps, taps);
        __m256i c = two_pixels(source, starts + x + 4, weight + 4 * taps, taps);
        __m256i d = two_pixels(source, starts + x + 6, weight + 6 * taps, taps);
        // Pixels 0, 2, 4 and 6 in the first half, the others in the second.
        __m256i sums = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
        sums = _mm256_srai_epi32(_mm256_add_epi32(sums, half), 14);
        __m128i even = _mm256_castsi256_si128(sums);
        __m128i odd = _mm256_extracti128_si256(sums, 1);
        __m128i packed = _mm_packs_epi32(_mm_unpacklo_epi32(even, odd), _mm_unpackhi_epi32(even, odd));
        _mm_storeu_si128((__m128i *)(target + x), packed);
    }
    return x;
}

__attribute__((target("avx2"), always_inline))
static inline __m128i four_taps_of_two(const int16_t *source, const int32_t *starts) {
    __m128i first = _mm_loadl_epi64((const __m128i *)(source + starts[0]));
    return _mm_unpacklo_epi64(first, _mm_loadl_epi64((const __m128i *)(source + starts[1])));
}

__attribute__((target("avx2"), always_inline))
static inline __m256i four_pixels(const int16_t *source, const int32_t *starts, const int16_t *weights) {
    __m256i pixels = _mm256_inserti128_si256(
        _mm256_castsi128_si256(four_taps_of_two(source, starts)), four_taps_of_two(source, starts + 2), 1);
    return _mm256_madd_epi16(pixels, _mm256_loadu_si256((const __m256i *)weights));
}

__attribute__((target("avx2")))
static int filter_by_fours(const int16_t *source, const int32_t *starts, const int16_t *weights, int count,
                           int16_t *target) {
    const __m256i half = _mm256_set1_epi32(8192);
    int x = 0;
    for (; x + 8 <= count; x += 8) {
        const int16_t *weight = weights + (ptrdiff_t)x * 4;
        // Pixels 0, 1, 4 and 5 in the first half, the others in the second.
        __m256i sums = _mm256_hadd_epi32(
            four_pixels(source, starts + x, weight), four_pixels(source, starts + x + 4, weight + 16));
        sums = _mm256_permute4x64_epi64(sums, 0xD8);
        sums = _mm256_srai_epi32(_mm256_add_epi32(sums, half), 14);
        __m128i packed = _mm_packs_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        _mm_storeu_si128((__m128i *)(target + x), packed);
    }
    return x;
}

__attribute__((target("avx2")))
static void filter_row_wide(const int16_t *source, const int32_t *starts, const int16_t *weights, int taps, int count,
                            int16_t *target) {
    int done;
    // With a number that the compiler knows there is no loop left inside of the loop.
    switch (taps) {
    case 4: done = filter_by_fours(source, starts, weights, count, target); break;
    case 8: done = filter_by_eights(source, starts, weights, 8, count, target); break;
    default: done = filter_by_eights(source, starts, weights, taps, count, target); break;
    }
    filter_row_narrow(source, starts, weights, taps, done, count, target);
}

#define CHOOSE(name, ...) (wide ? name##_wide(__VA_ARGS__) : name##_narrow(__VA_ARGS__))
#else
bool cpixels_has_wide_registers(void) { return false; }

#define CHOOSE(name, ...) ((void)wide, name##_narrow(__VA_ARGS__))
#endif

void cpixels_add_rows(const uint8_t *const *rows, const int16_t *weights, int taps, int count, int16_t *target,
                      bool wide) {
#if defined(__x86_64__)
    if (wide) {
        add_rows_wide(rows, weights, taps, count, target);
        return;
    }
#endif
    (void)wide;
    add_rows_narrow(rows, weights, taps, 0, count, target);
}

void cpixels_filter_row(const int16_t *source, const int32_t *starts, const int16_t *weights, int taps, int count,
                        int16_t *target, bool wide) {
#if defined(__x86_64__)
    if (wide) {
        filter_row_wide(source, starts, weights, taps, count, target);
        return;
    }
#endif
    (void)wide;
    filter_row_narrow(source, starts, weights, taps, 0, count, target);
}

void cpixels_mix(int16_t *target, const int16_t *source, int share, int count, bool wide) {
    CHOOSE(mix, target, source, share, count);
}

void cpixels_mix_value(int16_t *target, int value, int share, int count, bool wide) {
    CHOOSE(mix_value, target, value, share, count);
}

void cpixels_cover(int16_t *target, const int16_t *source, const int16_t *alpha, int opacity, int count, bool wide) {
    CHOOSE(cover, target, source, alpha, opacity, count);
}

void cpixels_scale(int16_t *target, int share, int count, bool wide) { CHOOSE(scale, target, share, count); }

void cpixels_store(const int16_t *source, int count, uint8_t *target, bool wide) {
    CHOOSE(store, source, count, target);
}

bool cpixels_part(const uint8_t *rgba, int count, uint8_t *red, uint8_t *green, uint8_t *blue, uint8_t *alpha,
                  bool wide) {
    return CHOOSE(part, rgba, count, red, green, blue, alpha);
}

void cpixels_convert(const uint8_t *red, const uint8_t *green, const uint8_t *blue, const uint8_t *alpha,
                     const int32_t *weights, int count, uint8_t *target, bool wide) {
    CHOOSE(convert, red, green, blue, alpha, weights, count, target);
}
