/* Loaded before the C library (LD_PRELOAD): the process is killed, as by SIGKILL from outside, right before the DOD_VID-th time
   that something is to reach the disk or leave it. Tests only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static void step(void) {
    static atomic_int seen;
    const char *at = getenv("DOD_VID");
    if (at && atomic_fetch_add(&seen, 1) + 1 == atoi(at)) kill(getpid(), SIGKILL);
}

int fsync(int file) {
    step();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
    step();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}

int rename(const char *from, const char *to) {
    step();
    return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
}

int unlink(const char *name) {
    step();
    return ((int (*)(const char *))dlsym(RTLD_NEXT, "unlink"))(name);
}
