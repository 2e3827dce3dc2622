/* generate PACKETS SOURCES SYNS: a pcap file on standard output with as many packets, of which SYNS
 * in a hundred are SYNs to the exchangers of examples/oc9.yaml, from so many sources, in five days.
 * The others are of the connections that a mail server has. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME = 74, RECORD = 16, START = 1764072000, DAYS = 5 };

static uint32_t state = 1;

/* xorshift32 (Marsaglia): the same file each time. */
static uint32_t draw(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

static void put_16(uint8_t *at, uint32_t number) {
    at[0] = (uint8_t)(number >> 8);
    at[1] = (uint8_t)number;
}

static void put_32(uint8_t *at, uint32_t number) {
    put_16(at, number >> 16);
    put_16(at + 2, number);
}

int main(int argc, char **argv) {
    static const uint32_t head[] = {0xa1b2c3d4, 4U << 16 | 2, 0, 0, 262144, 1};
    static const uint32_t hosts[] = {0xc0000201, 0xc6336419, 0xc633641a, 0xc0000202, 0xc0000203};
    uint64_t packets = argc == 4 ? strtoull(argv[1], NULL, 10) : 0;
    uint32_t sources = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;
    uint32_t syns = argc == 4 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
    uint8_t record[RECORD + FRAME] = {0};
    uint8_t *frame = record + RECORD, *ip = frame + 14, *tcp = ip + 20;

    if (packets == 0 || sources == 0) {
        fputs("usage: generate PACKETS SOURCES SYNS\n", stderr);
        return 2;
    }
    fwrite(head, sizeof head, 1, stdout);
    put_16(frame + 12, 0x0800);
    ip[0] = 0x45;
    put_16(ip + 2, FRAME - 14);
    ip[8] = 64;
    ip[9] = 6;
    tcp[12] = 0xa0;
    for (uint64_t i = 0; i < packets; i++) {
        uint64_t micros = i * DAYS * 86400000000U / packets;
        uint32_t numbers[] = {(uint32_t)(START + micros / 1000000), (uint32_t)(micros % 1000000),
                              FRAME, FRAME};
        int is_syn = draw(100) < syns;
        uint32_t source = draw(sources), host = is_syn ? draw(5) : 1 + draw(2);
        memcpy(record, numbers, sizeof numbers);
        put_32(ip + 12, 0x0b000000 + source);
        put_32(ip + 16, hosts[host]);
        put_16(tcp, 1024 + draw(60000));
        put_16(tcp + 2, 25);
        put_32(tcp + 4, draw(UINT32_MAX));
        tcp[13] = is_syn ? 2 : 0x18;
        fwrite(record, sizeof record, 1, stdout);
    }
    return fflush(stdout) == 0 ? 0 : 4;
}
