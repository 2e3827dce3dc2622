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

/* Reads the specs, runs the rules over them, and reports. Input errors end the rehearsal, broken
 * rules do not. Standard input ("-") can be read again by the command. */
enum cli_exit lab_read_specs(const struct lab_settings *settings, const char *const *specs,
                             size_t count, mxtrap_zones *zones);

/* fork() into namespaces for users, network, mounts, processes, host name and IPC. The user id
 * stays the same, and root keeps its rights to all files; without a user namespace, root does
 * without one. -1 after the reason was reported. The caller stays in its namespaces, so that
 * LeakSanitizer, which starts a thread, works in it. */
pid_t lab_namespace_fork(const char *tool);

/* In the new process: makes its mounts private, mounts /proc of its namespace, and an
 * /etc/resolv.conf with 127.0.0.1. A failure is reported. */
enum cli_exit lab_namespace_enter(const char *tool);

/* Brings the loopback up and adds every address to it. Addresses that no host can have, and IPv6 on
 * a kernel without it, are reported and left out. */
enum cli_exit lab_addresses_add(const char *tool, struct lab_hosts *hosts);

/* In its own network: adds HOSTS to the loopback, serves RECORDS, runs COMMAND (NULL-terminated),
 * waits for it and ends all processes that it left. Returns the command's exit status; 128 + N
 * after signal N; 126 or 127 if it cannot be run; CLI_SYSTEM if the lab failed, which is reported.
 * Signals to this process are forwarded to the command; after one that asks it to end, it is killed
 * after five seconds. */
int lab_run(const char *tool, const struct lab_records *records, struct lab_hosts *hosts,
            char *const *command);

/* Makes the answer to QUERY, LENGTH hostile bytes; the caller frees it. Over UDP (BY_TCP is false),
 * an answer above the size that the query allows is cut, with the TC bit. False: no answer, since
 * it is not a query or memory is out. */
bool lab_answer(const struct lab_records *records, const uint8_t *query, size_t length, bool by_tcp,
                uint8_t **answer, size_t *answer_length);

/* Serves the records by UDP and TCP, at the loopback addresses and those of the name servers; false
 * after a report. */
bool lab_dns_serve(struct lab_server *server, const struct lab_hosts *hosts);

/* Answers at the addresses of real hosts, and drops every packet to dummies; dummies that reset
 * have no listener. False after a report. */
bool lab_smtp_serve(struct lab_server *server, const struct lab_hosts *hosts);

/* The command that checks every owner name of the specs, NULL-terminated, for the caller to free;
 * it points to the words in SPECS. NULL when memory is out. */
char **lab_default_command(const char *const *specs, size_t spec_count);

/* Sets an environment variable with the made-up addresses for mxtrap-check, unless they count.
 * False when memory is out. */
bool lab_stand_ins_announce(const struct lab_settings *settings,
                            const struct lab_stand_ins *made_up);

/* Reports the made-up hosts, and returns the exit status: COMMAND's, but 3 instead of 0, unless
 * they count. */
int lab_stand_ins_judge(const struct lab_settings *settings, struct lab_stand_ins *made_up,
                        int status);

#endif
