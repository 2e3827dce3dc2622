/* The words for what a sender does. */
#include "model/sender.h"

const char *const mx_sender_kind_words[] = {
    [MX_SENDER_BOT] = "bot", [MX_SENDER_MTA] = "mta", [MX_SENDER_KIND_COUNT] = NULL};

const char *const mx_sender_order_words[] = {[MX_ORDER_ALL] = "all",
                                             [MX_ORDER_FIRST] = "first",
                                             [MX_ORDER_LAST] = "last",
                                             [MX_ORDER_LAST_THEN_FIRST] = "last-then-first",
                                             [MX_ORDER_REVERSE] = "reverse",
                                             [MX_ORDER_RANDOM] = "random",
                                             [MX_ORDER_ADDRESS_RECORD] = "address-record",
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

const char *const mx_sender_after_words[] = {
    [MX_AFTER_NEXT] = "next", [MX_AFTER_STOP] = "stop", [MX_AFTER_COUNT] = NULL};

const char *const mx_sender_balance_words[] = {
    [MX_BALANCE_NONE] = "none", [MX_BALANCE_FAMILIES] = "families", [MX_BALANCE_COUNT] = NULL};
