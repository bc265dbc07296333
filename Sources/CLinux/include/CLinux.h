// Kernel calls and CPU instructions that Swift cannot reach through Glibc.
#ifndef CLINUX_H
#define CLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>

// The part of spawning a child that failed, so that the caller can name it.
enum clinux_spawn_step {
    CLINUX_SPAWN_CLONE = 0,
    CLINUX_SPAWN_PREPARE = 1,
    CLINUX_SPAWN_DIRECTORY = 2,
    CLINUX_SPAWN_NICENESS = 3,
    CLINUX_SPAWN_EXECUTE = 4,
};

struct clinux_spawn_request {
    const char *program;          // A path: the caller has done the PATH look-up.
    char *const *arguments;       // NULL-terminated, argv[0] included.
    char *const *environment;     // NULL-terminated, complete.
    const char *directory;        // NULL: the parent's.
    int niceness;                 // Added to the parent's.
    int standard_descriptors[3];  // Become 0, 1 and 2 of the child.
};

struct clinux_child {
    pid_t pid;
    int pidfd;
};

// Starts a child in a process group of its own which the kernel kills when the
// calling thread ends. Returns 0, or an errno with the step that failed.
int clinux_spawn(const struct clinux_spawn_request *request, struct clinux_child *child,
                 enum clinux_spawn_step *failed_step);

// What an errno means, untranslated, or NULL when it is not one.
const char *clinux_error_words(int code);

// "KILL" for SIGKILL, or NULL when there is no such signal.
const char *clinux_signal_name(int number);

// The environment of this process, NULL-terminated.
char *const *clinux_environment(void);

// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC.
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

// pipe2 with O_CLOEXEC.
int clinux_pipe(int ends[2]);

// memfd_create with MFD_CLOEXEC: a file that is nowhere but in memory.
int clinux_memory_file(const char *name);

// How much a pipe holds before its writer has to wait; the new size, or -1.
int clinux_set_pipe_size(int descriptor, int bytes);

// renameat2 with RENAME_NOREPLACE.
int clinux_rename_no_replace(const char *from, const char *to);

// Bytes an unprivileged user may still write to the file system of `path`, or -1.
int64_t clinux_free_space(const char *path);

// Processors this process may run on, or -1.
int clinux_affinity_count(void);

// Copies up to `length` bytes inside the kernel, sharing blocks where the file
// system can. Returns what copy_file_range returns.
ssize_t clinux_copy_range(int from, int to, size_t length);

// Fills `bytes` with what nobody can guess. False, with an errno, when the kernel gives none.
bool clinux_random(void *bytes, size_t length);

// Gives the blocks of a part of a file back to the file system, where it can.
int clinux_punch_hole(int file, int64_t offset, int64_t length);

// Names the calling thread (at most 15 bytes are kept).
void clinux_name_thread(const char *name);

// Width of the terminal behind `descriptor` in columns, or 0.
int clinux_terminal_columns(int descriptor);

// Columns and rows of the terminal behind `descriptor`. Returns 0, or -1 when it is none.
int clinux_terminal_size(int descriptor, int *columns, int *rows);

// Makes the terminal give each key at once and show none, until it is given
// back. A crash gives it back first, with these words written to `out`.
// One terminal at a time. Returns 0 or -1.
int clinux_terminal_take(int in, int out, const char *words);
void clinux_terminal_give_back(void);

// Folds `count` blocks of 64 bytes into a SHA-256 state of eight words.
void clinux_sha256_blocks(uint32_t state[8], const uint8_t *blocks, size_t count);
// The same in portable C, whatever the CPU has.
void clinux_sha256_blocks_portable(uint32_t state[8], const uint8_t *blocks, size_t count);

// CRC-32C (Castagnoli) of `length` bytes, continuing from an earlier result (0 to begin).
uint32_t clinux_crc32c(uint32_t earlier, const uint8_t *bytes, size_t length);
// The same in portable C, whatever the CPU has.
uint32_t clinux_crc32c_portable(uint32_t earlier, const uint8_t *bytes, size_t length);

#endif
