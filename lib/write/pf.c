/* pf of OpenBSD and FreeBSD: the rules of one anchor. They match incoming packets, for this host or
 * routed by it; "drop" and "return-rst" are explicit, so that "set block-policy" has no effect. A
 * line end and no comma separates the addresses of a table, since pf.conf's grammar allows no line
 * end after a comma. */
#include "write/firewall.h"
#include "write/zones_writer.h"

static void write_kind(struct mx_text *text, const struct mx_firewall *firewall,
                       enum mx_silence silence, const char *table, const char *block) {
    size_t ipv4, ipv6;

    mx_firewall_slice(firewall, MX_IPV4, silence, &ipv4);
    mx_firewall_slice(firewall, MX_IPV6, silence, &ipv6);
    if (ipv4 + ipv6 == 0) {
        return;
    }
    mx_text_format(text, "table <%s> const {\n", table);
    mx_firewall_write_list(text, firewall, MX_IPV4, silence, "\t", "\n");
    mx_firewall_write_list(text, firewall, MX_IPV6, silence, "\t", "\n");
    mx_text_format(text, "}\nblock %s in quick proto tcp from any to <%s> port 25\n", block, table);
}

static void write_anchor(struct mx_text *text, const struct mx_firewall *firewall) {
    mx_firewall_write_head(text, firewall);
    mx_text_string(text,
                   "# Once, in pf.conf, before the first filter rule: anchor \"mxtrap\"\n"
                   "# Load:   pfctl -a mxtrap -f FILE, again after a change; no other rule is "
                   "touched.\n"
                   "# Remove: pfctl -a mxtrap -F rules; pfctl -a mxtrap -F Tables\n");
    write_kind(text, firewall, MX_SILENCE_DROP, "mxtrap_drop", "drop");
    write_kind(text, firewall, MX_SILENCE_RESET, "mxtrap_reset", "return-rst");
}

enum mxtrap_status mx_write_pf(struct mx_text *text, const mxtrap_zones *zones,
                               unsigned log_group) {
    return mx_firewall_write(text, zones, log_group, write_anchor);
}
