// The loops that the compiler makes wide by itself. Included twice: `NAME` adds a
// suffix, and `TARGET` says for which registers.

TARGET static void NAME(mix)(int16_t *restrict target, const int16_t *restrict source, int share, int count) {
    const int16_t kept = kept_share(share);
    for (int x = 0; x < count; x++) target[x] += product((int16_t)(source[x] - target[x]), kept);
}

TARGET static void NAME(mix_value)(int16_t *target, int value, int share, int count) {
    const int16_t kept = kept_share(share);
    for (int x = 0; x < count; x++) target[x] += product((int16_t)(value - target[x]), kept);
}

TARGET static void NAME(cover)(int16_t *restrict target, const int16_t *restrict source,
                               const int16_t *restrict alpha, int opacity, int count) {
    // From 64ths of 255 to 32768ths.
    const int scale = (opacity * 16448 + 16384) >> 15;
    const int16_t kept = kept_share(opacity);
    for (int x = 0; x < count; x++) {
        int16_t hidden = alpha[x] < 0 ? 0 : alpha[x] > OPAQUE ? OPAQUE : alpha[x];
        int16_t share = (int16_t)((hidden * scale) >> 13);
        target[x] = (int16_t)(target[x] - product(target[x], share) + product(source[x], kept));
    }
}

TARGET static void NAME(scale)(int16_t *target, int share, int count) {
    const int16_t kept = kept_share(share);
    for (int x = 0; x < count; x++) target[x] = product(target[x], kept);
}

TARGET static void NAME(store)(const int16_t *restrict source, int count, uint8_t *restrict target) {
    for (int x = 0; x < count; x++) {
        int value = (source[x] + 32) >> 6;
        target[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

TARGET static bool NAME(part)(const uint8_t *restrict rgba, int count, uint8_t *restrict red,
                              uint8_t *restrict green, uint8_t *restrict blue, uint8_t *restrict alpha) {
    uint8_t all = 255;
    for (int x = 0; x < count; x++) {
        red[x] = rgba[x * 4];
        green[x] = rgba[x * 4 + 1];
        blue[x] = rgba[x * 4 + 2];
        alpha[x] = rgba[x * 4 + 3];
        all &= rgba[x * 4 + 3];
    }
    if (all == 255) return true;
    for (int x = 0; x < count; x++) {
        red[x] = (uint8_t)((red[x] * alpha[x] + 127) / 255);
        green[x] = (uint8_t)((green[x] * alpha[x] + 127) / 255);
        blue[x] = (uint8_t)((blue[x] * alpha[x] + 127) / 255);
    }
    return false;
}

TARGET static void NAME(convert)(const uint8_t *restrict red, const uint8_t *restrict green,
                                 const uint8_t *restrict blue, const uint8_t *restrict alpha,
                                 const int32_t *weights, int count, uint8_t *restrict target) {
    const int32_t w0 = weights[0], w1 = weights[1], w2 = weights[2], w3 = weights[3];
    if (alpha) {
        for (int x = 0; x < count; x++) {
            target[x] = byte(red[x] * w0 + green[x] * w1 + blue[x] * w2 + alpha[x] * w3);
        }
    } else {
        const int32_t base = 255 * w3;
        for (int x = 0; x < count; x++) target[x] = byte(red[x] * w0 + green[x] * w1 + blue[x] * w2 + base);
    }
}
