/* The layouts of the fuzz targets of lib/watch. */
#ifndef WATCHED_HOSTS_H
#define WATCHED_HOSTS_H

#include "watch/watch.h"

enum { HOSTS = 5, FAMILIES = 2 };

/* One set of five hosts by both families, another one that shares the third of them. */
static struct mx_address addresses[HOSTS + 1][FAMILIES];
static struct mxtrap_exchanger exchangers[HOSTS + 2];
static mxtrap_zone zone;
static mxtrap_layout layouts[] = {
    {.owner = (const uint8_t *)"\1a", .exchangers = exchangers, .count = HOSTS, .zone = &zone},
    {.owner = (const uint8_t *)"\1b", .exchangers = &exchangers[HOSTS], .count = 2, .zone = &zone}};

static inline void make_layouts(mxtrap_zones *zones, mxtrap_zone **list) {
    for (uint8_t i = 0; i < HOSTS + 2; i++) {
        uint8_t number = i == HOSTS + 1 ? 2 : i; /* shared */
        struct mx_address *pair = addresses[number];
        pair[0] = (struct mx_address){.family = MX_IPV4, .bytes = {192, 0, 2, number}};
        pair[1] = (struct mx_address){.family = MX_IPV6, .bytes = {0x20, [15] = number}};
        exchangers[i] = (struct mxtrap_exchanger){
            .host = (const uint8_t *)"\1m",
            .addresses = number == 4 ? &pair[1] : pair, /* one by IPv6 only */
            .address_count = number == 4 ? 1 : FAMILIES,
            .preference = (uint16_t)(i == 3 ? 2 : i), /* a tie */
            .role = number == 1 || number == 2 ? MXTRAP_ROLE_REAL : MXTRAP_ROLE_DUMMY};
    }
    zone = (mxtrap_zone){.layouts = layouts, .layout_count = 2};
    *list = &zone;
    *zones = (mxtrap_zones){.list = list, .count = 1};
}

#endif
