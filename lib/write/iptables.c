/* iptables, for iptables-restore and ip6tables-restore: each skips lines that begin with the
 * other's -4 or -6. Packets are dropped in the table raw, before the kernel looks for a route, so
 * that no ICMP error reports a missing one, for addresses of this host and of hosts that it routes
 * to. REJECT works only in the table filter.
 *
 * Our own chains are emptied and filled in one transaction. But iptables-restore has no way to add
 * a jump to a built-in chain only if it is missing. The file has the jumps, so that it always
 * silences; loading it twice adds a second jump, which has no effect. The command in the file's
 * comment leaves them out if all exist. */
#include <string.h>

#include "write/firewall.h"
#include "write/zones_writer.h"

/* A packet passes the rules one by one, so above this number they are divided into chains, each
 * after a rule for its network. */
enum { CHAIN_MAX = 256 };

static const struct {
    const char *name;
    enum mx_silence silence;
    const char *hooks[3];
    const char *verdict;
} tables[] = {
    {"raw", MX_SILENCE_DROP, {"PREROUTING"}, " -j DROP\n"},
    {"filter",
     MX_SILENCE_RESET,
     {"INPUT", "FORWARD"},
     " -p tcp -j REJECT --reject-with tcp-reset\n"},
};

enum { TABLES = sizeof tables / sizeof tables[0] };

/* The name of the chain of the addresses from index FROM on. */
static void write_chain_name(struct mx_text *text, enum mx_family family, size_t from) {
    mx_text_string(text, family == MX_IPV4 ? "MXTRAP-4-" : "MXTRAP-6-");
    mx_text_unsigned(text, from / CHAIN_MAX);
}

static void write_rule(struct mx_text *text, enum mx_family family, const char *chain) {
    mx_text_string(text, family == MX_IPV4 ? "-4 -A " : "-6 -A ");
    mx_text_string(text, chain);
}

/* The number of leading bits that A and B share. */
static unsigned common_bits(const struct mx_address *a, const struct mx_address *b) {
    unsigned bits = 0;

    while (bits < 128 && ((a->bytes[bits / 8] ^ b->bytes[bits / 8]) & (0x80 >> bits % 8)) == 0) {
        bits++;
    }
    return bits;
}

/* FIRST and LAST differ. */
static void write_network(struct mx_text *text, const struct mx_address *first,
                          const struct mx_address *last) {
    unsigned bits = common_bits(first, last);
    struct mx_address network = {.family = first->family};

    memcpy(network.bytes, first->bytes, bits / 8);
    if (bits % 8 > 0) {
        network.bytes[bits / 8] = (uint8_t)(first->bytes[bits / 8] & (0xff00 >> bits % 8));
    }
    mx_address_write(text, &network);
    mx_text_char(text, '/');
    mx_text_unsigned(text, bits);
}

static void write_addresses(struct mx_text *text, const struct mx_silenced *list, size_t from,
                            size_t to, size_t table, bool has_own_chain) {
    for (size_t i = from; i < to; i++) {
        enum mx_family family = (enum mx_family)list[i].address->family;
        write_rule(text, family, has_own_chain ? "" : "MXTRAP");
        if (has_own_chain) {
            write_chain_name(text, family, from);
        }
        mx_text_string(text, " -d ");
        mx_address_write(text, list[i].address);
        mx_text_string(text, tables[table].verdict);
    }
}

static void write_chains(struct mx_text *text, const struct mx_silenced *list, size_t count,
                         size_t table) {
    for (size_t from = 0; from < count; from += CHAIN_MAX) {
        size_t to = count - from > CHAIN_MAX ? from + CHAIN_MAX : count;
        enum mx_family family = (enum mx_family)list[from].address->family;
        if (to - from > 1) { /* a single last one needs no chain */
            write_rule(text, family, "MXTRAP -d ");
            write_network(text, list[from].address, list[to - 1].address);
            mx_text_string(text, " -j ");
            write_chain_name(text, family, from);
            mx_text_char(text, '\n');
        }
        write_addresses(text, list, from, to, table, to - from > 1);
    }
}

static void declare_chains(struct mx_text *text, const struct mx_firewall *firewall, size_t table) {
    mx_text_string(text, ":MXTRAP - [0:0]\n");
    for (int family = MX_IPV4; family <= MX_IPV6; family += MX_IPV6 - MX_IPV4) {
        size_t count;
        mx_firewall_slice(firewall, (enum mx_family)family, tables[table].silence, &count);
        for (size_t from = 0; count > CHAIN_MAX && from + 1 < count; from += CHAIN_MAX) {
            mx_text_char(text, ':');
            write_chain_name(text, (enum mx_family)family, from);
            mx_text_string(text, " - [0:0]\n");
        }
    }
}

/* Written even if it is empty, to remove rules of an earlier load. */
static void write_table(struct mx_text *text, const struct mx_firewall *firewall, size_t table) {
    mx_text_format(text, "*%s\n", tables[table].name);
    declare_chains(text, firewall, table);
    for (size_t i = 0; tables[table].hooks[i] != NULL; i++) {
        mx_text_format(text, "-I %s -p tcp --dport 25 -j MXTRAP\n", tables[table].hooks[i]);
    }
    if (firewall->log_group > 0 && tables[table].silence == MX_SILENCE_DROP) {
        /* No limit: what a limit leaves out is missing in silence. */
        mx_text_format(text,
                       "-A MXTRAP -p tcp --tcp-flags SYN,ACK SYN -j NFLOG --nflog-group %u "
                       "--nflog-size 128 --nflog-threshold 1 --nflog-prefix mxtrap\n",
                       firewall->log_group);
    }
    for (int family = MX_IPV4; family <= MX_IPV6; family += MX_IPV6 - MX_IPV4) {
        size_t count;
        const struct mx_silenced *list =
            mx_firewall_slice(firewall, (enum mx_family)family, tables[table].silence, &count);
        if (count > CHAIN_MAX) {
            write_chains(text, list, count, table);
        } else {
            write_addresses(text, list, 0, count, table, false);
        }
    }
    mx_text_string(text, "COMMIT\n");
}

static void write_tables(struct mx_text *text, const struct mx_firewall *firewall) {
    mx_firewall_write_head(text, firewall);
    mx_text_string(
        text, "# Load, first and after a change; no rule of others goes, with --noflush always:\n"
              "#   for do in iptables ip6tables; do\n"
              "#     jump='-p tcp --dport 25 -j MXTRAP' old='^$'\n"
              "#     { $do -t raw -C PREROUTING $jump && $do -C INPUT $jump &&\n"
              "#       $do -C FORWARD $jump; } 2>/dev/null && old='^-I'\n"
              "#     grep -v \"$old\" FILE | $do-restore --noflush\n"
              "#   done\n"
              "# Remove:\n"
              "#   for do in iptables ip6tables; do $do-save -c | grep -v MXTRAP | $do-restore -c; "
              "done\n");
    for (size_t i = 0; i < TABLES; i++) {
        write_table(text, firewall, i);
    }
}

enum mxtrap_status mx_write_iptables(struct mx_text *text, const mxtrap_zones *zones,
                                     unsigned log_group) {
    return mx_firewall_write(text, zones, log_group, write_tables);
}
