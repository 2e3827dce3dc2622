/* A row a member: the writers and the parsers walk the same tables. */
#include "probe/message.h"

#include <errno.h>
#include <string.h>

#include <jansson.h>
#include <mxtrap/version.h>

#include "base/json_text.h"
#include "dns/address.h"

/* Errors of connect() that findings explain; others are not said. Numbers differ by system. */
static const struct {
    const char *name;
    int number;
} errors[] = {{"EACCES", EACCES},
              {"EADDRNOTAVAIL", EADDRNOTAVAIL},
              {"ECONNREFUSED", ECONNREFUSED},
              {"EHOSTDOWN", EHOSTDOWN},
              {"EHOSTUNREACH", EHOSTUNREACH},
              {"EINVAL", EINVAL},
              {"EMFILE", EMFILE},
              {"ENETDOWN", ENETDOWN},
              {"ENETUNREACH", ENETUNREACH},
              {"ENFILE", ENFILE},
              {"ENOBUFS", ENOBUFS},
              {"ENOMEM", ENOMEM},
              {"ENOPROTOOPT", ENOPROTOOPT},
              {"EPERM", EPERM},
              {"EPROTO", EPROTO},
              {"ETIMEDOUT", ETIMEDOUT}};

static const char *const offers[] = {
    [MX_OFFER_UNKNOWN] = "unknown", [MX_OFFER_NO] = "no", [MX_OFFER_YES] = "yes"};

/* To EHLO or HELO (RFC 5321 4.3.2). */
enum { CODE_OK = 250 };

enum { ERRORS = sizeof errors / sizeof errors[0], OFFERS = sizeof offers / sizeof offers[0] };

/* An object under way in either direction. What fails first is kept, and nothing is done then. */
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
    for (size_t i = 0; i < ERRORS; i++) {
        if (errors[i].number == outcome->error) {
            set_words(object, "error", errors[i].name);
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
    set_words(&object, "starttls", offers[outcome->starttls]);
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
    return offers[i];
}

static const char *error_name(size_t i) {
    return errors[i].name;
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
    size_t error = read_choice(object, "error", error_name, ERRORS, ERRORS);
    out->error = error < ERRORS ? errors[error].number : 0;
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
    outcome->starttls =
        (enum mx_offer)read_choice(&object, "starttls", offer_name, OFFERS, MX_OFFER_UNKNOWN);
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
