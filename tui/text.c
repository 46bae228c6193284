/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/text.h"

#include "tui/cluster.h"

#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

void text_safe_append(GString *out, const char *text, size_t max_bytes)
{
    struct cluster cluster;

    if (!text) {
        return;
    }
    const char *end = cluster_end(text, max_bytes);
    for (;;) {
        size_t plain = cluster_plain(text, end);
        g_string_append_len(out, text, (gssize)plain);
        text += plain;
        if (!cluster_next(&text, end, &cluster)) {
            return;
        }
        g_string_append_len(out, cluster.text, cluster.length);
    }
}

char *text_safe(const char *text)
{
    GString *out = g_string_new(NULL);

    text_safe_append(out, text, SIZE_MAX);
    return g_string_free(out, FALSE);
}

char *text_safe_lines(const char *text)
{
    GString *out = g_string_new(NULL);

    while (text && *text) {
        size_t length = strcspn(text, "\n");
        text_safe_append(out, text, length);
        text += length;
        if (*text == '\n') {
            g_string_append_c(out, '\n');
            text++;
        }
    }
    return g_string_free(out, FALSE);
}

int text_width(const char *safe)
{
    struct cluster cluster;
    int width = 0;

    if (!safe) {
        return 0;
    }
    const char *end = safe + strlen(safe);
    while (width < G_MAXINT / 2) {
        size_t plain = cluster_plain(safe, end);
        width += (int)MIN(plain, G_MAXINT / 4);
        safe += plain;
        if (!cluster_next(&safe, end, &cluster)) {
            break;
        }
        width += cluster.width;
    }
    return width;
}

/* Appends clusters while they fit in `cells`; returns the cells used and moves *at behind them. */
static int append_fitting(GString *out, const char **at, const char *end, int cells)
{
    struct cluster cluster;
    int used = 0;

    for (const char *next = *at; cluster_next(&next, end, &cluster); *at = next) {
        if (used + cluster.width > cells) {
            break;
        }
        g_string_append_len(out, cluster.text, cluster.length);
        used += cluster.width;
    }
    return used;
}

char *text_cut(const char *safe, int cells)
{
    GString *out = g_string_new(NULL);
    const char *at = safe ? safe : "";
    const char *end = at + strlen(at);

    if (cluster_fits(at, end, cells)) {
        append_fitting(out, &at, end, cells);
    } else if (cells > 0) {
        append_fitting(out, &at, end, cells - 1);
        g_string_append(out, ELLIPSIS);
    }
    return g_string_free(out, FALSE);
}

char *text_cut_middle(const char *safe, int cells)
{
    const char *at = safe ? safe : "";
    const char *end = at + strlen(at);

    if (cells < 3 || cluster_fits(at, end, cells)) {
        return text_cut(at, cells);
    }
    GString *out = g_string_new(NULL);
    const char *head = at;
    int used = append_fitting(out, &head, end, cells / 2);
    g_string_append(out, ELLIPSIS);
    const char *tail = cluster_tail(at, end, cells - 1 - used);
    append_fitting(out, &tail, end, cells - 1 - used);
    return g_string_free(out, FALSE);
}

/* Takes one line off *at: to the last space that fits, or in the middle of a word that is longer
 * than a line. */
static char *take_line(const char **at, const char *end, int cells)
{
    struct cluster cluster;
    const char *next = *at;
    const char *stop = *at;       /* end of what fits */
    const char *line_end = NULL;  /* the last space at which the line may end */
    const char *next_line = NULL; /* and what follows it */
    bool in_word = false;         /* so that indentation is no place to break */
    int used = 0;

    while (cluster_next(&next, end, &cluster)) {
        bool space = strcmp(cluster.text, " ") == 0;
        if (space && in_word) {
            line_end = stop;
            next_line = next;
        }
        if (used + cluster.width > cells && stop > *at) {
            break;
        }
        in_word |= !space;
        used += cluster.width;
        stop = next;
    }
    bool whole = stop == end;
    const char *begin = *at;
    if (!whole && next_line) {
        stop = line_end;
        *at = next_line;
        while (cluster_next(&next_line, end, &cluster) && strcmp(cluster.text, " ") == 0) {
            *at = next_line;
        }
    } else {
        *at = stop;
    }
    return g_strchomp(g_strndup(begin, (gsize)(stop - begin)));
}

static void wrap_line(GPtrArray *lines, const char *line, size_t length, int cells)
{
    GString *safe = g_string_new(NULL);

    if (length > 0 && line[length - 1] == '\r') {
        length--;
    }
    text_safe_append(safe, line, length);
    const char *at = safe->str;
    const char *end = at + safe->len;
    do {
        g_ptr_array_add(lines, take_line(&at, end, MAX(cells, 1)));
    } while (at < end);
    g_string_free(safe, TRUE);
}

GPtrArray *text_wrap(const char *text, int cells)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    const char *line = text ? text : "";

    for (;;) {
        const char *newline = strchr(line, '\n');
        size_t length = newline ? (size_t)(newline - line) : strlen(line);
        wrap_line(lines, line, length, cells);
        if (!newline || newline[1] == '\0') {
            return lines;
        }
        line = newline + 1;
    }
}
