/* SPDX-License-Identifier: Apache-2.0
 *
 * What answers each endpoint. The functions stand in the files named by the headings; answer.c has
 * the table that says which endpoint and method leads where.
 */
#ifndef API_LOCAL_ANSWER_ROUTES_H
#define API_LOCAL_ANSWER_ROUTES_H

#include "api/local/answer_call.h"

/* answer_organization.c */
answer_fn answer_root, answer_user, answer_regions, answer_organizations, answer_organization,
    answer_members, answer_users, answer_teams, answer_repositories, answer_repository_put;

/* answer_projects.c */
answer_fn answer_all_projects, answer_projects, answer_project, answer_project_keys,
    answer_environments, answer_project_environments;

/* answer_issues.c, answer_issue.c, answer_issue_put.c */
answer_fn answer_issues, answer_issue, answer_short_id, answer_issue_put, answer_issues_put,
    answer_issues_stats, answer_issues_count, answer_issue_activities;

/* answer_tags.c */
answer_fn answer_issue_tags, answer_issue_tag, answer_issue_tag_values, answer_tags,
    answer_tag_values;

/* answer_events.c, answer_committers.c */
answer_fn answer_issue_events, answer_issue_event, answer_project_events, answer_project_event,
    answer_event_id, answer_event_json, answer_committers;

/* answer_explore.c, answer_timeseries.c, answer_validate.c */
answer_fn answer_explore, answer_timeseries, answer_events_stats, answer_validate;

/* answer_trace.c, answer_traces.c, answer_trace_item.c, answer_attributes.c */
answer_fn answer_trace, answer_trace_meta, answer_traces, answer_trace_item, answer_trace_logs,
    answer_attributes, answer_attribute_values, answer_metrics;

/* answer_stats.c */
answer_fn answer_stats;

/* answer_releases.c, answer_release_put.c */
answer_fn answer_releases, answer_release, answer_release_post, answer_release_put,
    answer_release_commits, answer_release_commits_post, answer_release_files, answer_deploys,
    answer_deploy_post;

/* answer_monitors.c */
answer_fn answer_monitors, answer_monitor, answer_check_ins, answer_detectors, answer_uptime,
    answer_incidents, answer_workflows;

/* answer_replays.c */
answer_fn answer_replay_count, answer_replays;

#endif
