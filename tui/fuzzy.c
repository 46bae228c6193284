/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/fuzzy.h"

#include "tui/palette.h"

#include <string.h>

#define FUZZY_PATTERN 48
#define SCORE_HIT     16
#define SCORE_START   10 /* at the start of a word */
#define SCORE_FIRST   6  /* at the start of the text */
#define SCORE_RUN     12 /* right behind the last hit */
#define SCORE_GAP     1  /* off for each character between hits */
#define SCORE_BEGINS  30 /* the text begins with all of the pattern, blanks included */
#define NO_SCORE      (-100000)

struct folded {
    gunichar chars[FUZZY_TEXT];
    bool starts[FUZZY_TEXT]; /* begins a word: behind no letter or digit, or a capital behind a
                                small letter */
    int count;
};

static void fold(const char *text, int max, struct folded *out)
{
    gunichar last = ' ';

    out->count = 0;
    for (const char *at = text; *at && out->count < max; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        out->chars[out->count] = g_unichar_tolower(c);
        out->starts[out->count] =
            g_unichar_isalnum(c) &&
            (!g_unichar_isalnum(last) || (g_unichar_isupper(c) && g_unichar_islower(last)));
        out->count++;
        last = c;
    }
}

/* Best alignment of a pattern with a subsequence of a text, by dynamic programming over (pattern
 * character, text position) with linear gap costs: Smith and Waterman 1981, local in the text
 * and global in the pattern. best[i][j]: pattern character i at text position j. */
struct alignment {
    int best[FUZZY_PATTERN][FUZZY_TEXT];
    short from[FUZZY_PATTERN][FUZZY_TEXT];
};

static int place_score(const struct folded *text, int j)
{
    return SCORE_HIT + (text->starts[j] ? SCORE_START : 0) + (j == 0 ? SCORE_FIRST : 0);
}

static void align_row(struct alignment *table, const struct folded *pattern,
                      const struct folded *text, int i)
{
    int reach = NO_SCORE; /* the best of the row above, less the gap from there to here */
    short reached = -1;

    for (int j = 0; j < text->count; j++) {
        int before = i == 0 ? 0 : reach;
        short from = i == 0 ? -1 : reached;
        if (i > 0 && j > 0 && table->best[i - 1][j - 1] + SCORE_RUN > before) {
            before = table->best[i - 1][j - 1] + SCORE_RUN;
            from = (short)(j - 1);
        }
        bool hit = pattern->chars[i] == text->chars[j] && before > NO_SCORE / 2;
        table->best[i][j] = hit ? before + place_score(text, j) : NO_SCORE;
        table->from[i][j] = from;
        reach -= reach > NO_SCORE ? SCORE_GAP : 0;
        if (i > 0 && table->best[i - 1][j] > reach) {
            reach = table->best[i - 1][j];
            reached = (short)j;
        }
    }
}

static int best_end(const struct alignment *table, int last_row, int count)
{
    int best = -1;

    for (int j = 0; j < count; j++) {
        if (table->best[last_row][j] > NO_SCORE / 2 &&
            (best < 0 || table->best[last_row][j] > table->best[last_row][best])) {
            best = j;
        }
    }
    return best;
}

static int match_word(const char *word, const struct folded *text, bool *hits)
{
    g_autofree struct alignment *table = g_new(struct alignment, 1);
    g_autofree struct folded *pattern = g_new(struct folded, 1);

    fold(word, FUZZY_PATTERN, pattern);
    for (int i = 0; i < pattern->count; i++) {
        align_row(table, pattern, text, i);
    }
    int last = pattern->count - 1;
    int at = best_end(table, last, text->count);
    if (at < 0) {
        return -1;
    }
    int score = table->best[last][at];
    for (int i = last; i >= 0 && at >= 0; i--) {
        hits[at] = true;
        at = table->from[i][at];
    }
    return MAX(score, 0);
}

int fuzzy_match(const char *pattern, const char *text, bool hits[FUZZY_TEXT])
{
    g_auto(GStrv) words = g_strsplit(pattern, " ", -1);
    g_autofree struct folded *folded = g_new(struct folded, 1);
    int total = 0;

    memset(hits, 0, FUZZY_TEXT * sizeof hits[0]);
    fold(text, FUZZY_TEXT, folded);
    for (int i = 0; words[i]; i++) {
        if (words[i][0] == '\0') {
            continue;
        }
        int score = match_word(words[i], folded, hits);
        if (score < 0) {
            return -1;
        }
        total += score;
    }
    return total;
}

int fuzzy_score(const char *pattern, const char *text)
{
    bool hits[FUZZY_TEXT];
    int score = fuzzy_match(pattern, text, hits);
    size_t length = strlen(pattern);

    return score > 0 && g_ascii_strncasecmp(text, pattern, length) == 0 ? score + SCORE_BEGINS
                                                                        : score;
}
