/* SPDX-License-Identifier: Apache-2.0 */
#include "views/suspect_lines.h"

#include "tui/text.h"
#include "views/body.h"

#include <string.h>

#define REASON_INDENT 10

struct doc_line *suspect_commit_line(struct doc *doc, const struct commit *commit,
                                     const struct desk *desk)
{
    g_autofree char *subject = suspects_subject(commit);
    g_autofree char *age = commit->time_ms ? body_ago(desk_now_ms(desk) - commit->time_ms) : NULL;
    g_autofree char *right =
        g_strdup_printf("%s%s%s%s", commit->author ? commit->author : "",
                        commit->author && age ? ", " : "", age ? age : "", age ? " ago" : "");
    struct doc_line *line = doc_addf(doc, ROLE_ACCENT, "%-9.7s", commit->id ? commit->id : "?");
    doc_piece(line, ROLE_TEXT, subject);
    doc_right(line, right);
    return line;
}

static void add_reasons(struct doc *doc, const struct suspect *suspect)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; suspect->reasons && i < suspect->reasons->len; i++)
        g_string_append_printf(text, "%s%s", i ? "; " : "",
                               (const char *)g_ptr_array_index(suspect->reasons, i));
    g_autofree char *before = suspects_before(suspect);
    if (before && !strstr(text->str, "before the onset"))
        g_string_append_printf(text, "%s%s", text->len ? "; " : "", before);
    g_autoptr(GPtrArray) lines = text_wrap(text->str, MAX(doc->width - REASON_INDENT - 2, 16));
    for (guint i = 0; i < lines->len; i++) {
        struct doc_line *line = doc_add(doc, ROLE_MUTED, g_ptr_array_index(lines, i));
        line->indent = REASON_INDENT;
        line->inert = true;
    }
}

static void add_why(struct doc *doc, const char *why, int link)
{
    g_autoptr(GPtrArray) lines = text_wrap(why, MAX(doc->width - 3, 16));
    for (guint i = 0; i < lines->len; i++) {
        struct doc_line *line = doc_add(doc, ROLE_NOTICE, g_ptr_array_index(lines, i));
        doc_link(line, i ? 0 : link, G_MAXSIZE);
        line->inert = i > 0;
    }
}

size_t suspect_lines(struct doc *doc, const struct suspect_search *search, size_t shown, int link,
                     const struct desk *desk)
{
    const GPtrArray *found = suspect_search_found(search);
    if (!found || !found->len) {
        const char *why = suspect_search_why(search);
        add_why(doc, why ? why : "looking for suspect commits…", link);
        return 0;
    }
    for (guint i = 0; i < found->len && i < shown; i++) {
        const struct suspect *suspect = g_ptr_array_index(found, i);
        struct doc_line *line = suspect_commit_line(doc, suspect->commit, desk);
        doc_link(line, link, i);
        if (!i)
            line->pieces[1].role = ROLE_CHANGED;
        add_reasons(doc, suspect);
    }
    const char *limits = suspect_search_limits(search);
    if (limits)
        doc_addf(doc, ROLE_NOTICE, "blame: %s", limits)->inert = true;
    return found->len > shown ? found->len - shown : 0;
}

void suspect_markdown(GString *out, const struct suspect_search *search, size_t shown)
{
    const GPtrArray *found = suspect_search_found(search);
    const char *why = suspect_search_why(search);
    if (why)
        g_string_append_printf(out, "Suspect commit: %s\n", why);
    for (guint i = 0; found && i < found->len && i < shown; i++) {
        const struct suspect *suspect = g_ptr_array_index(found, i);
        g_autofree char *subject = suspects_subject(suspect->commit);
        g_string_append_printf(out, "- `%.12s` %s (%s)", suspect->commit->id, subject,
                               suspect->commit->author ? suspect->commit->author
                                                       : "author unknown");
        for (guint r = 0; suspect->reasons && r < suspect->reasons->len; r++)
            g_string_append_printf(out, "%s%s", r ? "; " : ": ",
                                   (const char *)g_ptr_array_index(suspect->reasons, r));
        g_string_append_c(out, '\n');
    }
    const char *limits = suspect_search_limits(search);
    if (limits)
        g_string_append_printf(out, "\nBlame: %s.\n", limits);
}
