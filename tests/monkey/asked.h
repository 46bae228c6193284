/* SPDX-License-Identifier: Apache-2.0
 *
 * What the console asks for, held against the table of the API (api/wire/endpoints.h): an endpoint
 * of it, a method that it has, parameters that it takes, once unless they repeat, with values of
 * their type. Sentry passes over a parameter that it does not know: a misspelt one narrows nothing.
 */
#ifndef TESTS_MONKEY_ASKED_H
#define TESTS_MONKEY_ASKED_H

/* Ends the program with what is wrong. */
void asked_check(const char *method, const char *url);

#endif
