/* What a disk does to a till, for the benchmarks: counts the waits for it, makes each of them
   longer, and keeps in a shadow folder what a power cut would leave.

   Loaded by LD_PRELOAD. After each successful fsync or fdatasync of a file below the watched
   folder the whole file is copied into the shadow folder, and a file unlinked is unlinked there.
   Renames are not followed and no sector is torn. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static atomic_long waits;
static atomic_long delay_us;
static char watched[PATH_MAX];
static char shadow[PATH_MAX];

long disk_waits(void) { return atomic_load(&waits); }

void disk_delay(long microseconds) { atomic_store(&delay_us, microseconds); }

void disk_shadow(const char *folder, const char *copies)
{
    snprintf(watched, sizeof watched, "%s/", folder);
    snprintf(shadow, sizeof shadow, "%s/", copies);
}

/* Where the shadow of a path is; 0 when the path is none of ours. */
static int shadow_of(const char *path, char *found, size_t size)
{
    if (!*watched || strncmp(path, watched, strlen(watched)))
        return 0;
    return snprintf(found, size, "%s%s", shadow, path + strlen(watched)) < (int)size;
}

static int copy(const char *from, const char *to)
{
    char block[1 << 16];
    ssize_t count = -1;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (in >= 0 && out >= 0 && (count = read(in, block, sizeof block)) > 0)
        if (write(out, block, count) != count)
            abort();
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return count == 0;
}

static void keep(int fd)
{
    char link[64], path[PATH_MAX], kept[PATH_MAX], draft[PATH_MAX + 8];
    struct stat about;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0 || fstat(fd, &about) || !S_ISREG(about.st_mode))
        return;
    path[length] = 0;
    if (!shadow_of(path, kept, sizeof kept))
        return;
    snprintf(draft, sizeof draft, "%s.draft", kept);
    /* Whole or not at all, for the blow may fall here. */
    if (!copy(path, draft) || rename(draft, kept))
        abort();
}

static int wait_for(const char *name, int fd)
{
    int (*wait)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int answer = wait(fd);
    if (answer)
        return answer;
    atomic_fetch_add(&waits, 1);
    long pause = atomic_load(&delay_us);
    if (pause) {
        struct timespec time = {pause / 1000000, pause % 1000000 * 1000};
        nanosleep(&time, NULL);
    }
    int error = errno;
    keep(fd);
    errno = error;
    return 0;
}

int fsync(int fd) { return wait_for("fsync", fd); }

int fdatasync(int fd) { return wait_for("fdatasync", fd); }

int unlink(const char *path)
{
    int (*really)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    char kept[PATH_MAX];
    int answer = really(path);
    if (!answer && shadow_of(path, kept, sizeof kept))
        really(kept);
    return answer;
}
