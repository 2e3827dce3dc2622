/* Confinement by OpenBSD's pledge(2) and unveil(2); none elsewhere. */
#include "confine.h"

#ifdef __OpenBSD__
#include <unistd.h>

bool cli_confine_privileges(void) {
    return true; /* pledge(2) drops them */
}

/* OpenSSL looks certificates up by issuer. */
bool cli_confine_files(void) {
    return unveil("/etc/ssl", "r") == 0 && unveil("/usr/local/share/certs", "r") == 0 &&
           unveil(NULL, NULL) == 0;
}

bool cli_confine_calls(void) {
    return pledge("stdio rpath inet", NULL) == 0;
}
#else
bool cli_confine_privileges(void) {
    return false;
}

bool cli_confine_files(void) {
    return false;
}

bool cli_confine_calls(void) {
    return false;
}
#endif

void cli_confine(void) {
    cli_confine_privileges();
    cli_confine_files();
    cli_confine_calls();
}
