/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/conversation.h"

#include <string.h>

static void free_it(struct conversation **conversation)
{
    conversation_free(*conversation);
}
#define AUTO __attribute__((cleanup(free_it))) struct conversation *

static struct conversation *of(const char *role, const char *text)
{
    struct conversation *conversation = conversation_new();
    conversation_add(conversation, role, text);
    return conversation;
}

static void expect(const struct conversation *conversation, guint index, enum said_kind kind,
                   const char *role, const char *name, const char *text)
{
    g_assert_cmpuint(index, <, conversation->said->len);
    const struct said *said = g_ptr_array_index(conversation->said, index);
    g_assert_cmpint(said->kind, ==, kind);
    g_assert_cmpstr(said->role, ==, role);
    g_assert_cmpstr(said->name, ==, name);
    g_assert_cmpstr(said->text, ==, text);
}

static void messages_in_parts(void)
{
    AUTO conversation =
        of("user", "[{\"role\":\"system\",\"parts\":[{\"type\":\"text\",\"content\":\"Argue.\"}]},"
                   "{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"hm\"},"
                   "{\"type\":\"tool_call\",\"id\":\"1\",\"name\":\"web_search\","
                   "\"arguments\":{\"q\":\"x\"}}]},"
                   "{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"1\","
                   "\"response\":[]}]}]");
    g_assert_cmpuint(conversation->said->len, ==, 4);
    expect(conversation, 0, SAID_TEXT, "system", NULL, "Argue.");
    expect(conversation, 1, SAID_REASONING, "assistant", NULL, "hm");
    expect(conversation, 2, SAID_CALL, "assistant", "web_search", "{\n  \"q\": \"x\"\n}");
    expect(conversation, 3, SAID_RESULT, "tool", NULL, "[]");
}

static void messages_of_openai(void)
{
    AUTO conversation =
        of("user",
           "[{\"role\":\"user\",\"content\":\"find me shoes\"},"
           "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":"
           "\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{\\\"q\\\":1}\"}}]},"
           "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"[1]\"},"
           "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"and\"},"
           "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:\"}}]}]");
    g_assert_cmpuint(conversation->said->len, ==, 5);
    expect(conversation, 0, SAID_TEXT, "user", NULL, "find me shoes");
    expect(conversation, 1, SAID_CALL, "assistant", "search", "{\n  \"q\": 1\n}");
    expect(conversation, 2, SAID_RESULT, "tool", NULL, "[\n  1\n]");
    expect(conversation, 3, SAID_TEXT, "user", NULL, "and");
    expect(conversation, 4, SAID_MEDIA, "user", NULL, "image_url");
}

static void parts_of_anthropic_and_gemini(void)
{
    AUTO claude = of("user", "[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\","
                             "\"name\":\"sum\",\"input\":{\"a\":1}}]},{\"role\":\"user\","
                             "\"content\":[{\"type\":\"tool_result\",\"content\":\"2\"}]}]");
    expect(claude, 0, SAID_CALL, "assistant", "sum", "{\n  \"a\": 1\n}");
    expect(claude, 1, SAID_RESULT, "user", NULL, "2");
    AUTO gemini = of("user", "[{\"role\":\"model\",\"parts\":[{\"text\":\"I look\"},"
                             "{\"functionCall\":{\"name\":\"sum\",\"args\":{}}}]}]");
    expect(gemini, 0, SAID_TEXT, "assistant", NULL, "I look");
    expect(gemini, 1, SAID_CALL, "assistant", "sum", "{}");
}

static void prompts_of_the_vercel_sdk(void)
{
    AUTO prompt = of("user", "{\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\","
                             "\"content\":[{\"type\":\"text\",\"text\":\"Oslo?\"}]}]}");
    expect(prompt, 0, SAID_TEXT, "system", NULL, "Be brief.");
    expect(prompt, 1, SAID_TEXT, "user", NULL, "Oslo?");
    AUTO calls = of("assistant", "[{\"type\":\"tool-call\",\"toolCallId\":\"1\",\"toolName\":"
                                 "\"weather\",\"args\":{\"city\":\"Oslo\"}}]");
    expect(calls, 0, SAID_CALL, "assistant", "weather", "{\n  \"city\": \"Oslo\"\n}");
}

static void lists_of_texts_and_plain_text(void)
{
    AUTO list = of("assistant", "[\"Sure\", \"Done\"]");
    expect(list, 0, SAID_TEXT, "assistant", NULL, "Sure");
    expect(list, 1, SAID_TEXT, "assistant", NULL, "Done");
    AUTO plain = of("assistant", "[not JSON");
    expect(plain, 0, SAID_TEXT, "assistant", NULL, "[not JSON");
    AUTO none = of("user", NULL);
    g_assert_cmpuint(none->said->len, ==, 0);
}

static void what_is_in_no_known_form_is_kept(void)
{
    AUTO odd = of("user", "[{\"strange\":{\"a\":1}}, 7]");
    g_assert_cmpuint(odd->said->len, ==, 2);
    const struct said *first = g_ptr_array_index(odd->said, 0);
    g_assert_true(first->json);
    g_assert_nonnull(strstr(first->text, "strange"));
    expect(odd, 1, SAID_TEXT, "user", NULL, "7");
}

static void events_of_spans(void)
{
    AUTO conversation = conversation_new();
    g_assert_true(conversation_add_events(
        conversation, "[{\"name\":\"gen_ai.user.message\",\"attributes\":{\"content\":\"hi\"}},"
                      "{\"name\":\"exception\",\"attributes\":{\"message\":\"no\"}},"
                      "{\"name\":\"gen_ai.choice\",\"attributes\":{\"gen_ai.completion\":"
                      "\"{\\\"x\\\":1}\"}}]"));
    g_assert_cmpuint(conversation->said->len, ==, 2);
    expect(conversation, 0, SAID_TEXT, "user", NULL, "hi");
    expect(conversation, 1, SAID_TEXT, "assistant", NULL, "{\n  \"x\": 1\n}");
    g_assert_false(conversation_add_events(conversation, "[{\"name\":\"log\"}]"));
    g_assert_false(conversation_add_events(conversation, NULL));
}

static void more_than_can_be_kept_is_counted(void)
{
    GString *text = g_string_new("[");
    for (int i = 0; i < CONVERSATION_MOST + 3; i++)
        g_string_append_printf(text, "%s\"x\"", i ? "," : "");
    g_string_append_c(text, ']');
    AUTO conversation = of("user", text->str);
    g_assert_cmpuint(conversation->said->len, ==, CONVERSATION_MOST);
    g_assert_cmpuint(conversation->left_out, ==, 3);
    g_string_free(text, TRUE);
}

static void nested_without_end_does_no_harm(void)
{
    g_autofree char *deep = g_strnfill(50000, '[');
    AUTO conversation = of("user", deep);
    g_assert_cmpuint(conversation->said->len, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func("/conversation/" name, function)
    ADD("messages in parts are read", messages_in_parts);
    ADD("messages of OpenAI are read", messages_of_openai);
    ADD("parts of Anthropic and Gemini are read", parts_of_anthropic_and_gemini);
    ADD("prompts of the Vercel SDK are read", prompts_of_the_vercel_sdk);
    ADD("lists of texts and plain text are read", lists_of_texts_and_plain_text);
    ADD("what is in no known form is kept", what_is_in_no_known_form_is_kept);
    ADD("events of spans are read", events_of_spans);
    ADD("more than can be kept is counted", more_than_can_be_kept_is_counted);
    ADD("nested without end it does no harm", nested_without_end_does_no_harm);
    return g_test_run();
}
