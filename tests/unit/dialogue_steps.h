/* What a peer plays in a dialogue, as steps of a row: "SAY(words), EHLO, QUITS, END". */
#ifndef DIALOGUE_STEPS_H
#define DIALOGUE_STEPS_H

#include "probing.h"

#define GREETING "220 mx.example ESMTP\r\n"

/* VERB and the address that the peer's client comes from, as RFC 5321 4.1.3 writes it. */
static inline bool hear_literal(int fd, const char *verb) {
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    char line[128], wanted[128];
    size_t length = peer_read_line(fd, line, sizeof line);

    if (getpeername(fd, (struct sockaddr *)&name, &size) != 0) {
        return false;
    }
    snprintf(wanted, sizeof wanted, "%s %s\r\n", verb,
             name.ss_family == AF_INET ? "[127.0.0.1]" : "[IPv6:::1]");
    return length == strlen(wanted) && memcmp(line, wanted, length) == 0;
}

static inline bool hear_ehlo_literal(int fd) {
    return hear_literal(fd, "EHLO");
}

static inline bool hear_helo_literal(int fd) {
    return hear_literal(fd, "HELO");
}

/* clang-format off */
#define SAY(words) {PEER_SAY, .text = (words)}
#define HEAR(words) {PEER_HEAR, .text = (words)}
#define GONE {PEER_GONE, .text = NULL}
#define RESET {PEER_RESET, .text = NULL}
#define END {PEER_END, .text = NULL}
#define GREETS SAY(GREETING)
#define EHLO HEAR("EHLO " HELO)
#define OFFERS SAY("250-mx.example\r\n250 STARTTLS\r\n")
#define QUITS HEAR("QUIT"), SAY("221 bye\r\n")
#define EHLO_LITERAL {PEER_CALL, .call = hear_ehlo_literal}
#define HELO_LITERAL {PEER_CALL, .call = hear_helo_literal}
/* clang-format on */

#endif
