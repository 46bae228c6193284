/* SPDX-License-Identifier: Apache-2.0
 *
 * What was typed at prompts, by kind: oldest first, each text once (typed again, it is the newest),
 * at most HISTORY_MOST of a kind. In memory; load and save give and take plain strings for whoever
 * keeps them. Texts are one line each and may hold anything a prompt takes.
 */
#ifndef VIEWS_HISTORY_H
#define VIEWS_HISTORY_H

#include <glib.h>
#include <stdbool.h>

#define HISTORY_MOST 200

enum history_kind {
    HISTORY_SEARCH,        /* / */
    HISTORY_FILTER,        /* & */
    HISTORY_PALETTE,       /* : */
    HISTORY_QUERY_ISSUES,  /* ; in the issues */
    HISTORY_QUERY_LOGS,    /* ; in the logs */
    HISTORY_QUERY_SPANS,   /* ; in samples of spans */
    HISTORY_QUERY_METRICS, /* ; in samples of metrics */
    HISTORY_EQUATION,      /* = in a chart */
    HISTORY_TABLE,         /* ; with aggregates, anywhere */
    HISTORY_KIND_COUNT
};

struct history;

struct history *history_new(void);
void history_free(struct history *history);
/* Empty texts and unknown kinds are left. */
void history_add(struct history *history, enum history_kind kind, const char *text);
/* Of char *, oldest first; borrowed, changed by history_add() and history_load(). */
const GPtrArray *history_list(const struct history *history, enum history_kind kind);
/* "search", "query-logs": stable names for files. */
const char *history_kind_name(enum history_kind kind);
/* Grows with every change, so that what was not changed need not be written. */
unsigned history_changes(const struct history *history);
/* NULL-terminated, oldest first; newly allocated. */
char **history_save(const struct history *history, enum history_kind kind);
/* Puts NULL-terminated texts, oldest first, before what was typed since the start. */
void history_load(struct history *history, enum history_kind kind, const char *const *texts);

#endif
