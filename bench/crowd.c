/* Many viewers of one room on one epoll: counts the frames they get and how old each message is.

   crowd PORT COUNT PATHS [greeted]     PATHS: a file with one request target per line, taken in turn
   stdin:  start | again PATHS | clear | tell | stall N | each N | quit
   stdout: ready SECONDS | told FRAMES MESSAGES P50 P95 P99 MOST (milliseconds) | done

   A message bears its birth as @NANOSECONDS@ on the monotonic clock. `each N` prints "done" after every N frames.
   `stall N`: the first N viewers stop reading. `greeted`: a viewer is seated when its first frame has come. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, ASKED, OPEN, SEATED };
enum { BUCKETS = 200000, CHUNK = 1 << 18, AHEAD = 256 };

struct viewer { int fd, state, stalled; size_t length, room; char *rest; };

static struct viewer *viewers;
static char **paths;
static int count, path_count, port, greeted, epoll, asked, seated, begun;
static uint64_t frames, messages, each, since_done, most, histogram[BUCKETS];
static double started;
static char chunk[CHUNK];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void die(const char *what) { perror(what); exit(1); }

static void read_paths(const char *file) {
    FILE *from = fopen(file, "r");
    if (!from) die(file);
    char line[4096];
    path_count = 0;
    paths = realloc(paths, sizeof *paths * 200000);
    while (fgets(line, sizeof line, from)) {
        line[strcspn(line, "\n")] = 0;
        paths[path_count++] = strdup(line);
    }
    fclose(from);
}

static void watch(struct viewer *v, int op, uint32_t events) {
    struct epoll_event e = { .events = events, .data.ptr = v };
    if (epoll_ctl(epoll, op, v->fd, &e)) die("epoll_ctl");
}

static void dial(struct viewer *v) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (v->fd < 0) die("socket");
    v->state = CONNECTING;
    v->length = 0;
    if (connect(v->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) die("connect");
    watch(v, EPOLL_CTL_ADD, EPOLLOUT);
}

static void ask(struct viewer *v) {
    char request[4400];
    int length = snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        paths[(v - viewers) % path_count]);
    if (write(v->fd, request, (size_t)length) != length) die("ask");
    v->state = ASKED;
    watch(v, EPOLL_CTL_MOD, EPOLLIN);
}

static void seat(struct viewer *v) {
    v->state = SEATED;
    if (++seated == count) {
        printf("ready %.4f\n", now_ns() / 1e9 - started);
        fflush(stdout);
    } else if (asked < count) {
        dial(&viewers[asked++]);
    }
}

static void hear(const char *text, size_t length, uint64_t now) {
    const char *at = text, *end = text + length;
    while ((at = memchr(at, '@', (size_t)(end - at)))) {
        uint64_t born = 0;
        for (at++; at < end && *at >= '0' && *at <= '9'; at++) born = born * 10 + (uint64_t)(*at - '0');
        if (born) {
            uint64_t age = now - born;
            messages++;
            if (age > most) most = age;
            histogram[age / 100000 < BUCKETS ? age / 100000 : BUCKETS - 1]++;
        }
        if (at >= end) break;
        at++;
    }
}

/* What was used of `data`. */
static size_t take(struct viewer *v, const char *data, size_t length, uint64_t now) {
    size_t used = 0;
    if (v->state == ASKED) {
        char *end = memmem(data, length, "\r\n\r\n", 4);
        if (!end) return 0;
        if (length < 12 || memcmp(data + 9, "101", 3)) { fwrite(data, 1, length, stderr); exit(1); }
        used = (size_t)(end - data) + 4;
        v->state = OPEN;
        if (!greeted) seat(v);
    }
    while (length - used >= 2) {
        const unsigned char *head = (const unsigned char *)data + used;
        uint64_t size = head[1] & 127, skip = 2;
        if (size == 126) {
            if (length - used < 4) break;
            size = (uint64_t)head[2] << 8 | head[3];
            skip = 4;
        } else if (size == 127) {
            if (length - used < 10) break;
            size = 0;
            for (int i = 2; i < 10; i++) size = size << 8 | head[i];
            skip = 10;
        }
        if (length - used < skip + size) break;
        if ((head[0] & 15) == 8) { fprintf(stderr, "closed by the server\n"); exit(1); }
        if ((head[0] & 15) == 9 && write(v->fd, "\x8a\x80....", 6) != 6) die("pong");
        if ((head[0] & 15) == 1) {
            if (v->state == OPEN) seat(v);
            frames++;
            hear(data + used + skip, size, now);
            if (each && ++since_done == each) { since_done = 0; if (write(1, "done\n", 5) < 0) die("done"); }
        }
        used += skip + size;
    }
    return used;
}

static void read_from(struct viewer *v) {
    ssize_t got = read(v->fd, chunk, CHUNK);
    if (got < 0) { if (errno == EAGAIN) return; die("read"); }
    if (got == 0) { fprintf(stderr, "the server hung up\n"); exit(1); }
    uint64_t now = now_ns();
    if (!v->length) {
        size_t used = take(v, chunk, (size_t)got, now);
        v->length = (size_t)got - used;
        if (v->length > v->room) v->rest = realloc(v->rest, v->room = v->length * 2);
        memcpy(v->rest, chunk + used, v->length);
        return;
    }
    if (v->length + (size_t)got > v->room) v->rest = realloc(v->rest, v->room = (v->length + (size_t)got) * 2);
    memcpy(v->rest + v->length, chunk, (size_t)got);
    v->length += (size_t)got;
    size_t used = take(v, v->rest, v->length, now);
    memmove(v->rest, v->rest + used, v->length -= used);
}

static void begin(void) {
    if (begun) for (int i = 0; i < count; i++) close(viewers[i].fd);
    begun = 1;
    seated = asked = 0;
    started = now_ns() / 1e9;
    while (asked < count && asked < AHEAD) dial(&viewers[asked++]);
}

static double aged(double share) {
    uint64_t wanted = (uint64_t)(messages * share), seen = 0;
    for (int i = 0; i < BUCKETS; i++) if ((seen += histogram[i]) > wanted) return (i + 1) / 10.0;
    return 0;
}

static void obey(void) {
    char line[4096];
    ssize_t got = read(0, line, sizeof line - 1);
    if (got <= 0) exit(0);
    line[got] = 0;
    for (char *word = strtok(line, "\n"); word; word = strtok(NULL, "\n")) {
        if (!strcmp(word, "start")) begin();
        else if (!strncmp(word, "again ", 6)) { read_paths(word + 6); begin(); }
        else if (!strcmp(word, "clear")) { frames = messages = most = since_done = 0; memset(histogram, 0, sizeof histogram); }
        else if (!strncmp(word, "each ", 5)) { each = strtoull(word + 5, NULL, 10); since_done = 0; }
        else if (!strncmp(word, "stall ", 6))
            for (int i = 0; i < atoi(word + 6); i++) watch(&viewers[i], EPOLL_CTL_MOD, 0);
        else if (!strcmp(word, "tell")) {
            printf("told %lu %lu %.1f %.1f %.1f %.1f\n", frames, messages, aged(.5), aged(.95), aged(.99), most / 1e6);
            fflush(stdout);
        } else exit(0);
    }
}

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    struct rlimit most_files;
    getrlimit(RLIMIT_NOFILE, &most_files);
    most_files.rlim_cur = most_files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most_files);
    port = atoi(argv[1]);
    count = atoi(argv[2]);
    read_paths(argv[3]);
    greeted = argc > 4;
    viewers = calloc((size_t)count, sizeof *viewers);
    epoll = epoll_create1(0);
    struct viewer stdin_too = { .fd = 0 };
    watch(&stdin_too, EPOLL_CTL_ADD, EPOLLIN);
    struct epoll_event events[512];
    for (;;) {
        int ready = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < ready; i++) {
            struct viewer *v = events[i].data.ptr;
            if (v == &stdin_too) obey();
            else if (v->state == CONNECTING) ask(v);
            else if (events[i].events & (EPOLLIN | EPOLLHUP)) read_from(v);
        }
    }
}
