/* What libyaml alone needs for a file: every event is read and deleted, nothing else is done. With
 * -e it goes to an emitter, whose output goes nowhere: the difference is what writing needs. */
#include <stdio.h>
#include <string.h>
#include <yaml.h>

static int discard(void *context, unsigned char *bytes, size_t length) {
    (void)context, (void)bytes, (void)length;
    return 1;
}

int main(int argc, char **argv) {
    int emits = argc == 3 && strcmp(argv[1], "-e") == 0;
    FILE *file = argc == 2 + emits ? fopen(argv[1 + emits], "rb") : NULL;
    yaml_parser_t parser;
    yaml_emitter_t emitter;
    yaml_event_t event;
    unsigned long count = 0;
    int done = 0;

    if (file == NULL || !yaml_parser_initialize(&parser) || !yaml_emitter_initialize(&emitter)) {
        return 1;
    }
    yaml_parser_set_input_file(&parser, file);
    yaml_emitter_set_output(&emitter, discard, NULL);
    while (!done) {
        if (!yaml_parser_parse(&parser, &event)) {
            return 1;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        count++;
        if (!emits) {
            yaml_event_delete(&event);
        } else if (!yaml_emitter_emit(&emitter, &event)) {
            return 1;
        }
    }
    yaml_emitter_delete(&emitter);
    yaml_parser_delete(&parser);
    fclose(file);
    printf("%lu\n", count);
    return 0;
}
