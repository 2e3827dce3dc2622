/* The catalogue of rules on standard output. */
#ifndef CLI_LINT_RULE_PAGES_H
#define CLI_LINT_RULE_PAGES_H

#include "tool/options.h"

/* One line a rule: its id, its highest severity, its title. */
enum cli_exit cli_list_rules(const struct cli_tool *tool, const char *unused);

/* What the rule of this id, which is one, is for. */
enum cli_exit cli_explain(const struct cli_tool *tool, const char *id);

#endif
