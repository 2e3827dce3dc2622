/* How much room names and addresses take as text. */
#ifndef MXTRAP_NAME_H
#define MXTRAP_NAME_H

/* Longest name in presentation format, each of 255 octets escaped as \DDD, with the final NUL. */
#define MXTRAP_NAME_TEXT_MAX 1024

/* Longest address in text, with the final NUL (INET6_ADDRSTRLEN). */
#define MXTRAP_ADDRESS_TEXT_MAX 46

#endif
