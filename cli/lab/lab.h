/* The steps of a rehearsal, and what is served in it. */
#ifndef CLI_LAB_LAB_H
#define CLI_LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "hosts.h"
#include "records.h"
#include "server.h"
#include "tool/options.h"

/* Reads the specs and runs the rules over them, and reports both: what cannot be read ends the
 * rehearsal, broken rules do not. Standard input ("-") can be read again by the command. */
enum cli_exit lab_read_specs(const struct lab_settings *settings, const char *const *specs,
                             size_t count, mxtrap_zones *zones);

/* fork() into namespaces for users, the network, mounts, processes, host name and IPC; the user
 * stays the same, and root keeps its way with the files of all. Where no user namespace is to be
 * had, root goes without. -1 after a report of what forbids it. The process that calls this stays
 * where it is, so that LeakSanitizer, which makes a thread of its own, works there. */
pid_t lab_namespace_fork(const char *tool);

/* In the new process: nothing that it mounts is seen outside, /proc shows its namespace, and
 * /etc/resolv.conf names 127.0.0.1. What forbids that is reported. */
enum cli_exit lab_namespace_settle(const char *tool);

/* Brings the loopback up and puts every address on it. Those that can be nobody's, and IPv6 where
 * the kernel has none, are reported and left out. */
enum cli_exit lab_addresses_put(const char *tool, struct lab_hosts *hosts);

/* In a network of its own puts HOSTS on the loopback, serves what RECORDS say, runs COMMAND (its
 * words, then NULL), waits for it and ends all that it left behind. The command's exit status; 128
 * + N where signal N ended it; 126 and 127 where it cannot be run; CLI_SYSTEM where the lab failed,
 * after a report. Signals that are sent to this process go to the command; one that asks to end
 * ends it after five seconds at the latest. */
int lab_run(const char *tool, const struct lab_records *records, struct lab_hosts *hosts,
            char *const *command);

/* The answer to QUERY, LENGTH hostile bytes, in memory that the caller frees. Over UDP (BY_TCP
 * false) an answer above the size that the query allows is cut, with its TC bit set. False: there
 * is none, because this was no query or memory is out. */
bool lab_answer(const struct lab_records *records, const uint8_t *query, size_t length, bool by_tcp,
                uint8_t **answer, size_t *answer_length);

/* Serves the records by UDP and TCP, at the loopback addresses and at those of the name servers;
 * false after a report. */
bool lab_dns_serve(struct lab_server *server, const struct lab_hosts *hosts);

/* Answers at the addresses of real hosts, and nothing at all at those of dummies; where those may
 * reset, nothing listens. False after a report. */
bool lab_smtp_serve(struct lab_server *server, const struct lab_hosts *hosts);

/* mxtrap-check of every owner name of the specs: its words, then NULL, in one piece that the caller
 * frees; NULL when memory is out. It points to the specs' words. */
char **lab_default_command(const char *const *specs, size_t spec_count);

/* Tells mxtrap-check, by the environment of COMMAND, which addresses are made up, unless they are
 * to count. False when memory is out. */
bool lab_stand_ins_announce(const struct lab_settings *settings,
                            const struct lab_stand_ins *made_up);

/* Says which hosts were made up, and returns the exit status: that of COMMAND, but 3 for 0, unless
 * they are to count. */
int lab_stand_ins_judge(const struct lab_settings *settings, struct lab_stand_ins *made_up,
                        int status);

#endif
