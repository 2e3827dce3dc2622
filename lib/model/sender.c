/* The words for what a sender does. */
#include "model/sender.h"

const char *const mx_sender_kind_words[] = {[MX_SENDER_BOT] = "bot",
                                            [MX_SENDER_MTA] = "mta",
                                            [MX_SENDER_PROGRAM] = "program",
                                            [MX_SENDER_KIND_COUNT] = NULL};

const char *const mx_sender_order_words[] = {
    [MX_ORDER_ALL] = "all",         [MX_ORDER_FIRST] = "first",
    [MX_ORDER_LAST] = "last",       [MX_ORDER_LAST_THEN_FIRST] = "last-then-first",
    [MX_ORDER_REVERSE] = "reverse", [MX_ORDER_ANSWER] = "answer",
    [MX_ORDER_RANDOM] = "random",   [MX_ORDER_ADDRESS_RECORD] = "address-record",
    [MX_ORDER_COUNT] = NULL};

const char *const mx_sender_ties_words[] = {
    [MX_TIES_HOSTS] = "hosts", [MX_TIES_ADDRESSES] = "addresses", [MX_TIES_COUNT] = NULL};

const char *const mx_sender_prefer_words[] = {[MX_PREFER_NONE] = "none",
                                              [MX_PREFER_IPV4] = "ipv4",
                                              [MX_PREFER_IPV6] = "ipv6",
                                              [MX_PREFER_COUNT] = NULL};

const char *const mx_sender_family_words[] = {[MX_SENDER_BOTH] = "both",
                                              [MX_SENDER_IPV4] = "ipv4",
                                              [MX_SENDER_IPV6] = "ipv6",
                                              [MX_SENDER_FAMILY_COUNT] = NULL};

const char *const mx_sender_lookup_words[] = {[MX_LOOKUP_ALL] = "all",
                                              [MX_LOOKUP_HOST] = "host",
                                              [MX_LOOKUP_UNKNOWN] = "unknown",
                                              [MX_LOOKUP_COUNT] = NULL};

const char *const mx_sender_sort_words[] = {[MX_SORT_HOST] = "host",
                                            [MX_SORT_PREFERENCE] = "preference",
                                            [MX_SORT_SWAP] = "swap",
                                            [MX_SORT_COUNT] = NULL};

const char *const mx_sender_again_words[] = {[MX_AGAIN_TRIES] = "tried",
                                             [MX_AGAIN_ADDRESS_ONCE] = "address-once",
                                             [MX_AGAIN_NAME_ONCE] = "name-once",
                                             [MX_AGAIN_COUNT] = NULL};

const char *const mx_sender_after_words[] = {[MX_AFTER_NEXT] = "next",
                                             [MX_AFTER_STOP] = "stop",
                                             [MX_AFTER_UNKNOWN] = "unknown",
                                             [MX_AFTER_COUNT] = NULL};

const char *const mx_sender_cause_words[] = {[MX_TURNED_REFUSED] = "refused",
                                             [MX_TURNED_GREETING_421] = "greeting-421",
                                             [MX_TURNED_GREETING_554] = "greeting-554",
                                             [MX_TURNED_CLOSES] = "closes",
                                             [MX_TURNED_EHLO_421] = "ehlo-421",
                                             [MX_TURNED_RCPT_450] = "rcpt-450",
                                             [MX_TURNED_ITSELF] = "itself",
                                             [MX_TURNED_LOOPBACK] = "loopback",
                                             [MX_TURNED_UNSPECIFIED] = "unspecified",
                                             [MX_TURNED_COUNT] = NULL};

const char *const mx_sender_balance_words[] = {
    [MX_BALANCE_NONE] = "none", [MX_BALANCE_FAMILIES] = "families", [MX_BALANCE_COUNT] = NULL};
