/* Answers as every real host: on port 25 of all addresses of this machine. It is in C and has
 * several processes, so that it is not what a measurement of 60,000 connections measures. */
#include <arpa/inet.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT = 25, BACKLOG = 65535, COMMAND_MAX = 512, FORKS = 3 };

static void say(int fd, const char *words) {
    (void)!send(fd, words, strlen(words), MSG_NOSIGNAL);
}

static void on_command(evutil_socket_t fd, short what, void *context) {
    char command[COMMAND_MAX];
    ssize_t length = recv(fd, command, sizeof command, 0);
    struct event **event = context;
    (void)what;

    if (length > 0 && strncasecmp(command, "QUIT", 4) != 0) {
        say(fd, "250 hello\r\n");
        return;
    }
    if (length > 0) {
        say(fd, "221 bye\r\n");
    }
    event_free(*event);
    free(event);
    close(fd);
}

static void on_connection(struct evconnlistener *listener, evutil_socket_t fd,
                          struct sockaddr *peer, int length, void *context) {
    struct sockaddr_in own;
    socklen_t size = sizeof own;
    char greeting[INET_ADDRSTRLEN + sizeof "220  ESMTP\r\n"];
    struct event **event = malloc(sizeof *event);
    (void)peer, (void)length, (void)context;

    getsockname(fd, (struct sockaddr *)&own, &size);
    snprintf(greeting, sizeof greeting, "220 %s ESMTP\r\n", inet_ntoa(own.sin_addr));
    say(fd, greeting);
    *event =
        event_new(evconnlistener_get_base(listener), fd, EV_READ | EV_PERSIST, on_command, event);
    event_add(*event, NULL);
}

int main(void) {
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};

    for (int i = 0; i < FORKS; i++) { /* 8 processes, each with its own limit of open files */
        if (fork() < 0) {
            perror("fork");
        }
    }
    struct event_base *base = event_base_new();
    if (evconnlistener_new_bind(base, on_connection, NULL,
                                LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE_PORT, BACKLOG,
                                (struct sockaddr *)&any, sizeof any) == NULL) {
        perror("port 25");
        return 1;
    }
    return event_base_dispatch(base);
}
