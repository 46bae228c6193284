/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_records.h"

#include "api/local/issue_store.h"
#include "api/local/store_releases.h"
#include "api/wire/json.h"

#include <stddef.h>
#include <string.h>

enum field_type {
    FIELD_TEXT,
    FIELD_INT,
    FIELD_BOOL,
    FIELD_LEVEL,
    FIELD_TEXTS,   /* GPtrArray of char *; never NULL */
    FIELD_DEPLOYS, /* GPtrArray of struct deploy *; never NULL */
    FIELD_MINUTES, /* GArray of struct issue_minute; never NULL; in a table of its own on disk */
};

struct field {
    const char *name;
    enum field_type type;
    size_t offset;
};

#define FIELD(record, member, type)                            \
    {                                                          \
#member, FIELD_##type, offsetof(struct record, member) \
    }

static const struct field project_fields[] = {
    FIELD(project, id, INT),
    FIELD(project, slug, TEXT),
    FIELD(project, platform, TEXT),
    FIELD(project, public_key, TEXT),
    FIELD(project, first_seen_ns, INT),
    FIELD(project, last_seen_ns, INT),
    FIELD(project, environments, TEXTS),
    FIELD(project, issues, INT),
};

static const struct field issue_fields[] = {
    FIELD(issue_record, id, INT),
    FIELD(issue_record, short_id, TEXT),
    FIELD(issue_record, project, TEXT),
    FIELD(issue_record, title, TEXT),
    FIELD(issue_record, culprit, TEXT),
    FIELD(issue_record, type, TEXT),
    FIELD(issue_record, platform, TEXT),
    FIELD(issue_record, metadata_type, TEXT),
    FIELD(issue_record, metadata_value, TEXT),
    FIELD(issue_record, metadata_filename, TEXT),
    FIELD(issue_record, metadata_function, TEXT),
    FIELD(issue_record, grouping, TEXT),
    FIELD(issue_record, level, LEVEL),
    FIELD(issue_record, unhandled, BOOL),
    FIELD(issue_record, status, TEXT),
    FIELD(issue_record, substatus, TEXT),
    FIELD(issue_record, priority, TEXT),
    FIELD(issue_record, assignee, TEXT),
    FIELD(issue_record, resolved_in, TEXT),
    FIELD(issue_record, status_changed_ns, INT),
    FIELD(issue_record, regressed_ns, INT),
    FIELD(issue_record, ignore_until_ns, INT),
    FIELD(issue_record, ignore_count, INT),
    FIELD(issue_record, reviewed, BOOL),
    FIELD(issue_record, bookmarked, BOOL),
    FIELD(issue_record, seen, BOOL),
    FIELD(issue_record, first_seen_ns, INT),
    FIELD(issue_record, last_seen_ns, INT),
    FIELD(issue_record, count, INT),
    FIELD(issue_record, users, INT),
    FIELD(issue_record, first_release, TEXT),
    FIELD(issue_record, last_release, TEXT),
    FIELD(issue_record, releases, TEXTS),
    FIELD(issue_record, environments, TEXTS),
    FIELD(issue_record, minutes, MINUTES),
};

static const struct field release_fields[] = {
    FIELD(release_record, id, INT),
    FIELD(release_record, version, TEXT),
    FIELD(release_record, ref, TEXT),
    FIELD(release_record, url, TEXT),
    FIELD(release_record, projects, TEXTS),
    FIELD(release_record, created_ns, INT),
    FIELD(release_record, released_ns, INT),
    FIELD(release_record, first_event_ns, INT),
    FIELD(release_record, last_event_ns, INT),
    FIELD(release_record, commit_count, INT),
    FIELD(release_record, deploys, DEPLOYS),
};

static const struct field repository_fields[] = {
    FIELD(repository, id, INT),         FIELD(repository, name, TEXT),
    FIELD(repository, provider, TEXT),  FIELD(repository, url, TEXT),
    FIELD(repository, created_ns, INT),
};

#define KIND(record, table)                               \
    {                                                     \
        sizeof(struct record), table, G_N_ELEMENTS(table) \
    }

static const struct {
    size_t size;
    const struct field *fields;
    size_t count;
} kinds[RECORD_KIND_END] = {
    [RECORD_PROJECT] = KIND(project, project_fields),
    [RECORD_ISSUE] = KIND(issue_record, issue_fields),
    [RECORD_RELEASE] = KIND(release_record, release_fields),
    [RECORD_REPOSITORY] = KIND(repository, repository_fields),
};

/* Every member begins at an address that its type allows, so the casts are sound. */
#define MEMBER(type, record, field) ((type *)(void *)((char *)(record) + (field)->offset))

static GPtrArray *texts_copy(const GPtrArray *texts)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < texts->len; i++) {
        g_ptr_array_add(copy, g_strdup(texts->pdata[i]));
    }
    return copy;
}

static GPtrArray *deploys_copy(const GPtrArray *deploys)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    for (guint i = 0; i < deploys->len; i++) {
        g_ptr_array_add(copy, deploy_copy(deploys->pdata[i]));
    }
    return copy;
}

void *record_new(enum record_kind kind)
{
    void *record = g_malloc0(kinds[kind].size);
    for (size_t i = 0; i < kinds[kind].count; i++) {
        const struct field *field = &kinds[kind].fields[i];
        if (field->type == FIELD_TEXTS) {
            *MEMBER(GPtrArray *, record, field) = g_ptr_array_new_with_free_func(g_free);
        } else if (field->type == FIELD_DEPLOYS) {
            *MEMBER(GPtrArray *, record, field) =
                g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
        } else if (field->type == FIELD_MINUTES) {
            *MEMBER(GArray *, record, field) =
                g_array_new(FALSE, FALSE, sizeof(struct issue_minute));
        }
    }
    return record;
}

void *record_copy(enum record_kind kind, const void *original)
{
    void *record = g_memdup2(original, kinds[kind].size);
    for (size_t i = 0; i < kinds[kind].count; i++) {
        const struct field *field = &kinds[kind].fields[i];
        if (field->type == FIELD_TEXT) {
            char **text = MEMBER(char *, record, field);
            *text = g_strdup(*text);
        } else if (field->type == FIELD_TEXTS) {
            GPtrArray **texts = MEMBER(GPtrArray *, record, field);
            *texts = texts_copy(*texts);
        } else if (field->type == FIELD_DEPLOYS) {
            GPtrArray **deploys = MEMBER(GPtrArray *, record, field);
            *deploys = deploys_copy(*deploys);
        } else if (field->type == FIELD_MINUTES) {
            GArray **minutes = MEMBER(GArray *, record, field);
            *minutes = g_array_copy(*minutes);
        }
    }
    return record;
}

void record_free(enum record_kind kind, void *record)
{
    if (!record) {
        return;
    }
    for (size_t i = 0; i < kinds[kind].count; i++) {
        const struct field *field = &kinds[kind].fields[i];
        if (field->type == FIELD_TEXT) {
            g_free(*MEMBER(char *, record, field));
        } else if (field->type == FIELD_TEXTS || field->type == FIELD_DEPLOYS) {
            g_ptr_array_unref(*MEMBER(GPtrArray *, record, field));
        } else if (field->type == FIELD_MINUTES) {
            g_array_unref(*MEMBER(GArray *, record, field));
        }
    }
    g_free(record);
}

char *record_key(enum record_kind kind, const void *record)
{
    switch (kind) {
    case RECORD_PROJECT:
        return g_strdup(((const struct project *)record)->slug);
    case RECORD_ISSUE: {
        const struct issue_record *issue = record;
        return g_strdup_printf("%s\n%s", issue->project, issue->grouping);
    }
    case RECORD_RELEASE:
        return g_strdup(((const struct release_record *)record)->version);
    default:
        return g_strdup(((const struct repository *)record)->name);
    }
}

/* --- JSON --- */

static void write_text(GString *out, const char *text)
{
    if (text && g_utf8_validate(text, -1, NULL)) {
        json_append_text(out, text, strlen(text));
    } else {
        g_string_append(out, "null");
    }
}

static void write_texts(GString *out, const GPtrArray *texts)
{
    g_string_append_c(out, '[');
    for (guint i = 0; i < texts->len; i++) {
        g_string_append(out, i ? "," : "");
        write_text(out, texts->pdata[i]);
    }
    g_string_append_c(out, ']');
}

static void write_deploys(GString *out, const GPtrArray *deploys)
{
    g_string_append_c(out, '[');
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *deploy = deploys->pdata[i];
        g_string_append(out, i ? ",{\"release\":" : "{\"release\":");
        write_text(out, deploy->release);
        g_string_append(out, ",\"project\":");
        write_text(out, deploy->project);
        g_string_append(out, ",\"environment\":");
        write_text(out, deploy->environment);
        g_string_append(out, ",\"name\":");
        write_text(out, deploy->name);
        g_string_append(out, ",\"started_ms\":");
        json_append_integer(out, deploy->started_ms);
        g_string_append(out, ",\"finished_ms\":");
        json_append_integer(out, deploy->finished_ms);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void deploys_from_json(GPtrArray *deploys, const json_t *list)
{
    size_t i;
    json_t *json;
    json_array_foreach(list, i, json)
    {
        struct deploy *deploy = deploy_new();
        deploy->release = g_strdup(json_get_string(json, "release"));
        deploy->project = g_strdup(json_get_string(json, "project"));
        deploy->environment = g_strdup(json_get_string(json, "environment"));
        deploy->name = g_strdup(json_get_string(json, "name"));
        deploy->started_ms = json_get_int(json, "started_ms", 0);
        deploy->finished_ms = json_get_int(json, "finished_ms", 0);
        g_ptr_array_add(deploys, deploy);
    }
}

static void write_field(GString *out, const void *record, const struct field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
        write_text(out, *MEMBER(char *, record, field));
        break;
    case FIELD_INT:
        json_append_integer(out, *MEMBER(int64_t, record, field));
        break;
    case FIELD_BOOL:
        g_string_append(out, *MEMBER(bool, record, field) ? "true" : "false");
        break;
    case FIELD_LEVEL:
        write_text(out, level_name(*MEMBER(enum level, record, field)));
        break;
    case FIELD_TEXTS:
        write_texts(out, *MEMBER(GPtrArray *, record, field));
        break;
    case FIELD_DEPLOYS:
        write_deploys(out, *MEMBER(GPtrArray *, record, field));
        break;
    case FIELD_MINUTES:
        break;
    }
}

void record_write(enum record_kind kind, const void *record, GString *out)
{
    g_string_append_c(out, '{');
    for (size_t i = 0; i < kinds[kind].count; i++) {
        const struct field *field = &kinds[kind].fields[i];
        if (field->type != FIELD_MINUTES) {
            g_string_append(out, i ? ",\"" : "\"");
            g_string_append(out, field->name);
            g_string_append(out, "\":");
            write_field(out, record, field);
        }
    }
    g_string_append_c(out, '}');
}

static void field_from_json(void *record, const struct field *field, const json_t *json)
{
    const json_t *value = json_object_get(json, field->name);
    size_t i;
    json_t *text;
    switch (field->type) {
    case FIELD_TEXT:
        *MEMBER(char *, record, field) = g_strdup(json_string_value(value));
        break;
    case FIELD_INT:
        *MEMBER(int64_t, record, field) = json_integer_value(value);
        break;
    case FIELD_BOOL:
        *MEMBER(bool, record, field) = json_is_true(value);
        break;
    case FIELD_LEVEL:
        *MEMBER(enum level, record, field) =
            level_parse(json_is_string(value) ? json_string_value(value) : "");
        break;
    case FIELD_TEXTS:
        json_array_foreach(value, i, text)
        {
            g_ptr_array_add(*MEMBER(GPtrArray *, record, field), g_strdup(json_string_value(text)));
        }
        break;
    case FIELD_DEPLOYS:
        deploys_from_json(*MEMBER(GPtrArray *, record, field), value);
        break;
    case FIELD_MINUTES:
        break;
    }
}

void *record_from_json(enum record_kind kind, const json_t *json)
{
    void *record = record_new(kind);
    for (size_t i = 0; i < kinds[kind].count; i++) {
        field_from_json(record, &kinds[kind].fields[i], json);
    }
    return record;
}
