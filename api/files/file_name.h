/* SPDX-License-Identifier: Apache-2.0
 *
 * What a service is called whose log is known by the name of its file alone.
 */
#ifndef API_FILES_FILE_NAME_H
#define API_FILES_FILE_NAME_H

/* The file's name without what says how it is written, packed and rotated: "app" for app.log.2.gz,
 * app-2026-11-21.log, app.jsonl-20261121 and app.log; where that leaves a number only, as of the
 * logs of a pod's containers (web/0.log), its folder's. Free with g_free(). */
char *file_service_name(const char *path);

#endif
