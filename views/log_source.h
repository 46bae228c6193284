/* SPDX-License-Identifier: Apache-2.0
 *
 * Log files behind the log views of a console (`vigil open`): takes the rows as they are indexed
 * and gives them to every log view; there is no server then. One a console, owned by the desk.
 */
#ifndef VIEWS_LOG_SOURCE_H
#define VIEWS_LOG_SOURCE_H

#include "views/view.h"

struct log_files;
struct log_source;

/* `files` are borrowed. */
struct log_source *log_source_new(struct desk *desk, struct log_files *files);
void log_source_free(struct log_source *source);

/* Takes rows again after a pause; of no effect without one. */
void log_source_go_on(struct log_source *source);

/* The view gets all rows there are, and those that come until it is removed. */
void log_source_add(struct log_source *source, struct view *view);
void log_source_remove(struct log_source *source, struct view *view);

/* Waits for the newest rows, which are a matter of a millisecond, so that the first frame has them;
 * at most so long. */
void log_source_wait(struct log_source *source, int64_t most_us);

/* True while more rows are known to come, though nobody writes any. */
bool log_source_busy(const struct log_source *source);
/* "app.log + 2 files": for headers; borrowed. */
const char *log_source_title(const struct log_source *source);
/* True while no row is known of a second service. */
bool log_source_one_service(const struct log_source *source);
/* What it is, how much is indexed, of it `rows`: for titles. Appended. */
void log_source_status(const struct log_source *source, size_t rows, GString *out);
bool log_source_indexing(const struct log_source *source);
/* All attributes of a row that a target names, as struct pair *; NULL when it is not there. */
GPtrArray *log_source_pairs(const struct log_source *source, const struct target *row);

#endif
