/* pf of OpenBSD and FreeBSD: the rules of one anchor. They match incoming packets, for this host or
 * routed by it; "drop" and "return-rst" are explicit, so that "set block-policy" has no effect. A
 * line end and no comma separates the addresses of a table, since pf.conf's grammar allows no line
 * end after a comma. Packets that pass are logged by the rule that passes them, which is not here:
 * FreeBSD has no "match". */
#include <stdio.h>

#include "write/firewall.h"
#include "write/zones_writer.h"

static void write_kind(struct mx_text *text, const struct mx_firewall *firewall,
                       enum mx_silence silence, const char *table, const char *block) {
    size_t ipv4, ipv6;
    char log[32] = "";

    mx_firewall_slice(firewall, MX_IPV4, silence, &ipv4);
    mx_firewall_slice(firewall, MX_IPV6, silence, &ipv6);
    if (ipv4 + ipv6 == 0) {
        return;
    }
    mx_text_format(text, "table <%s> const {\n", table);
    mx_firewall_write_list(text, firewall, MX_IPV4, silence, "\t", "\n");
    mx_firewall_write_list(text, firewall, MX_IPV6, silence, "\t", "\n");
    if (firewall->log_group > 0) {
        snprintf(log, sizeof log, "log (to pflog%u) ", firewall->log_group);
    }
    mx_text_format(text, "}\nblock %s in %squick proto tcp from any to <%s> port 25\n", block, log,
                   table);
}

static void write_anchor(struct mx_text *text, const struct mx_firewall *firewall) {
    mx_firewall_write_head(text, firewall);
    mx_text_string(text,
                   "# Once, in pf.conf, before the first filter rule: anchor \"mxtrap\"\n"
                   "# Load:   pfctl -a mxtrap -f FILE, again after a change; no other rule is "
                   "touched.\n"
                   "# Remove: pfctl -a mxtrap -F rules; pfctl -a mxtrap -F Tables\n");
    if (firewall->log_group > 0) {
        mx_text_format(
            text,
            "# Also, in pf.conf: \"log (to pflog%u)\" in the rule that passes port 25 to "
            "real hosts, or\n"
            "# all senders look lost. Once: ifconfig pflog%u create\n",
            firewall->log_group, firewall->log_group);
    }
    write_kind(text, firewall, MX_SILENCE_DROP, "mxtrap_drop", "drop");
    write_kind(text, firewall, MX_SILENCE_RESET, "mxtrap_reset", "return-rst");
}

enum mxtrap_status mx_write_pf(struct mx_text *text, const mxtrap_zones *zones,
                               unsigned log_group) {
    return mx_firewall_write(text, zones, log_group, write_anchor);
}
