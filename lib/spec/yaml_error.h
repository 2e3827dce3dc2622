/* What libyaml or the tree builder could not read, in words that say how to write it. */
#ifndef MX_SPEC_YAML_ERROR_H
#define MX_SPEC_YAML_ERROR_H

#include "spec/yaml_tree.h"

void mx_yaml_fail(struct mx_yaml *yaml, enum mxtrap_status status);

/* Reports TEXT, and WORD in quotes after it where there is one. */
void mx_yaml_fail_at(struct mx_yaml *yaml, enum mx_rule rule, uint32_t line, uint32_t column,
                     const char *text, const char *word);

/* The file cannot be opened, for the reason ERROR (an errno). */
void mx_yaml_fail_open(struct mx_yaml *yaml, int error);

/* libyaml could not go on. */
void mx_yaml_fail_parser(struct mx_yaml *yaml);

/* Whether the file is a zone file: it is then reported as such, and reading ends. */
bool mx_yaml_fail_zone_file(struct mx_yaml *yaml);

#endif
