/* What is a sender's default is left out; what a spec has no key for is a comment. */
#include "spec/sender_yaml.h"

#include "base/json_text.h"

static void write_word(struct mx_text *text, const char *key, const char *const *words,
                       uint8_t value, uint8_t without) {
    if (value != without) {
        mx_text_format(text, "  %s: %s\n", key, words[value]);
    }
}

/* Writes a limit or another number, unless it is 0: none. */
static void write_number(struct mx_text *text, const char *key, uint32_t value) {
    if (value != 0) {
        mx_text_format(text, "  %s: %u\n", key, (unsigned)value);
    }
}

/* Writes properties without a key in specs, as comments. */
static void write_others(struct mx_text *text, const struct mxtrap_sender *sender) {
    write_number(text, "# connections at once", sender->at_once);
    write_number(text, "# seconds between two of them", sender->pause);
    write_number(text, "# seconds until an address is tried again", sender->retry);
    write_word(text, "# prefer: within", mx_sender_sort_words, sender->sort, MX_SORT_HOST);
    if (sender->budget == MX_BUDGET_HOST) {
        mx_text_string(text, "  # timeout: of a host, whose addresses share it\n");
    } else if (sender->budget == MX_BUDGET_FIRST) {
        mx_text_string(text, "  # timeout: of a host, whose first silent address uses it up\n");
    }
}

void mx_sender_write(struct mx_text *text, const struct mxtrap_sender *sender) {
    mx_text_format(text, "- sender: %s\n", sender->name);
    write_number(text, "visits", sender->visits);
    if (sender->is_named) {
        mx_text_string(text, sender->visits == 0 ? "  visits: 0\n" : "");
        return;
    }
    write_word(text, "kind", mx_sender_kind_words, sender->kind, MX_SENDER_KIND_COUNT);
    write_word(text, "order", mx_sender_order_words, sender->order, MX_ORDER_COUNT);
    write_word(text, "ties", mx_sender_ties_words, sender->ties, MX_TIES_HOSTS);
    write_word(text, "prefer", mx_sender_prefer_words, sender->prefer, MX_PREFER_NONE);
    write_word(text, "family", mx_sender_family_words, sender->family, MX_SENDER_BOTH);
    write_word(text, "lookup", mx_sender_lookup_words, sender->lookup, MX_LOOKUP_ALL);
    write_number(text, "timeout", sender->timeout);
    write_number(text, "max-hosts", sender->hosts);
    write_number(text, "max-addresses", sender->addresses);
    write_number(text, "max-addresses-hard", sender->addresses_hard);
    write_number(text, "max-per-host", sender->per_host);
    write_word(text, "balance", mx_sender_balance_words, sender->balances, MX_BALANCE_NONE);
    write_word(text, "repeated", mx_sender_again_words, sender->again, MX_AGAIN_TRIES);
    for (size_t i = 0; i < MX_TURNED_COUNT; i++) {
        write_word(text, mx_sender_cause_words[i], mx_sender_after_words, sender->after[i],
                   MX_AFTER_NEXT);
    }
    write_others(text, sender);
    if (sender->source[0] != '\0') {
        mx_text_string(text, "  source: ");
        mx_json_write(text, json_string(sender->source)); /* YAML reads JSON strings */
        mx_text_char(text, '\n');
    }
}
