/* Preloaded, makes the folder $READONLY read-only while the file $READONLY_WHILE is there.
 *
 * As with a file system that the kernel has made read-only after an error: what is open stays open,
 * reading works, and every change fails with EROFS. Not covered: memory maps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_refused(const char *path)
{
    const char *folder = getenv("READONLY"), *flag = getenv("READONLY_WHILE");
    return folder != NULL && flag != NULL && strncmp(path, folder, strlen(folder)) == 0 &&
           access(flag, F_OK) == 0;
}

static int is_refused_file(int file)
{
    int before = errno;
    char link[64], path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX);
    path[length < 0 ? 0 : length] = '\0';
    int refused = is_refused(path);
    errno = refused ? EROFS : before;
    return refused;
}

ssize_t write(int file, const void *bytes, size_t length)
{
    return is_refused_file(file) ? -1 : REAL(write)(file, bytes, length);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset)
{
    return is_refused_file(file) ? -1 : REAL(pwrite)(file, bytes, length, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    return pwrite(file, bytes, length, offset);
}

int ftruncate(int file, off_t size)
{
    return is_refused_file(file) ? -1 : REAL(ftruncate)(file, size);
}

int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    if ((flags & O_ACCMODE) != O_RDONLY && is_refused(path)) {
        errno = EROFS;
        return -1;
    }
    return REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open(path, flags | O_LARGEFILE, mode);
}

int unlink(const char *path)
{
    if (!is_refused(path))
        return REAL(unlink)(path);
    errno = EROFS;
    return -1;
}

int rename(const char *from, const char *to)
{
    if (!is_refused(from) && !is_refused(to))
        return REAL(rename)(from, to);
    errno = EROFS;
    return -1;
}
