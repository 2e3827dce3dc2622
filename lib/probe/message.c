/* The lines of mxtrap.probe/1, written. What is not there has its default. */
#include "probe/message.h"

#include <string.h>

#include <jansson.h>
#include <mxtrap/version.h>

#include "base/json_text.h"
#include "dns/address.h"
#include "probe/message_words.h"

/* An object under way, and what failed of it. */
struct object {
    json_t *json;
    const char *why;
};

static void set(struct object *object, const char *key, json_t *value) {
    if (json_object_set_new(object->json, key, value) != 0) {
        object->why = "out of memory";
    }
}

static void set_number(struct object *object, const char *key, uint64_t number) {
    set(object, key, json_integer((json_int_t)number));
}

static void set_flag(struct object *object, const char *key, bool flag) {
    if (flag) {
        set(object, key, json_true());
    }
}

static void set_words(struct object *object, const char *key, const char *words) {
    if (words != NULL && words[0] != '\0') {
        set(object, key, json_string(words));
    }
}

/* Each byte as the character of the same number; a string of NULs and all. */
static void set_bytes(struct object *object, const char *key, struct mx_bytes bytes) {
    struct mx_text text = {0};

    if (bytes.at == NULL) {
        return;
    }
    for (size_t i = 0; i < bytes.length; i++) {
        uint8_t byte = (uint8_t)bytes.at[i];
        if (byte >= 0x80) {
            mx_text_char(&text, (char)(0xc0 | byte >> 6));
            byte = 0x80 | (byte & 0x3f);
        }
        mx_text_char(&text, (char)byte);
    }
    const char *string = mx_text_string_of(&text);
    set(object, key, string == NULL ? NULL : json_stringn(string, text.length));
    mx_text_free(&text);
}

static void set_address(struct object *object, const char *key, const struct mx_address *address) {
    struct mx_text text = {0};

    mx_address_write(&text, address);
    set(object, key, mx_json_of_text(&text));
}

static void end_line(struct mx_text *text, struct object *object) {
    if (object->why != NULL || object->json == NULL) {
        json_decref(object->json);
        text->status = text->status == MXTRAP_OK ? MXTRAP_ERR_MEMORY : text->status;
        return;
    }
    mx_json_write(text, object->json);
    mx_text_char(text, '\n');
}

void mx_probe_greeting_write(struct mx_text *text, const struct mx_probe_greeting *greeting) {
    struct object object = {.json = json_object()};

    set_words(&object, "schema", MX_PROBE_SCHEMA);
    set_words(&object, "version", mxtrap_version());
    set_number(&object, "port", greeting->port);
    set_number(&object, "window", greeting->window);
    set_number(&object, "rate", greeting->rate);
    end_line(text, &object);
}

void mx_probe_request_write(struct mx_text *text, const struct mx_probe_request *request) {
    struct object object = {.json = json_object()};

    if (request->is_cancel) {
        set_flag(&object, "cancel", true);
    } else {
        set_number(&object, "id", request->id);
        set_address(&object, "address", &request->address);
        set_number(&object, "port", request->port);
        set_number(&object, "timeout", request->timeout_ms);
        set_number(&object, "greeting_timeout", request->greeting_timeout_ms);
        set_flag(&object, "starttls", request->starttls);
        set_words(&object, "helo", request->helo);
        set_words(&object, "host", request->server_name);
    }
    end_line(text, &object);
}

static json_t *tls_object(const struct mx_tls_outcome *tls) {
    struct object object = {.json = json_object()};

    set_words(&object, "error", tls->error);
    set_words(&object, "version", tls->version);
    set_words(&object, "trust", tls->trust);
    set_bytes(&object, "subject", tls->subject);
    set_bytes(&object, "name", tls->name);
    set_flag(&object, "certificate", tls->has_certificate);
    set_flag(&object, "matches", tls->name_matches);
    set(&object, "not_after", json_integer(tls->not_after));
    if (object.why != NULL) {
        json_decref(object.json);
        return NULL;
    }
    return object.json;
}

static void set_cause(struct object *object, const struct mx_probe_outcome *outcome) {
    if (outcome->cause != MX_CAUSE_NONE) {
        set_words(object, "cause", mx_cause_name(outcome->cause));
    }
    for (size_t i = 0; i < MX_PROBE_ERRORS; i++) {
        if (mx_probe_errors[i].number == outcome->error) {
            set_words(object, "error", mx_probe_errors[i].name);
        }
    }
    if (outcome->has_icmp) {
        set_number(object, "icmp_type", outcome->icmp_type);
        set_number(object, "icmp_code", outcome->icmp_code);
    }
    if (outcome->offender.family != 0) {
        set_address(object, "offender", &outcome->offender);
    }
}

void mx_probe_outcome_write(struct mx_text *text, uint64_t id,
                            const struct mx_probe_outcome *outcome) {
    struct object object = {.json = json_object()};

    set_number(&object, "id", id);
    set_words(&object, "state", mxtrap_state_name(outcome->state));
    set_number(&object, "ms", outcome->ms);
    set_cause(&object, outcome);
    set_number(&object, "waited", outcome->waited_ms);
    set_number(&object, "code", outcome->code);
    set_words(&object, "starttls", mx_probe_offers[outcome->starttls]);
    set_flag(&object, "own", outcome->is_own);
    set_flag(&object, "blames_client", outcome->blames_client);
    set_bytes(&object, "greeting", outcome->greeting);
    set_bytes(&object, "reply", outcome->reply);
    set_bytes(&object, "keywords", outcome->keywords);
    if (outcome->tls != NULL) {
        set(&object, "tls", tls_object(outcome->tls));
    }
    end_line(text, &object);
}
