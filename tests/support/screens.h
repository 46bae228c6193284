/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks over the demo incident, its time standing still, along which screens are kept as files
 * (golden.h): chains of stops, and the kinds of terminal ("rungs") on which they are walked.
 */
#ifndef TESTS_SUPPORT_SCREENS_H
#define TESTS_SUPPORT_SCREENS_H

/* What is pressed from the stop before (stage_steps), what is then seen, and the screen's name;
 * NULL = only passed. */
struct screen_stop {
    const char *steps, *seen, *name;
};

struct screen_chain {
    const char *name;
    struct screen_stop stops[20]; /* up to one without steps */
    const char *ready;            /* seen when the console is up; NULL = the first mover */
};

/* Chains on a rung: "80x24", "120x36", "200x50", "60x20", "40x12", "30x8", "truecolour", "light",
 * "8-colours", "linux", "no-colour", "vt100", "ascii". */
struct screen_show {
    const char *rung;
    const struct screen_chain *const *chains; /* up to NULL */
};

/* Runs them, a test and a console for each chain, up to a show without a rung: the whole of main().
 * Screens are called <rung>-<name>. */
int screens_main(int argc, char **argv, const struct screen_show *shows);

#endif
