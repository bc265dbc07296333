#ifndef CPIXELS_H
#define CPIXELS_H

#include <stdbool.h>
#include <stdint.h>

// The innermost loops of drawing, on rows of one channel. A picture has a byte for
// each pixel; a row that is worked on has a 16-bit number in 64ths of the byte's
// steps. All of it is arithmetic of whole numbers, so that each processor makes the
// same pixels, whatever registers it has. Nothing here looks at the length of what
// it is handed: the callers have proved it before their loops.
//
// `wide` chooses the loops for registers of 256 bits, which only
// `cpixels_has_wide_registers` allows.

bool cpixels_has_wide_registers(void);

// Adds up rows of bytes, each with its weight in 16384ths. The number of taps is even.
void cpixels_add_rows(const uint8_t *const *rows, const int16_t *weights, int taps, int count, int16_t *target,
                      bool wide);

// target[x] is the sum of `taps` pixels from source[starts[x]] on, each with its weight in
// 16384ths. The number of taps is 4 or a multiple of 8.
void cpixels_filter_row(const int16_t *source, const int32_t *starts, const int16_t *weights, int taps, int count,
                        int16_t *target, bool wide);

// Goes from the target towards the source, or towards one value; shares are in 32768ths.
void cpixels_mix(int16_t *target, const int16_t *source, int share, int count, bool wide);
void cpixels_mix_value(int16_t *target, int value, int share, int count, bool wide);

// Puts the source, which is multiplied by its opacity `alpha` already, over the target.
// `opacity` is in 32768ths, and 32768 is all of it.
void cpixels_cover(int16_t *target, const int16_t *source, const int16_t *alpha, int opacity, int count, bool wide);

void cpixels_scale(int16_t *target, int share, int count, bool wide);

// Rounds to bytes.
void cpixels_store(const int16_t *source, int count, uint8_t *target, bool wide);

// Parts pixels of red, green, blue and opacity into planes; the colours are multiplied by
// the opacity. False where a pixel is not opaque.
bool cpixels_part(const uint8_t *rgba, int count, uint8_t *red, uint8_t *green, uint8_t *blue, uint8_t *alpha,
                  bool wide);

// The weighted sum of three planes, and of their opacity or, where that is null, of 255;
// weights are in 32768ths: red, green, blue, opacity.
void cpixels_convert(const uint8_t *red, const uint8_t *green, const uint8_t *blue, const uint8_t *alpha,
                     const int32_t *weights, int count, uint8_t *target, bool wide);

#endif
