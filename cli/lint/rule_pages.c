/* --list-rules and --explain. */
#include "lint.h"

#include <string.h>

#include <mxtrap/findings.h>

#include "base/text.h"
#include "tool/help.h"
#include "tool/output.h"

enum cli_exit cli_list_rules(const struct cli_tool *tool, const char *unused) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);
    const struct mxtrap_rule_info *rule;

    (void)unused;
    for (size_t i = 0; (rule = mxtrap_rules_at(i)) != NULL; i++) {
        size_t mark = mx_text_position(&text);
        mx_text_string(&text, rule->id);
        mx_text_pad(&text, mark, 28);
        mx_text_string(&text, mxtrap_severity_name(rule->severity));
        mx_text_pad(&text, mark, 37);
        mx_text_string(&text, rule->title);
        mx_text_char(&text, '\n');
    }
    return cli_print(tool, &text);
}

enum cli_exit cli_explain(const struct cli_tool *tool, const char *id) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);
    const struct mxtrap_rule_info *rule = mxtrap_rules_at(0);

    for (size_t i = 0; strcmp(rule->id, id) != 0; i++) {
        rule = mxtrap_rules_at(i);
    }
    const char *const lines[][2] = {{"", rule->id},
                                    {" (", rule->group},
                                    {"): ", rule->title},
                                    {"\n\nWhy:    ", rule->why},
                                    {"\nFix:    ", rule->fix},
                                    {"\nSource: ", rule->source}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        mx_text_string(&text, lines[i][0]);
        mx_text_string(&text, lines[i][1]);
    }
    mx_text_char(&text, '\n');
    return cli_print(tool, &text);
}
