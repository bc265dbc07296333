#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The child borrows the parent's memory until it executes, as vfork does, so a
// coordinator with a large heap spawns as fast as a small one. It needs a stack
// of its own; everything it does is a plain system call.
static const size_t child_stack_bytes = 128 * 1024;

struct child_context {
    const struct clinux_spawn_request *request;
    pid_t parent;
    enum clinux_spawn_step step;
    int error;
};

static int give_up(struct child_context *context, enum clinux_spawn_step step) {
    context->error = errno;
    context->step = step;
    _exit(127);
}

static void reset_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) {
        // SIGKILL, SIGSTOP and the two that the C library keeps refuse; they need no reset.
        sigaction(number, &action, NULL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void place_descriptors(struct child_context *context) {
    int moved[3];
    // All three go above 2 first, so that no dup2 overwrites one that is still needed.
    for (int i = 0; i < 3; i++) {
        moved[i] = fcntl(context->request->standard_descriptors[i], F_DUPFD_CLOEXEC, 3);
        if (moved[i] < 0) give_up(context, CLINUX_SPAWN_PREPARE);
    }
    for (int i = 0; i < 3; i++) {
        if (dup2(moved[i], i) < 0) give_up(context, CLINUX_SPAWN_PREPARE);
    }
    // Kernels before 5.9 lack close_range; there close-on-exec, which every
    // descriptor of ours has, does the work.
    syscall(SYS_close_range, 3u, ~0u, 0u);
}

static int child_main(void *argument) {
    struct child_context *context = argument;
    const struct clinux_spawn_request *request = context->request;

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up(context, CLINUX_SPAWN_PREPARE);
    // The parent may have died before the line above took hold.
    if (getppid() != context->parent) _exit(127);
    if (setpgid(0, 0) != 0) give_up(context, CLINUX_SPAWN_PREPARE);
    reset_signals();
    place_descriptors(context);
    if (request->directory && chdir(request->directory) != 0) give_up(context, CLINUX_SPAWN_DIRECTORY);
    if (request->niceness != 0) {
        errno = 0;
        if (nice(request->niceness) == -1 && errno != 0) give_up(context, CLINUX_SPAWN_NICENESS);
    }
    execve(request->program, request->arguments, request->environment);
    return give_up(context, CLINUX_SPAWN_EXECUTE);
}

int clinux_spawn(const struct clinux_spawn_request *request, struct clinux_child *child,
                 enum clinux_spawn_step *failed_step) {
    *failed_step = CLINUX_SPAWN_CLONE;
    void *stack = mmap(NULL, child_stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) return errno;

    // No handler of ours may run in the child while it shares our memory.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);

    struct child_context context = {.request = request, .parent = getpid(), .step = CLINUX_SPAWN_CLONE, .error = 0};
    int pidfd = -1;
    // CLONE_VFORK suspends this thread until the child has executed or exited, so
    // the child's writes to `context` are complete when clone returns.
    pid_t pid = clone(child_main, (char *)stack + child_stack_bytes,
                      CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &context, &pidfd);
    int clone_error = errno;

    pthread_sigmask(SIG_SETMASK, &before, NULL);
    munmap(stack, child_stack_bytes);

    if (pid < 0) return clone_error;
    if (context.error != 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
        close(pidfd);
        *failed_step = context.step;
        return context.error;
    }
    child->pid = pid;
    child->pidfd = pidfd;
    return 0;
}
