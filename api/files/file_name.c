/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/file_name.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define ROTATION_DIGITS 3

static bool is_separator(char c)
{
    return c != '\0' && strchr("-_.", c);
}

/* 20261121 and 2026-11-21, and what follows of a time of day. */
static bool is_date(const char *text)
{
    static const char *const shapes[] = {"dddddddd", "dddd-dd-dd", "dddd_dd_dd", "dddd.dd.dd",
                                         "dddd-dd"};
    if (!g_str_has_prefix(text, "20") && !g_str_has_prefix(text, "19"))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        size_t at = 0, length = strlen(shapes[i]);
        while (at < length &&
               (shapes[i][at] == 'd' ? g_ascii_isdigit(text[at]) : text[at] == shapes[i][at]))
            at++;
        if (at == length && (text[at] == 'T' || !g_ascii_isalnum(text[at])))
            return true;
    }
    return false;
}

/* Cuts one ending off; false when there is none. */
static bool cut_known(char *name)
{
    static const char *const ends[] = {".gz",     ".zst",  ".log", ".jsonl",
                                       ".ndjson", ".json", ".txt", ".old"};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(name, ends[i]) && strlen(name) > strlen(ends[i])) {
            name[strlen(name) - strlen(ends[i])] = '\0';
            return true;
        }
    return false;
}

/* The same of a date, or of a rotation's number. */
static bool cut_number(char *name)
{
    size_t from = strlen(name), digits = from;
    while (digits > 0 && g_ascii_isdigit(name[digits - 1]))
        digits--;
    while (from > 0 && (g_ascii_isdigit(name[from - 1]) || is_separator(name[from - 1]) ||
                        (name[from - 1] == 'T' && name[from])))
        from--;
    for (size_t at = MAX(from, 1); name[at]; at++)
        if (is_separator(name[at]) && is_date(name + at + 1)) {
            name[at] = '\0';
            return true;
        }
    size_t length = strlen(name) - digits;
    bool rotated = length > 0 && length <= ROTATION_DIGITS && digits > 1 &&
                   name[digits - 1] == '.' && !g_ascii_isdigit(name[digits - 2]);
    if (rotated)
        name[digits - 1] = '\0';
    return rotated;
}

char *file_service_name(const char *path)
{
    char *name = g_path_get_basename(path);
    while (cut_known(name) || cut_number(name))
        ;
    if (strspn(name, "0123456789") < strlen(name) || !strchr(path, '/'))
        return name;
    g_autofree char *folder = g_path_get_dirname(path);
    g_free(name);
    return g_path_get_basename(folder);
}
