/* Server addresses as ADDR@PORT, unbound's form. */
#include "net/server.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* One to five digits, 1 to 65535. */
static bool is_port(const char *text) {
    size_t length = strlen(text);
    uint64_t number = 0;

    return length <= 5 && mx_number_parse(text, length, UINT16_MAX, &number) && number > 0;
}

bool mx_dns_server_parse(struct mx_dns_server *out, const char *text, size_t length) {
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_DGRAM};
    struct addrinfo *found = NULL;
    char copy[MX_DNS_SERVER_TEXT_MAX];
    const char *port = "53";

    if (length == 0 || length >= sizeof copy || memchr(text, '\0', length) != NULL) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *at = strchr(copy, '@');
    if (at != NULL) {
        *at = '\0';
        port = at + 1;
    }
    struct in_addr ipv4;
    /* inet_aton's short forms ("127.1") are refused. */
    if (!is_port(port) || (strchr(copy, ':') == NULL && inet_pton(AF_INET, copy, &ipv4) != 1) ||
        getaddrinfo(copy, port, &hints, &found) != 0) {
        return false;
    }
    memset(out, 0, sizeof *out);
    memcpy(&out->address, found->ai_addr, found->ai_addrlen);
    out->length = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

struct mx_dns_server mx_dns_server_of(const struct mx_address *address, uint16_t port) {
    struct mx_dns_server server;

    server.length = mx_sockaddr_of(address, port, &server.address);
    return server;
}

const char *mx_dns_server_print(const struct mx_dns_server *server, char *buffer) {
    char host[64], port[8];

    if (getnameinfo((const struct sockaddr *)&server->address, server->length, host, sizeof host,
                    port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV | NI_DGRAM) != 0) {
        snprintf(buffer, MX_DNS_SERVER_TEXT_MAX, "?");
    } else {
        snprintf(buffer, MX_DNS_SERVER_TEXT_MAX, "%s@%s", host, port);
    }
    return buffer;
}

enum mxtrap_status mx_dns_servers_read(struct mx_dns_server *out, const char *const *texts,
                                       size_t count, mxtrap_findings *findings) {
    if (count > MX_DNS_SERVERS_MAX) {
        return mx_findings_argument(findings, "there are more than 16 servers", NULL, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        if (!mx_dns_server_parse(&out[i], texts[i], strlen(texts[i]))) {
            return mx_findings_argument(findings, "a server is ADDRESS or ADDRESS@PORT, not",
                                        texts[i], NULL);
        }
    }
    return MXTRAP_OK;
}
