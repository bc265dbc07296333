#include "CLinux.h"

// #embed is of C23; the compiler knows it in every mode, and only wants to be told that this is meant.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char page[] = {
#embed "dashboard.html"
};

const unsigned char *clinux_dashboard(size_t *length) {
    *length = sizeof page;
    return page;
}
