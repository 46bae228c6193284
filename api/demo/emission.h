/* SPDX-License-Identifier: Apache-2.0
 *
 * One piece of telemetry of the demo's world, before it is written in the dialect of its service: a
 * span, a log, a metric point or an error event. A record owns its text and its JSON.
 */
#ifndef API_DEMO_EMISSION_H
#define API_DEMO_EMISSION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct json_t;

/* The projects. Their words are in world_service(). */
enum service {
    SERVICE_WEB,
    SERVICE_CHECKOUT,
    SERVICE_PAYMENT,
    SERVICE_INVENTORY,
    SERVICE_RECOMMENDATIONS,
    SERVICE_AGENTS,
    SERVICE_COUNT
};

enum emission_kind {
    EMISSION_SPAN,
    EMISSION_LOG,
    EMISSION_METRIC,
    EMISSION_EVENT,
    EMISSION_KIND_COUNT
};

struct emission {
    enum emission_kind kind;
    enum service service;
    int64_t due_ns;  /* when the SDK sends it: not before the segment it belongs to has ended */
    uint64_t order;  /* as made; equal times keep it */
    int64_t time_ns; /* a span's start */
    int64_t end_ns;  /* spans */
    char trace[33], span[17];
    char parent[17];           /* "" = none */
    char segment[17];          /* the first span of this trace in this service */
    char id[33];               /* events */
    char *text;                /* span: name; log: body; metric: name; event: type */
    char *segment_name;        /* spans */
    const char *op;            /* spans; static */
    const char *status;        /* spans: NULL = ok, else why not ("deadline_exceeded"); static */
    const char *level;         /* logs and events; static */
    const char *type;          /* metrics: "counter", "gauge", "histogram"; static */
    const char *unit;          /* metrics; static; NULL = none */
    const char *host;          /* static; NULL = none */
    const char *user;          /* "u-1043"; static or interned; NULL = none */
    double value;              /* metrics */
    int64_t measured_ns;       /* histograms: the one measurement, within the record's span */
    bool unended;              /* spans: sent before they ended */
    struct json_t *attributes; /* plain: key to string, integer, real, boolean or array */
    struct json_t *payload;    /* events: the body but for what the writer adds */
    struct json_t *happened;   /* spans: array of {name, time_ns, attributes}; NULL = none */
    struct json_t *links;      /* spans: array of {trace_id, span_id, attributes}; NULL = none */
};

struct emission *emission_new(enum emission_kind kind, enum service service, int64_t time_ns);
void emission_free(struct emission *record);

bool demo_record_is_segment(const struct emission *record);

/* Adds the keys of `attributes` (an object, which it takes). */
void emission_take(struct emission *record, struct json_t *attributes);
void demo_record_set_text(struct emission *record, const char *key, const char *text);
void demo_record_set_int(struct emission *record, const char *key, int64_t value);

/* Something that happened while a span ran; its attributes are taken (may be NULL). Only services
 * that speak OTLP tell of it. */
void emission_happened(struct emission *span, int64_t at_ns, const char *name,
                       struct json_t *attributes);
/* The span names another, of this trace or another, and how they are related ("previous_trace"). */
void emission_link(struct emission *span, const struct emission *other, const char *kind);

/* By the time they are due, then as made; for g_ptr_array_sort_values-like use on pointers. */
int emission_compare(const void *a, const void *b);

#endif
