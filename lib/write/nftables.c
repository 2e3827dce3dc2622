/* nftables: our own table, replaced in one transaction. Packets are dropped before the kernel looks
 * for a route, so that no ICMP error reports a missing one, for addresses of this host and of hosts
 * that it routes to. Resets are sent from hooks that the oldest kernels support. */
#include "write/firewall.h"
#include "write/zones_writer.h"

static const struct {
    const char *set, *type, *match;
    enum mx_family family;
    enum mx_silence silence;
} sets[] = {
    {"drop4", "ipv4_addr", "ip", MX_IPV4, MX_SILENCE_DROP},
    {"drop6", "ipv6_addr", "ip6", MX_IPV6, MX_SILENCE_DROP},
    {"reset4", "ipv4_addr", "ip", MX_IPV4, MX_SILENCE_RESET},
    {"reset6", "ipv6_addr", "ip6", MX_IPV6, MX_SILENCE_RESET},
};

enum { SETS = sizeof sets / sizeof sets[0] };

static const struct {
    const char *name;
    const char *priority; /* -300: before connection tracking; -10: before the usual filter */
    enum mx_silence silence;
    const char *verdict;
} chains[] = {
    {"prerouting", "-300", MX_SILENCE_DROP, "drop"},
    {"input", "-10", MX_SILENCE_RESET, "reject with tcp reset"},
    {"forward", "-10", MX_SILENCE_RESET, "reject with tcp reset"},
};

enum { CHAINS = sizeof chains / sizeof chains[0] };

static void write_set(struct mx_text *text, const struct mx_firewall *firewall, size_t set) {
    mx_text_string(text, "\tset ");
    mx_text_string(text, sets[set].set);
    mx_text_string(text, " {\n\t\ttype ");
    mx_text_string(text, sets[set].type);
    mx_text_string(text, "\n\t\telements = {\n");
    mx_firewall_write_list(text, firewall, sets[set].family, sets[set].silence, "\t\t\t", ",\n");
    mx_text_string(text, "\t\t}\n\t}\n");
}

static void write_chain(struct mx_text *text, const bool *is_used, size_t chain) {
    mx_text_format(text, "\tchain %s {\n\t\ttype filter hook %s priority %s; policy accept;\n",
                   chains[chain].name, chains[chain].name, chains[chain].priority);
    for (size_t i = 0; i < SETS; i++) {
        if (is_used[i] && sets[i].silence == chains[chain].silence) {
            mx_text_format(text, "\t\t%s daddr @%s tcp dport 25 counter %s\n", sets[i].match,
                           sets[i].set, chains[chain].verdict);
        }
    }
    mx_text_string(text, "\t}\n");
}

/* Ahead of connection tracking, translation and what drops: each packet has its own address here,
 * and each is seen once. No limit: what a limit leaves out is missing in silence. */
static void write_log(struct mx_text *text, unsigned group) {
    mx_text_format(
        text,
        "\tchain watched {\n\t\ttype filter hook prerouting priority -310; policy accept;\n"
        "\t\ttcp dport 25 tcp flags & (syn | ack) == syn log prefix \"mxtrap\" "
        "group %u snaplen 128 queue-threshold 1\n\t}\n",
        group);
}

static void write_table(struct mx_text *text, const struct mx_firewall *firewall) {
    bool is_used[SETS];
    bool is_wanted[MX_SILENCE_KINDS] = {false};

    mx_firewall_write_head(text, firewall);
    mx_text_string(text, "# Load:   nft -f FILE, again after a change; no other table is touched.\n"
                         "# Remove: nft delete table inet mxtrap\n"
                         "table inet mxtrap\n"
                         "delete table inet mxtrap\n"
                         "table inet mxtrap {\n");
    for (size_t i = 0; i < SETS; i++) {
        size_t count;
        mx_firewall_slice(firewall, sets[i].family, sets[i].silence, &count);
        is_used[i] = count > 0;
        if (is_used[i]) {
            is_wanted[sets[i].silence] = true;
            write_set(text, firewall, i);
        }
    }
    for (size_t i = 0; i < CHAINS; i++) {
        if (is_wanted[chains[i].silence]) {
            write_chain(text, is_used, i);
        }
    }
    if (firewall->log_group > 0) {
        write_log(text, firewall->log_group);
    }
    mx_text_string(text, "}\n");
}

enum mxtrap_status mx_write_nftables(struct mx_text *text, const mxtrap_zones *zones,
                                     unsigned log_group) {
    return mx_firewall_write(text, zones, log_group, write_table);
}
