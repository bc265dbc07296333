#include "CLinux.h"

#include <pthread.h>
#include <string.h>

// Table k gives the effect of a byte that is followed by k zero bytes, so eight
// bytes are folded at once.
static uint32_t tables[8][256];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void build_tables(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ (0x82F63B78u & (0u - (value & 1)));
        tables[0][byte] = value;
    }
    for (uint32_t byte = 0; byte < 256; byte++) {
        for (int k = 1; k < 8; k++) {
            uint32_t previous = tables[k - 1][byte];
            tables[k][byte] = (previous >> 8) ^ tables[0][previous & 0xff];
        }
    }
}

uint32_t clinux_crc32c_portable(uint32_t earlier, const uint8_t *bytes, size_t length) {
    pthread_once(&tables_once, build_tables);
    uint32_t crc = ~earlier;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint32_t low = crc ^ ((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                              (uint32_t)bytes[3] << 24);
        crc = tables[7][low & 0xff] ^ tables[6][(low >> 8) & 0xff] ^ tables[5][(low >> 16) & 0xff] ^
              tables[4][low >> 24] ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]] ^
              tables[0][bytes[7]];
    }
    for (; length > 0; bytes++, length--) crc = (crc >> 8) ^ tables[0][(crc ^ *bytes) & 0xff];
    return ~crc;
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <nmmintrin.h>

static bool has_sse42(void) {
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2);
}

__attribute__((target("sse4.2")))
static uint32_t crc32c_sse42(uint32_t earlier, const uint8_t *bytes, size_t length) {
    uint64_t crc = ~earlier;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    for (; length > 0; bytes++, length--) crc = _mm_crc32_u8((uint32_t)crc, *bytes);
    return ~(uint32_t)crc;
}

static bool sse42_present;
static pthread_once_t sse42_once = PTHREAD_ONCE_INIT;
static void look_for_sse42(void) { sse42_present = has_sse42(); }

uint32_t clinux_crc32c(uint32_t earlier, const uint8_t *bytes, size_t length) {
    pthread_once(&sse42_once, look_for_sse42);
    return sse42_present ? crc32c_sse42(earlier, bytes, length) : clinux_crc32c_portable(earlier, bytes, length);
}
#else
uint32_t clinux_crc32c(uint32_t earlier, const uint8_t *bytes, size_t length) {
    return clinux_crc32c_portable(earlier, bytes, length);
}
#endif
