/* Layouts of one zone, a.com, and the paths of senders through them. */
#ifndef MX_SIMULATED_H
#define MX_SIMULATED_H

#include "unit.h"

#define OC9                                                                                        \
    "{dummy: mail1, preference: 1, address: 192.0.2.1},"                                           \
    "{real: master, preference: 5, address: [198.51.100.25, \"2001:db8::25\"]},"                   \
    "{real: slave2, preference: 6, address: 198.51.100.26},"                                       \
    "{dummy: mail2, preference: 8, address: 192.0.2.2},"                                           \
    "{dummy: mail3, preference: 10, address: 192.0.2.3}"
#define REAL "{real: r, preference: 5, address: 198.51.100.25}"
#define REAL6 "{real: r, preference: 5, address: [198.51.100.25, \"2001:db8::25\"]}"
#define LAST "{dummy: l, preference: 9, address: 192.0.2.9}"
#define FRONT(addresses) "{dummy: d, preference: 1, address: [" addresses "]},"
#define FRONT_4 FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4")
#define FRONT_5 FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5")
#define FRONT_HOSTS                                                                                \
    "{dummy: d, preference: 1}, {dummy: e, preference: 1}, {dummy: f, preference: 2},"             \
    "{dummy: g, preference: 3},"
#define FRONT_6 FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5, 192.0.2.6")

/* A path: what each attempt meets, as "mail1:silent master:answers". */
struct row {
    const char *mx, *sender, *path;
    uint64_t seconds;
    double probability;
    enum mxtrap_family family;
    const char *more; /* keys of the zone */
};

static inline void write_path(struct mx_text *text, const struct mxtrap_walk *walk) {
    static const uint8_t origin[] = "\1a\3com";

    for (size_t i = 0; i < walk->attempt_count; i++) {
        const struct mxtrap_attempt *attempt = &walk->attempts[i];
        mx_text_string(text, i > 0 ? " " : "");
        mx_name_write(text, attempt->exchanger->host, origin);
        mx_text_format(text, ":%s", mxtrap_outcome_name(attempt->outcome));
    }
}

static inline struct spec spec_of_mx(const char *mx, const char *more) {
    struct mx_text text = {0};

    mx_text_format(&text, "zone: a.com\n%smx: [", more == NULL ? "" : more);
    mx_text_string(&text, mx);
    mx_text_string(&text, "]\n");
    struct spec spec = good_spec_of(mx_text_string_of(&text));
    mx_text_free(&text);
    return spec;
}

static inline void assert_row(const struct row *row) {
    struct spec spec = spec_of_mx(row->mx, row->more);
    struct mxtrap_simulate_options options = {
        .size = sizeof options, .family = row->family, .senders = spec.zones};
    mxtrap_simulation *simulation = NULL;
    struct mx_text path = {0};

    assert_int_equal(mxtrap_simulate(&simulation,
                                     mxtrap_zone_layout_at(mxtrap_zones_at(spec.zones, 0), 0),
                                     &options),
                     MXTRAP_OK);
    const struct mxtrap_walk *walk = walk_of(simulation, row->sender);
    write_path(&path, walk);
    const char *found = mx_text_string_of(&path);
    if (strcmp(found, row->path) != 0) {
        print_message("%s in: %s\n", row->sender, row->mx);
    }
    assert_string_equal(found, row->path);
    assert_int_equal(walk->seconds, row->seconds);
    assert_true(is_near(walk->probability, row->probability));
    assert_int_equal(walk->delivered, strstr(row->path, ":answers") != NULL);
    mx_text_free(&path);
    mxtrap_simulation_free(simulation);
    spec_free(&spec);
}

#endif
