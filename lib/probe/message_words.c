/* Writers and parsers of messages look their words up here. */
#include "probe/message_words.h"

#include <errno.h>

const struct mx_probe_error mx_probe_errors[MX_PROBE_ERRORS] = {{"EACCES", EACCES},
                                                                {"EADDRNOTAVAIL", EADDRNOTAVAIL},
                                                                {"ECONNREFUSED", ECONNREFUSED},
                                                                {"EHOSTDOWN", EHOSTDOWN},
                                                                {"EHOSTUNREACH", EHOSTUNREACH},
                                                                {"EINVAL", EINVAL},
                                                                {"EMFILE", EMFILE},
                                                                {"ENETDOWN", ENETDOWN},
                                                                {"ENETUNREACH", ENETUNREACH},
                                                                {"ENFILE", ENFILE},
                                                                {"ENOBUFS", ENOBUFS},
                                                                {"ENOMEM", ENOMEM},
                                                                {"ENOPROTOOPT", ENOPROTOOPT},
                                                                {"EPERM", EPERM},
                                                                {"EPROTO", EPROTO},
                                                                {"ETIMEDOUT", ETIMEDOUT}};

const char *const mx_probe_offers[] = {
    [MX_OFFER_UNKNOWN] = "unknown", [MX_OFFER_NO] = "no", [MX_OFFER_YES] = "yes"};
