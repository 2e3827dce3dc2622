/* Captures in files, by libpcap, merged by time. What is in them is a stranger's: libpcap does the
 * file, packet.c the packets. */
/* u_char and u_int, which strict POSIX does not have and libpcap's headers need. */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier,cert-dcl*): the libc reads it */
#include "watch/watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "base/file.h"
#include "model/findings.h"

/* A read of the usual 4 KiB costs more than the packets in it. */
enum { BUFFER = 1 << 18 };

struct stream {
    const char *path;
    pcap_t *pcap; /* NULL: at its end */
    char *buffer; /* of its file */
    int link;
    uint64_t number; /* of the packet that was read last, from 1 */
    /* It: */
    enum mx_packet_kind kind;
    struct mx_packet packet;
    int64_t us; /* a dummy that resets costs less than a millisecond */
};

/* Reports why STREAM cannot be read, or not any further. */
static void report(mxtrap_findings *findings, const struct stream *stream, const char *why) {
    struct mx_text *text = mx_finding_begin(findings);

    if (stream->number > 0) {
        mx_text_string(text, "packet ");
        mx_text_unsigned(text, stream->number);
        mx_text_string(text, ": ");
    }
    mx_text_escaped(text, why, strlen(why));
    mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR,
                   (struct mx_place){stream->path, 1, 1});
}

static void close_stream(struct stream *stream) {
    if (stream->pcap != NULL) {
        pcap_close(stream->pcap);
        stream->pcap = NULL;
        free(stream->buffer);
    }
}

/* Reads the next packet; at the end, or where there is none any more, the stream is closed. */
static void advance(struct stream *stream, mxtrap_findings *findings) {
    struct pcap_pkthdr *header;
    const u_char *octets;
    int got = pcap_next_ex(stream->pcap, &header, &octets);

    stream->number++;
    if (got == 1) {
        stream->us = mx_watch_us(header->ts.tv_sec, header->ts.tv_usec);
        stream->kind = mx_packet_read(&stream->packet, stream->link, octets, header->caplen);
        stream->us = stream->packet.has_time ? stream->packet.us : stream->us;
        return;
    }
    if (got != PCAP_ERROR_BREAK) {
        report(findings, stream, pcap_geterr(stream->pcap));
    }
    close_stream(stream);
}

/* Opens a capture up to its first packet. */
static void open_stream(struct stream *stream, mxtrap_findings *findings) {
    char why[PCAP_ERRBUF_SIZE] = "";
    struct mx_file file;
    int error = mx_file_open(&file, stream->path);

    if (error != 0) {
        mx_findings_unreadable(findings, stream->path, error);
        return;
    }
    FILE *opened = file.is_owned ? fdopen(file.fd, "rb") : stdin;
    if (opened == NULL) {
        mx_findings_unreadable(findings, stream->path, errno);
        mx_file_close(&file);
        return;
    }
    if (file.is_owned && (stream->buffer = malloc(BUFFER)) != NULL) {
        setvbuf(opened, stream->buffer, _IOFBF, BUFFER); /* where it fails, the usual one is left */
    }
    if (file.is_owned) {
        flockfile(opened); /* once, and not twice for each packet */
    }
    stream->pcap = pcap_fopen_offline(opened, why); /* and pcap_close closes it, but for stdin */
    if (stream->pcap == NULL) {
        report(findings, stream, why);
        if (file.is_owned) {
            fclose(opened);
        }
        free(stream->buffer);
        return;
    }
    stream->link = pcap_datalink(stream->pcap);
    if (!mx_packet_knows_link(stream->link)) {
        const char *name = pcap_datalink_val_to_name(stream->link);
        snprintf(why, sizeof why, "packets of link type %d (%s) cannot be read", stream->link,
                 name != NULL ? name : "unknown");
        report(findings, stream, why);
        close_stream(stream);
        return;
    }
    advance(stream, findings);
}

/* The stream whose packet is the oldest; NULL when all are at their end. */
static struct stream *oldest(struct stream *streams, size_t count) {
    struct stream *first = NULL;

    for (size_t i = 0; i < count; i++) {
        if (streams[i].pcap != NULL && (first == NULL || streams[i].us < first->us)) {
            first = &streams[i];
        }
    }
    return first;
}

enum mxtrap_status mxtrap_watch_read(mxtrap_watch *watch, const char *const *paths, size_t count,
                                     mxtrap_findings *findings) {
    struct stream *streams = calloc(count > 0 ? count : 1, sizeof *streams), *next;
    size_t errors = mxtrap_findings_input_errors(findings);
    enum mxtrap_status status = streams != NULL ? MXTRAP_OK : MXTRAP_ERR_MEMORY;

    for (size_t i = 0; i < count && status == MXTRAP_OK; i++) {
        streams[i].path = paths[i];
        open_stream(&streams[i], findings);
    }
    while (status == MXTRAP_OK && (next = oldest(streams, count)) != NULL) {
        status = mx_watch_add(watch, next->kind, &next->packet, next->us / 1000);
        advance(next, findings);
    }
    for (size_t i = 0; streams != NULL && i < count; i++) {
        close_stream(&streams[i]);
    }
    free(streams);
    if (status == MXTRAP_OK) {
        status = mx_findings_status(findings);
    }
    return status == MXTRAP_OK && mxtrap_findings_input_errors(findings) > errors ? MXTRAP_ERR_INPUT
                                                                                  : status;
}
