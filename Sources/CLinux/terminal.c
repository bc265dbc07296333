#include "CLinux.h"

#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int clinux_terminal_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

static struct termios found;
static int input = -1;
static int output = -1;
static char farewell[128];
static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
enum { crash_count = sizeof crashes / sizeof crashes[0] };

// Only calls that are safe in a signal handler. The handler is gone when it
// runs, so that raising the signal again ends the process as it would have.
static void on_crash(int number) {
    if (output >= 0 && write(output, farewell, strlen(farewell)) < 0) output = -1;
    if (input >= 0) tcsetattr(input, TCSANOW, &found);
    raise(number);
}

int clinux_terminal_take(int in, int out, const char *words) {
    if (tcgetattr(in, &found) != 0) return -1;
    struct termios raw = found;
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR);
    raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(in, TCSADRAIN, &raw) != 0) return -1;
    input = in;
    output = out;
    strncpy(farewell, words, sizeof farewell - 1);
    for (int index = 0; index < crash_count; index++) {
        struct sigaction action = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
        sigemptyset(&action.sa_mask);
        sigaction(crashes[index], &action, NULL);
    }
    return 0;
}

void clinux_terminal_give_back(void) {
    if (input < 0) return;
    tcsetattr(input, TCSADRAIN, &found);
    input = -1;
    for (int index = 0; index < crash_count; index++) signal(crashes[index], SIG_DFL);
}
