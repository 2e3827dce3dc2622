/* Packets as they come, by libpcap: of interfaces, and of NFLOG groups. A time-out of libpcap's
 * does not end a wait for NFLOG, and a descriptor of it that does not block is an error to libpcap:
 * so each is waited for here, and read once it has something. */
/* u_char and u_int, which strict POSIX does not have and libpcap's headers need. */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier,cert-dcl*): the libc reads it */
#include "watch/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <pcap/pcap.h>

#include "base/number.h"
#include "model/findings.h"

/* The kernel's buffer: a reader that sleeps for a second loses nothing at 6,000 packets a second.
 */
enum { BUFFER = 8 << 20, SNAPLEN = 256, FILTER_MAX = 320 };

struct listener {
    const char *name;
    pcap_t *pcap;
    int link;
    unsigned missed;
};

struct mxtrap_watch_live {
    mxtrap_watch *watch;
    enum mxtrap_status status; /* of adding packets */
    size_t count;
    struct listener *list;
    struct pollfd *polled;
};

static void report(mxtrap_findings *findings, const char *name, const char *why) {
    struct mx_text *text = mx_finding_begin(findings);

    mx_text_escaped(text, why, strlen(why));
    mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, (struct mx_place){name, 1, 1});
}

static bool is_nflog(const char *name) {
    return strncmp(name, "nflog", strlen("nflog")) == 0;
}

/* "nflog:5". */
static bool has_group(const char *name) {
    const char *colon = strchr(name, ':');
    uint64_t group = 0;

    return colon != NULL && mx_number_parse(colon + 1, strlen(colon + 1), UINT16_MAX, &group) &&
           group > 0;
}

/* What the kernel need not hand over. It only narrows: tags and extension headers are for the
 * parser. NFLOG has no filter; there, the rule is one. */
static bool set_filter(pcap_t *pcap, unsigned port, const char *more) {
    struct bpf_program program;
    char filter[FILTER_MAX];

    snprintf(filter, sizeof filter,
             "(ip and tcp dst port %u and tcp[13] & 18 == 2) or (ip6 and (ip6[6] == 0 or ip6[6] == "
             "43 or ip6[6] == 44 or ip6[6] == 51 or ip6[6] == 60 or (tcp dst port %u and ip6[53] & "
             "18 == 2)))%s",
             port, port, more);
    if (pcap_compile(pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        return false;
    }
    bool is_set = pcap_setfilter(pcap, &program) == 0;
    pcap_freecode(&program);
    return is_set;
}

/* Opens what has a name; false, after a report, where that fails. */
static bool open_listener(struct listener *listener, unsigned port, mxtrap_findings *findings) {
    char why[PCAP_ERRBUF_SIZE] = "";
    const char *name = listener->name;

    if (is_nflog(name) && !has_group(name)) {
        report(findings, name, "an NFLOG group is named as nflog:1 to nflog:65535");
        return false;
    }
    pcap_t *pcap = listener->pcap = pcap_create(name, why);
    if (pcap == NULL) {
        report(findings, name, why);
        return false;
    }
    pcap_set_snaplen(pcap, SNAPLEN);
    pcap_set_promisc(pcap, 0);
    pcap_set_timeout(pcap, 1000);
    pcap_set_immediate_mode(pcap, 1);
    pcap_set_buffer_size(pcap, BUFFER);
    int status = pcap_activate(pcap);
    listener->link = status >= 0 ? pcap_datalink(pcap) : -1;
    if (status < 0) {
        const char *more = pcap_geterr(pcap);
        report(findings, name, more[0] != '\0' ? more : pcap_statustostr(status));
    } else if (!mx_packet_knows_link(listener->link)) {
        report(findings, name, "packets of this kind of interface cannot be read");
    } else if (!is_nflog(name) && !set_filter(pcap, port, " or vlan") &&
               !set_filter(pcap, port, "")) { /* there are no tags at "any" */
        report(findings, name, pcap_geterr(pcap));
    } else {
        return true;
    }
    return false;
}

enum mxtrap_status mxtrap_watch_live_open(mxtrap_watch_live **out, mxtrap_watch *watch,
                                          const char *const *interfaces, size_t count,
                                          mxtrap_findings *findings) {
    mxtrap_watch_live *live = calloc(1, sizeof *live);
    enum mxtrap_status status = MXTRAP_OK;

    if (live == NULL || (live->list = calloc(count + 1, sizeof *live->list)) == NULL ||
        (live->polled = calloc(count + 1, sizeof *live->polled)) == NULL) {
        mxtrap_watch_live_free(live);
        return MXTRAP_ERR_MEMORY;
    }
    live->watch = watch;
    for (size_t i = 0; i < count; i++) {
        live->list[i].name = interfaces[i];
        live->count++;
        if (!open_listener(&live->list[i], watch->options.port, findings)) {
            status = MXTRAP_ERR_INPUT;
            continue;
        }
        live->polled[i] =
            (struct pollfd){.fd = pcap_get_selectable_fd(live->list[i].pcap), .events = POLLIN};
    }
    if (status != MXTRAP_OK) {
        mxtrap_watch_live_free(live);
        return mx_findings_status(findings) == MXTRAP_OK ? status : MXTRAP_ERR_MEMORY;
    }
    *out = live;
    return MXTRAP_OK;
}

struct arrival {
    mxtrap_watch_live *live;
    int link;
};

static void on_packet(u_char *context, const struct pcap_pkthdr *header, const u_char *octets) {
    struct arrival arrival;
    struct mx_packet packet;

    memcpy(&arrival, context, sizeof arrival);
    enum mx_packet_kind kind = mx_packet_read(&packet, arrival.link, octets, header->caplen);
    int64_t ms = mx_watch_us(header->ts.tv_sec, header->ts.tv_usec) / 1000;
    enum mxtrap_status status = mx_watch_add(arrival.live->watch, kind, &packet, ms);
    arrival.live->status = status == MXTRAP_OK ? arrival.live->status : status;
}

/* NFLOG counts how often packets were lost, and not how many were: some are, that is known. */
static void count_missed(mxtrap_watch *watch, struct listener *listener) {
    struct pcap_stat counts;

    if (pcap_stats(listener->pcap, &counts) == 0) {
        watch->missed += counts.ps_drop - listener->missed;
        listener->missed = counts.ps_drop;
    }
}

enum mxtrap_status mxtrap_watch_live_poll(mxtrap_watch_live *live, unsigned timeout_ms,
                                          mxtrap_findings *findings) {
    struct timespec now = {0};
    int ready = poll(live->polled, live->count, (int)timeout_ms);

    for (size_t i = 0; ready > 0 && i < live->count; i++) {
        struct arrival arrival = {live, live->list[i].link};
        if (live->polled[i].revents != 0 &&
            pcap_dispatch(live->list[i].pcap, -1, on_packet, (u_char *)&arrival) < 0) {
            report(findings, live->list[i].name, pcap_geterr(live->list[i].pcap));
            return MXTRAP_ERR_INPUT;
        }
        count_missed(live->watch, &live->list[i]);
    }
    clock_gettime(CLOCK_REALTIME, &now);
    enum mxtrap_status status =
        mx_watch_tick(live->watch, mx_watch_us(now.tv_sec, now.tv_nsec / 1000) / 1000);
    return live->status != MXTRAP_OK ? live->status : status;
}

void mxtrap_watch_live_free(mxtrap_watch_live *live) {
    for (size_t i = 0; live != NULL && i < live->count; i++) {
        if (live->list[i].pcap != NULL) {
            pcap_close(live->list[i].pcap);
        }
    }
    if (live != NULL) {
        free(live->list);
        free(live->polled);
        free(live);
    }
}
