/* The lines of mxtrap.probe/1, parsed: they come from the other side, which is not trusted. */
#include "probe/message.h"

#include <string.h>

#include <jansson.h>

#include "dns/address.h"
#include "probe/message_words.h"

/* To EHLO or HELO (RFC 5321 4.3.2). */
enum { CODE_OK = 250 };

/* An object, and its first error: nothing is read of it then. */
struct object {
    json_t *json;
    const char *why;
};

/* The object of a line. */
static struct object read_line(const char *line, size_t length) {
    struct object object = {
        .json = json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL)};

    if (!json_is_object(object.json)) {
        object.why = "no JSON object";
    }
    return object;
}

static json_t *find(struct object *object, const char *key) {
    return object->why == NULL ? json_object_get(object->json, key) : NULL;
}

/* A number from LEAST to MOST; 0 where it is not there and need not be. */
static uint64_t read_number(struct object *object, const char *key, uint64_t least, uint64_t most) {
    json_t *value = find(object, key);

    if (value == NULL && least == 0) {
        return 0;
    }
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
    if (number < 0 || (uint64_t)number < least || (uint64_t)number > most) {
        object->why = object->why != NULL ? object->why : "a number is missing or out of range";
        return 0;
    }
    return (uint64_t)number;
}

static bool read_flag(struct object *object, const char *key) {
    json_t *value = find(object, key);

    if (value != NULL && !json_is_boolean(value)) {
        object->why = "a flag is no boolean";
    }
    return json_is_true(value);
}

/* Words of at most SIZE - 1 bytes of printable ASCII, into OUT; whether they are there. */
static bool read_words(struct object *object, const char *key, char *out, size_t size) {
    json_t *value = find(object, key);
    const char *words = json_string_value(value);
    size_t length = json_string_length(value);

    out[0] = '\0';
    if (value == NULL) {
        return false;
    }
    for (size_t i = 0; words != NULL && i < length; i++) {
        words = words[i] < ' ' || words[i] > '~' ? NULL : words;
    }
    if (words == NULL || length >= size) {
        object->why = "a string is too long or has other characters than printable ASCII";
        return false;
    }
    memcpy(out, words, length + 1);
    return true;
}

/* At most SIZE bytes into BUFFER; the other way of set_bytes. */
static struct mx_bytes read_bytes(struct object *object, const char *key, char *buffer,
                                  size_t size) {
    json_t *value = find(object, key);
    const char *at = json_string_value(value), *end = at + json_string_length(value);
    size_t length = 0;

    if (value == NULL) {
        return (struct mx_bytes){0};
    }
    while (at != NULL && at < end && length < size) {
        uint8_t byte = (uint8_t)*at++;
        if (byte >= 0x80) { /* jansson has checked that it is UTF-8 */
            if (byte > 0xc3) {
                break;
            }
            byte = (uint8_t)((byte & 3) << 6 | (*at++ & 0x3f));
        }
        buffer[length++] = (char)byte;
    }
    if (at == NULL || at != end) {
        object->why = "a text is too long, or has a character above 255";
        return (struct mx_bytes){0};
    }
    return (struct mx_bytes){buffer, length};
}

static struct mx_address read_address(struct object *object, const char *key, bool is_needed) {
    struct mx_address address = {0};
    json_t *value = find(object, key);
    const char *text = json_string_value(value);

    if (value == NULL && !is_needed) {
        return address;
    }
    if (text == NULL || !mx_address_parse(&address, text, json_string_length(value))) {
        object->why = object->why != NULL ? object->why : "an address is missing or none";
    }
    return address;
}

/* The index of a word out of COUNT NAMES; STANDARD where it is not there. */
static size_t read_choice(struct object *object, const char *key, const char *(*name)(size_t),
                          size_t count, size_t standard) {
    json_t *value = find(object, key);
    const char *word = json_string_value(value);

    if (value == NULL) {
        return standard;
    }
    for (size_t i = 0; word != NULL && i < count; i++) {
        if (strcmp(name(i), word) == 0) {
            return i;
        }
    }
    object->why = "an unknown word";
    return standard;
}

static const char *state_name(size_t i) {
    return mxtrap_state_name((enum mxtrap_state)i);
}

static const char *cause_name(size_t i) {
    return mx_cause_name((enum mx_cause)i);
}

static const char *offer_name(size_t i) {
    return mx_probe_offers[i];
}

static const char *error_name(size_t i) {
    return mx_probe_errors[i].name;
}

static const char *end_read(struct object *object) {
    json_decref(object->json);
    return object->why;
}

const char *mx_probe_greeting_parse(struct mx_probe_greeting *out, const char *line,
                                    size_t length) {
    struct object object = read_line(line, length);
    const char *schema = json_string_value(find(&object, "schema"));

    if (object.why == NULL && (schema == NULL || strcmp(schema, MX_PROBE_SCHEMA) != 0)) {
        object.why = "its first line is not that of " MX_PROBE_SCHEMA;
    }
    out->port = (uint16_t)read_number(&object, "port", 1, UINT16_MAX);
    out->window = (unsigned)read_number(&object, "window", 1, MX_PROBE_WINDOW_MAX);
    out->rate = (unsigned)read_number(&object, "rate", 0, MX_PROBE_RATE_MAX);
    return end_read(&object);
}

const char *mx_probe_request_parse(struct mx_probe_request *out, const char *line, size_t length) {
    struct object object = read_line(line, length);

    *out = (struct mx_probe_request){.is_cancel = read_flag(&object, "cancel")};
    if (!out->is_cancel) {
        out->id = read_number(&object, "id", 0, INT64_MAX);
        out->address = read_address(&object, "address", true);
        out->port = (uint16_t)read_number(&object, "port", 1, UINT16_MAX);
        out->timeout_ms = (unsigned)read_number(&object, "timeout", 1, MX_PROBE_TIMEOUT_MAX_MS);
        out->greeting_timeout_ms =
            (unsigned)read_number(&object, "greeting_timeout", 1, MX_PROBE_TIMEOUT_MAX_MS);
        out->starttls = read_flag(&object, "starttls");
        read_words(&object, "helo", out->helo, sizeof out->helo);
        read_words(&object, "host", out->server_name, sizeof out->server_name);
    }
    return end_read(&object);
}

static void read_tls(struct mx_probe_reply *out, json_t *json, struct object *reply) {
    struct object object = {.json = json, .why = json_is_object(json) ? NULL : "tls is no object"};
    struct mx_tls_outcome *tls = &out->tls;
    json_t *not_after = find(&object, "not_after");

    tls->error = read_words(&object, "error", out->error, sizeof out->error) ? out->error : NULL;
    tls->version =
        read_words(&object, "version", out->version, sizeof out->version) ? out->version : NULL;
    tls->trust = read_words(&object, "trust", out->trust, sizeof out->trust) ? out->trust : NULL;
    tls->subject = read_bytes(&object, "subject", out->subject, sizeof out->subject);
    tls->name = read_bytes(&object, "name", out->name, sizeof out->name);
    tls->has_certificate = read_flag(&object, "certificate");
    tls->name_matches = read_flag(&object, "matches");
    tls->not_after = json_is_integer(not_after) ? json_integer_value(not_after) : INT64_MAX;
    out->outcome.tls = tls;
    reply->why = object.why;
}

static void read_cause(struct mx_probe_outcome *out, struct object *object) {
    out->cause =
        (enum mx_cause)read_choice(object, "cause", cause_name, MX_CAUSE_COUNT, MX_CAUSE_NONE);
    size_t error = read_choice(object, "error", error_name, MX_PROBE_ERRORS, MX_PROBE_ERRORS);
    out->error = error < MX_PROBE_ERRORS ? mx_probe_errors[error].number : 0;
    out->has_icmp = find(object, "icmp_type") != NULL;
    out->icmp_type = (uint8_t)read_number(object, "icmp_type", 0, UINT8_MAX);
    out->icmp_code = (uint8_t)read_number(object, "icmp_code", 0, UINT8_MAX);
    out->offender = read_address(object, "offender", false);
}

/* What states imply: an outcome that contradicts itself is a lie, or a fault. */
static const char *check_outcome(const struct mx_probe_outcome *outcome) {
    bool is_unprobed = outcome->state == MXTRAP_UNPROBED;

    if (is_unprobed != (outcome->cause != MX_CAUSE_NONE)) {
        return "a cause without the state unprobed, or that state without a cause";
    }
    if (outcome->state == MXTRAP_ANSWERS && outcome->code != CODE_OK) {
        return "an answer without the reply that makes it one";
    }
    if (!mxtrap_state_listens(outcome->state) &&
        (outcome->greeting.length > 0 || outcome->reply.length > 0 || outcome->tls != NULL)) {
        return "a text of a server that took no connection";
    }
    return NULL;
}

const char *mx_probe_reply_parse(struct mx_probe_reply *out, const char *line, size_t length) {
    struct object object = read_line(line, length);
    struct mx_probe_outcome *outcome = &out->outcome;

    *outcome = (struct mx_probe_outcome){0};
    out->id = read_number(&object, "id", 0, INT64_MAX);
    size_t state = read_choice(&object, "state", state_name, MXTRAP_UNPROBED + 1, SIZE_MAX);
    outcome->state = (enum mxtrap_state)(state == SIZE_MAX ? MXTRAP_UNPROBED : state);
    outcome->ms = (uint32_t)read_number(&object, "ms", 0, UINT32_MAX);
    read_cause(outcome, &object);
    outcome->waited_ms = (uint32_t)read_number(&object, "waited", 0, UINT32_MAX);
    outcome->code = (uint16_t)read_number(&object, "code", 0, 999);
    outcome->starttls = (enum mx_offer)read_choice(&object, "starttls", offer_name,
                                                   MX_OFFER_YES + 1, MX_OFFER_UNKNOWN);
    outcome->is_own = read_flag(&object, "own");
    outcome->blames_client = read_flag(&object, "blames_client");
    outcome->greeting = read_bytes(&object, "greeting", out->greeting, sizeof out->greeting);
    outcome->reply = read_bytes(&object, "reply", out->reply, sizeof out->reply);
    outcome->keywords = read_bytes(&object, "keywords", out->keywords, sizeof out->keywords);
    json_t *tls = find(&object, "tls");
    if (tls != NULL) {
        read_tls(out, tls, &object);
    }
    if (object.why == NULL && (state == SIZE_MAX || find(&object, "id") == NULL)) {
        object.why = "an outcome without id or state";
    }
    object.why = object.why != NULL ? object.why : check_outcome(outcome);
    return end_read(&object);
}
