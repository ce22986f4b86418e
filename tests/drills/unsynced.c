/* Preloaded, notes how to take back what a power cut would lose.
 *
 * Every change of a watched file (`*.db` and `*.db-wal` below the folder $UNSYNCED) reaches the file
 * at once, so reading needs no help. Beside the file lies `FILE.undo` with what each change
 * replaced; a sync empties it. After the process was killed, undoing these notes, the last one
 * first, leaves the file as at its last sync. A torn note at the end belongs to a change not begun.
 *
 * A lock on the notes orders the changes and syncs of one file, among threads and processes.
 * Not watched: names of files (they count as durable at once) and memory maps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOT_WATCHED (-1)
#define NOTES ".undo"
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct note {
    int64_t offset;
    int64_t length; /* of the old content that follows, zeros where the file ended before */
    int64_t size;   /* of the whole file before the change */
};

/* A note that cannot be taken would make the drill pass wrongly. */
static void must(int is_done, const char *what)
{
    if (!is_done) {
        perror(what);
        abort();
    }
}

static int ends_with(const char *path, const char *suffix)
{
    size_t length = strlen(path), end = strlen(suffix);
    return length >= end && strcmp(path + length - end, suffix) == 0;
}

static int is_watched(const char *path)
{
    const char *folder = getenv("UNSYNCED");
    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0 &&
           (ends_with(path, ".db") || ends_with(path, ".db-wal"));
}

/* Open and lock the notes of a file; whoever did so closes them. */
static int notes_of(int file)
{
    char link[64], path[PATH_MAX + sizeof NOTES];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX);
    if (length < 0)
        return NOT_WATCHED;
    path[length] = '\0';
    if (!is_watched(path))
        return NOT_WATCHED;
    strcat(path, NOTES);
    int notes = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    must(notes >= 0, path);
    must(flock(notes, LOCK_EX) == 0, path);
    return notes;
}

static void close_keeping_errno(int notes)
{
    int found = errno;
    if (notes != NOT_WATCHED)
        close(notes);
    errno = found;
}

static off_t size_of(int file)
{
    struct stat found;
    must(fstat(file, &found) == 0, "fstat");
    return found.st_size;
}

static void take_note(int notes, int file, off_t offset, size_t length)
{
    struct note head = {offset, (int64_t)length, size_of(file)};
    size_t whole = sizeof head + length;
    char *note = calloc(1, whole);
    must(note != NULL, "calloc");
    memcpy(note, &head, sizeof head);
    must(pread(file, note + sizeof head, length, offset) >= 0, "pread");
    must(REAL(write)(notes, note, whole) == (ssize_t)whole, "write");
    free(note);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset)
{
    int notes = notes_of(file);
    if (notes != NOT_WATCHED)
        take_note(notes, file, offset, length);
    ssize_t written = REAL(pwrite)(file, bytes, length, offset);
    close_keeping_errno(notes);
    return written;
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    return pwrite(file, bytes, length, offset);
}

ssize_t write(int file, const void *bytes, size_t length)
{
    int notes = notes_of(file);
    if (notes != NOT_WATCHED)
        take_note(notes, file, lseek(file, 0, SEEK_CUR), length);
    ssize_t written = REAL(write)(file, bytes, length);
    close_keeping_errno(notes);
    return written;
}

int ftruncate(int file, off_t size)
{
    int notes = notes_of(file);
    if (notes != NOT_WATCHED) {
        off_t before = size_of(file);
        take_note(notes, file, size < before ? size : before, size < before ? before - size : 0);
    }
    int result = REAL(ftruncate)(file, size);
    close_keeping_errno(notes);
    return result;
}

int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

static int sync_with(int (*sync)(int), int file)
{
    int notes = notes_of(file);
    int result = sync(file);
    if (notes != NOT_WATCHED && result == 0)
        must(REAL(ftruncate)(notes, 0) == 0, "ftruncate");
    close_keeping_errno(notes);
    return result;
}

int fsync(int file) { return sync_with(REAL(fsync), file); }

int fdatasync(int file) { return sync_with(REAL(fdatasync), file); }

/* A file that is made anew under an old name begins without notes. */
int unlink(const char *path)
{
    int result = REAL(unlink)(path);
    if (result == 0 && is_watched(path)) {
        char notes[PATH_MAX + sizeof NOTES];
        snprintf(notes, sizeof notes, "%s" NOTES, path);
        REAL(unlink)(notes);
    }
    return result;
}
