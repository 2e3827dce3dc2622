/* Errors of a spec: where in the file, where in the document, what. */
#include "spec/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "spec/reader.h"

static struct mx_text *begin(struct mx_spec_reader *reader, const struct mx_path *path) {
    struct mx_text *message = mx_finding_begin(reader->findings);

    if (path != NULL) {
        mx_path_write(message, path);
        mx_text_string(message, ": ");
    }
    return message;
}

static void end(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *node) {
    mx_finding_end(reader->findings, rule, MXTRAP_ERROR,
                   (struct mx_place){reader->file, node->line, node->column});
    reader->errors++;
}

void mx_spec_error(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *node,
                   const struct mx_path *path, const char *text, ...) {
    char line[512];
    va_list arguments;

    va_start(arguments, text);
    int length = vsnprintf(line, sizeof line, text, arguments);
    va_end(arguments);
    struct mx_text *message = begin(reader, path);
    mx_text_escaped(message, line, length < 0 ? 0 : strlen(line));
    end(reader, rule, node);
}

void mx_spec_bad_value(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *node,
                       const struct mx_path *path, const char *what) {
    struct mx_text *message = begin(reader, path);

    if (node->kind == MX_SCALAR && node->plain) {
        mx_text_escaped(message, node->text, node->count < 80 ? node->count : 80);
    } else if (node->kind == MX_SCALAR) {
        mx_text_quoted(message, node->text, node->count);
    } else {
        mx_text_string(message, mx_node_type_name(node));
    }
    mx_text_char(message, ' ');
    mx_text_string(message, what);
    end(reader, rule, node);
}
