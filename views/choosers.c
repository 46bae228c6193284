/* SPDX-License-Identifier: Apache-2.0
 *
 * Choosing the organization, the scope and the time range from lists.
 */
#include "views/desk_state.h"
#include "views/open.h"

#include <string.h>

/* --- scope --- */

enum choice_kind { CHOOSE_PROJECT, CHOOSE_ENVIRONMENT };
struct choice {
    enum choice_kind kind;
    char *name; /* NULL = all */
    char *label;
    bool chosen;
};

static void choice_free(void *data)
{
    struct choice *choice = data;
    g_free(choice->name);
    g_free(choice->label);
    g_free(choice);
}

static bool has_project(const struct scope *scope, const char *slug)
{
    for (guint i = 0; i < scope->projects->len; i++)
        if (strcmp(scope->projects->pdata[i], slug) == 0)
            return true;
    return false;
}

static void toggle_project(struct scope *scope, const char *slug)
{
    g_autoptr(GPtrArray) slugs = g_ptr_array_new_with_free_func(g_free);
    bool had = slug && has_project(scope, slug);
    for (guint i = 0; slug && i < scope->projects->len; i++)
        if (strcmp(scope->projects->pdata[i], slug) != 0)
            g_ptr_array_add(slugs, g_strdup(scope->projects->pdata[i]));
    if (slug && !had)
        g_ptr_array_add(slugs, g_strdup(slug));
    g_ptr_array_add(slugs, NULL);
    scope_set_projects(scope, (const char *const *)slugs->pdata);
}

static void scope_accepted(struct desk *desk, const char *text, const void *data)
{
    const struct choice *choice = data;
    (void)text;
    if (!choice)
        return;
    if (choice->kind == CHOOSE_PROJECT)
        toggle_project(&desk->scope, choice->name);
    else
        target_set(&desk->scope.environment, choice->name);
    desk_shared_start(desk);
    desk_usual_clear(desk);
    desk_wall_reset(desk);
    desk_watches_rescope(desk);
    desk_scope_changed(desk);
}

static void add_choice(GPtrArray *choices, enum choice_kind kind, const char *name, bool chosen)
{
    const char *noun = kind == CHOOSE_PROJECT ? "project" : "environment";
    struct choice *choice = g_new0(struct choice, 1);
    choice->kind = kind;
    choice->name = g_strdup(name);
    choice->label = g_strdup_printf("%s: %s", noun, name ? name : "all");
    choice->chosen = chosen;
    g_ptr_array_add(choices, choice);
}

static void show_choices(struct desk *desk, GPtrArray *choices)
{
    g_autofree struct palette_entry *entries = g_new0(struct palette_entry, choices->len);
    for (guint i = 0; i < choices->len; i++) {
        const struct choice *choice = choices->pdata[i];
        entries[i] =
            (struct palette_entry){choice->label, choice->chosen ? "in scope" : NULL, choice};
    }
    desk_choose(desk, palette_new("scope: Enter adds or removes", entries, choices->len, false),
                choices, scope_accepted);
}

static void environments_came(struct desk *desk, struct reply *answer, void *data)
{
    GPtrArray *choices = g_ptr_array_ref(data);
    const struct scope *scope = &desk->scope;
    add_choice(choices, CHOOSE_ENVIRONMENT, NULL, scope->environment == NULL);
    const GPtrArray *names = answer->kind == REPLY_NAMES ? answer->object : NULL;
    for (guint i = 0; names && i < names->len; i++) {
        const struct name *name = names->pdata[i];
        if (name->name && *name->name)
            add_choice(choices, CHOOSE_ENVIRONMENT, name->name,
                       g_strcmp0(scope->environment, name->name) == 0);
    }
    if (answer->failure != FAILURE_NONE && choices->len <= 2)
        desk_say(desk, true, "%s", answer->error ? answer->error : "the projects did not come");
    show_choices(desk, choices);
}

static void projects_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    GPtrArray *choices = g_ptr_array_new_with_free_func(choice_free);
    add_choice(choices, CHOOSE_PROJECT, NULL, desk->scope.projects->len == 0);
    const GPtrArray *names = answer->kind == REPLY_NAMES ? answer->object : NULL;
    for (guint i = 0; names && i < names->len; i++) {
        const struct name *name = names->pdata[i];
        if (name->slug && *name->slug)
            add_choice(choices, CHOOSE_PROJECT, name->slug, has_project(&desk->scope, name->slug));
    }
    desk_ask_self(desk, request_new(ENDPOINT_ENVIRONMENTS, NULL), 0, true, environments_came,
                  choices, (GDestroyNotify)g_ptr_array_unref);
}

void desk_choose_scope(struct desk *desk)
{
    desk_say(desk, false, "asking which projects and environments there are");
    desk_ask_self(desk, request_new(ENDPOINT_PROJECTS, NULL), 0, true, projects_came, NULL, NULL);
}

/* --- time range --- */

static void range_accepted(struct desk *desk, const char *text, const void *data)
{
    int64_t period;
    if (period_parse(data ? data : text, &period))
        desk_set_period(desk, period);
    else
        desk_say(desk, true, "%s is no time range: " PERIOD_WANTED, text);
}

static void range_typed(struct desk *desk, const char *text, const void *data)
{
    int64_t period;
    bool fine = data || !*text || period_parse(text, &period);
    palette_complain(desk->overlay.palette, 0, fine ? NULL : PERIOD_WANTED);
}

void desk_choose_range(struct desk *desk)
{
    static const struct palette_entry entries[] = {
        {"15m", "the last quarter of an hour", "15m"},
        {"30m", "the last half hour",          "30m"},
        {"1h",  "the last hour",               "1h" },
        {"3h",  "the last three hours",        "3h" },
        {"6h",  "the last six hours",          "6h" },
        {"24h", "the last day",                "24h"},
        {"3d",  "the last three days",         "3d" },
        {"7d",  "the last week",               "7d" },
        {"14d", "the last two weeks",          "14d"},
        {"30d", "the last month",              "30d"},
    };
    desk_choose(desk,
                palette_new("time range, live; or type one", entries, G_N_ELEMENTS(entries), true),
                NULL, range_accepted);
    desk->overlay.moved = range_typed;
}

/* --- organization --- */

static void take_organization(struct desk *desk, const char *slug)
{
    g_autoptr(GError) error = NULL;
    target_set(&desk->scope.organization, slug);
    if (desk->connect && !desk->connect(desk->context, slug, &error))
        desk_say(desk, true, "%s", error->message);
    else {
        g_clear_pointer(&desk->message, g_free); /* what was wrong is over */
        g_clear_pointer(&desk->unstarted, g_free);
        desk_start(desk);
    }
    if (desk->started && desk->trouble)
        desk_say(desk, true, "%s", desk->trouble);
    g_autofree char *text = g_steal_pointer(&desk->to_open);
    if (text && desk->started)
        open_text(desk, text);
}

static void organization_accepted(struct desk *desk, const char *text, const void *data)
{
    const char *slug = data ? data : text;
    if (*slug)
        take_organization(desk, slug);
}

static void show_organizations(struct desk *desk, const GPtrArray *names)
{
    GPtrArray *keep = g_ptr_array_new_with_free_func(g_free);
    g_autofree struct palette_entry *entries = g_new0(struct palette_entry, names->len + 1);
    for (guint i = 0; i < names->len; i++) {
        const struct name *name = names->pdata[i];
        char *slug = g_strdup(name->slug ? name->slug : name->id);
        g_ptr_array_add(keep, slug);
        entries[i] = (struct palette_entry){slug ? slug : "?", name->name, slug};
    }
    desk_choose(desk, palette_new("organization", entries, names->len, true), keep,
                organization_accepted);
}

/* Stands where the panes will be, and stays: a message in the foot goes with the next key. */
static void say_unstarted(struct desk *desk, const char *why)
{
    bool told = desk->message && desk->failure; /* just now, in full */
    if (told || !desk->unstarted)
        target_set(&desk->unstarted, told ? desk->message : why);
    g_clear_pointer(&desk->message, g_free);
}

static void organizations_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    const GPtrArray *names = answer->kind == REPLY_NAMES ? answer->object : NULL;
    if (!names) {
        say_unstarted(desk, answer->error ? answer->error : "the organizations did not come");
        return;
    }
    if (names->len == 0) {
        say_unstarted(desk, "this token sees no organization");
        return;
    }
    if (names->len > 1) {
        target_set(&desk->unstarted, "no organization is chosen yet");
        show_organizations(desk, names);
        return;
    }
    const struct name *only = names->pdata[0];
    desk->sole_organization = g_strdup(only->slug ? only->slug : only->id);
}

/* The client cannot be replaced while its reply is in hand; the loop calls this afterwards. */
void desk_settle(struct desk *desk)
{
    if (!desk->sole_organization)
        return;
    g_autofree char *slug = g_steal_pointer(&desk->sole_organization);
    take_organization(desk, slug);
}

void desk_choose_organization(struct desk *desk)
{
    g_clear_pointer(&desk->unstarted, g_free);
    desk_unask(desk, &desk->organizations_asked);
    desk->organizations_asked = desk_ask_self(desk, request_new(ENDPOINT_ORGANIZATIONS, NULL), 0,
                                              true, organizations_came, NULL, NULL);
}
