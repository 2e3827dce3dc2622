/* A YAML file's events. Those of a large file come from a thread of their own, in which libyaml
 * reads ahead: the same events, and the same errors after them. */
#ifndef MX_SPEC_YAML_EVENTS_H
#define MX_SPEC_YAML_EVENTS_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#include "base/ahead.h"
#include "base/file.h"
#include "base/threads.h"
#include "spec/kind.h"

/* Bytes after which a file counts as large: to read them takes much longer than to start a thread.
 * The head is complete by then. */
enum { MX_YAML_AHEAD_FROM = 256 * 1024 };

struct mx_yaml_event {
    const char *text;         /* a scalar's, LENGTH bytes, which may be NULs */
    const char *anchor, *tag; /* NULL: none. An alias has the name of its anchor */
    uint32_t length;          /* bounded by the limit on a scalar */
    uint32_t line, column;
    uint8_t type; /* yaml_event_type_t */
    bool plain;   /* a scalar without quotes */
};

/* What libyaml reads, and with what. Of one thread at a time. */
struct mx_yaml_source {
    alignas(MX_CACHE_LINE) yaml_parser_t parser;
    yaml_event_t event;
    yaml_mark_t last_end; /* where the event before ended */
    struct mx_file file;
    int error;               /* errno of a failed read */
    bool starved;            /* more than the limit was read without an event coming out */
    char head[MX_KIND_HEAD]; /* how the file begins */
    size_t head_length;
    size_t since_event;    /* bytes read since the last event */
    uint64_t before_event; /* bytes read before it */
};

struct mx_yaml_events {
    struct mx_yaml_source source; /* the thread's, until an event fails to come */
    struct mx_ahead *ahead;       /* NULL: no thread */
    bool is_large;                /* a thread was asked for */
};

/* Begins to read FILE, which is closed with it; false when memory is out. */
bool mx_yaml_events_open(struct mx_yaml_events *events, struct mx_file file);

/* The next event, whose texts stay until the next call. False after the last one, and where
 * libyaml cannot go on: the source then says why; no error in its parser means that memory is
 * out. */
bool mx_yaml_events_next(struct mx_yaml_events *events, struct mx_yaml_event *event);

void mx_yaml_events_close(struct mx_yaml_events *events);

/* A position of libyaml's, as findings count. */
static inline uint32_t mx_yaml_from_zero(size_t position) {
    return position < UINT32_MAX ? (uint32_t)position + 1 : UINT32_MAX;
}

#endif
