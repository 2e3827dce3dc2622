/* Plans: which steps a change takes. That their order is safe, tests/cli/replay.py replays. */
#include "unit.h"

#include "write/plan.h"

/* "silence 192.0.2.1; publish d A, a.com. MX; wait 60": ".a.com." left out. */
static void name_to(struct mx_text *text, const uint8_t *name) {
    struct mx_name origin = name_of("a.com.");
    bool is_below = mx_name_is_within(name, origin.wire) && !mx_name_equal(name, origin.wire);

    mx_name_write(text, name, is_below ? origin.wire : NULL);
}

static void addresses_to(struct mx_text *text, const struct mx_step *step) {
    for (const struct mx_step_address *at = step->addresses; at != NULL; at = at->next) {
        mx_text_char(text, ' ');
        if (at->of->address != NULL) {
            mx_address_write(text, at->of->address);
        } else {
            name_to(text, at->of->host);
        }
    }
}

static void changes_to(struct mx_text *text, const struct mx_step *step) {
    for (const struct mx_change_zone *zone = step->zones; zone != NULL; zone = zone->next) {
        for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
            mx_text_char(text, ' ');
            name_to(text, change->owner);
            mx_text_char(text, '/');
            mx_text_string(text, mx_rrtype_of(change->type)->name);
            mx_text_char(text, '=');
            mx_text_unsigned(text, change->after.count);
            if ((change->before.count > 0 && change->before.ttl == 300) ||
                change->after.ttl == 300) { /* rows about TTLs */
                mx_text_char(text, '@');
                mx_text_unsigned(text, change->after.ttl);
            }
        }
    }
}

static void steps_to(struct mx_text *text, const struct mxtrap_plan *plan) {
    static const char *const words[] = {"silence", "answer", "publish", "wait", "release"};

    for (const struct mx_step *step = plan->plan.steps; step != NULL; step = step->next) {
        mx_text_string(text, words[step->kind]);
        addresses_to(text, step);
        changes_to(text, step);
        if (step->kind == MX_STEP_WAIT) {
            mx_text_char(text, ' ');
            mx_text_unsigned(text, step->seconds);
            mx_text_string(text, step->cache == MX_CACHE_MX        ? " mx"
                                 : step->cache == MX_CACHE_ADDRESS ? " address"
                                                                   : " negative");
        }
        mx_text_string(text, "; ");
    }
}

#define ZONE "zone: a.com\nttl: 60\nmx: "
#define D "{dummy: d, address: 192.0.2.1, preference: 1}"
#define R "{real: r, address: 192.0.2.2, preference: 5}"
#define MINIMUM(seconds) "zone: a.com\nttl: 60\nsoa: {minimum: " seconds "}\n"
#define ORIGIN "$ORIGIN a.com.\n"
#define SOA ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 5 r ; mxtrap: real\n"
#define E "{dummy: e, address: 192.0.2.3, preference: 9}"
#define S "{real: s, address: 192.0.2.9, preference: 6}"
/* Two zones with hosts of the first one. */
#define ZONES(in_a, in_b)                                                                          \
    "zones: [{zone: a.com, ttl: 60, mx: [" in_a "]}, {zone: b.com, ttl: 60, mx: [" in_b "]}]"

/* A zone file where it begins with a directive, else a spec. NEXT: the state that follows it. */
static struct spec state_before(const char *text, const struct spec *next) {
    const struct mxtrap_zone_file_options options = {.size = sizeof options,
                                                     .next = next == NULL ? NULL : next->zones};
    return text[0] == '$' ? zone_file_of(text, &options) : good_spec_of(text);
}

static struct spec state_of(const char *text) {
    return state_before(text, NULL);
}

static const struct {
    const char *name, *before, *after, *steps;
} rows[] = {
    {"nothing", ZONE "[" D ", " R ", " E "]", ZONE "[" D ", " R ", " E "]", ""},
    {"a dummy more", ZONE "[" D ", " R "]", ZONE "[" D ", " R ", " E "]",
     "silence 192.0.2.3; publish e/A=1; publish a.com./MX=3; "},
    {"a dummy less", ZONE "[" D ", " R ", " E "]", ZONE "[" D ", " R "]",
     "publish a.com./MX=2; wait 60 mx; publish e/A=0; release 192.0.2.3; "},
    {"a real host more", ZONE "[" D ", " R "]",
     ZONE "[" D ", " R ", {real: s, address: 192.0.2.4, preference: 6}]",
     "answer 192.0.2.4; publish s/A=1; wait 3600 negative; publish a.com./MX=3; "},
    {"negative answers as the old SOA says", MINIMUM("7") "mx: [" R "]",
     MINIMUM("8") "mx: [" R ", {real: s, address: 192.0.2.4, preference: 6}]",
     "answer 192.0.2.4; publish s/A=1; wait 7 negative; publish a.com./MX=2; "},
    {"and not as the new one does", ZONE "[" R "]",
     MINIMUM("7") "mx: [" R ", {real: s, address: 192.0.2.4, preference: 6}]",
     "answer 192.0.2.4; publish s/A=1; wait 3600 negative; publish a.com./MX=2; "},
    {"which a fragment does not have", ORIGIN "@ 60 MX 5 r ; mxtrap: real\nr 60 A 192.0.2.2\n",
     MINIMUM("7") "mx: [{real: r, address: \"2001:db8::2\", preference: 5}]",
     "answer 2001:db8::2; publish r/AAAA=1; wait 3600 negative; publish r/A=0; wait 60 address; "
     "release 192.0.2.2; "},
    {"a whole zone has one, and its TTL counts (RFC 2308 5)",
     ORIGIN "@ 50 SOA n h 1 2 3 4 70\n@ 60 MX 5 r ; mxtrap: real\nr 60 A 192.0.2.2\n",
     ZONE "[{real: r, address: \"2001:db8::2\", preference: 5}]",
     "answer 2001:db8::2; publish r/AAAA=1; wait 50 negative; publish r/A=0; wait 60 address; "
     "release 192.0.2.2; "},
    {"a minimum of 0 is one",
     ORIGIN "@ 50 SOA n h 1 2 3 4 0\n@ 60 MX 5 r ; mxtrap: real\nr 60 A 192.0.2.2\n",
     ZONE "[{real: r, address: \"2001:db8::2\", preference: 5}]",
     "answer 2001:db8::2; publish r/AAAA=1; publish r/A=0; wait 60 address; release 192.0.2.2; "},
    {"a zone that comes was part of another one", MINIMUM("7") "mx: [" R "]",
     "zones: [{zone: a.com, ttl: 60, mx: [" R "]}, {zone: c.a.com, mx: [{real: s, address: "
     "192.0.2.4}]}]",
     "answer 192.0.2.4; publish s.c/A=1 s.c/AAAA=0; wait 7 negative; publish c/MX=1; "},
    {"a real host moves", ZONE "[" R "]", ZONE "[{real: r, address: 192.0.2.5, preference: 5}]",
     "answer 192.0.2.5; publish r/A=1; wait 60 address; release 192.0.2.2; "},
    {"a real host moves to another family", ZONE "[" R "]",
     ZONE "[{real: r, address: \"2001:db8::2\", preference: 5}]",
     "answer 2001:db8::2; publish r/AAAA=1; wait 3600 negative; publish r/A=0; wait 60 address; "
     "release 192.0.2.2; "},
    {"a dummy moves", ZONE "[" D ", " R "]",
     ZONE "[{dummy: d, address: 192.0.2.7, preference: 1}, " R "]",
     "silence 192.0.2.7; publish d/A=1; wait 60 address; release 192.0.2.1; "},
    {"a preference", ZONE "[" R ", " E "]",
     ZONE "[" R ", {dummy: e, address: 192.0.2.3, preference: 8}]", "publish a.com./MX=2; "},
    {"a TTL", ZONE "[" R "]", "zone: a.com\nttl: 61\nmx: [" R "]", "publish a.com./MX=1 r/A=1; "},
    {"a real host becomes a dummy", ZONE "[" R ", {real: s, preference: 6}]",
     ZONE "[{dummy: r, address: 192.0.2.2, preference: 5}, {real: s, preference: 6}]",
     "publish a.com./MX=1; wait 60 mx; silence 192.0.2.2; publish a.com./MX=2; "},
    {"a dummy becomes a real host", ZONE "[" D ", " R "]",
     ZONE "[{real: d, address: 192.0.2.1, preference: 1}, " R "]",
     "publish a.com./MX=1; wait 60 mx; answer 192.0.2.1; publish a.com./MX=2; "},
    {"the same without addresses", ZONE "[{dummy: d, preference: 1}, " R "]",
     ZONE "[{real: d, preference: 1}, " R "]",
     "publish a.com./MX=1; wait 60 mx; answer d; publish a.com./MX=2; "},
    {"a dummy's address goes to a real host", ZONE "[" D ", " R ", " E "]",
     ZONE "[" D ", {real: r, address: 192.0.2.3, preference: 5}]",
     "publish a.com./MX=2; wait 60 mx; answer 192.0.2.3; publish r/A=1; wait 60 address; "
     "publish e/A=0; release 192.0.2.2; "},
    {"a real host's address goes to a dummy", ZONE "[" D ", " R "]",
     ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, {real: r, address: 192.0.2.8, "
          "preference: 5}]",
     "answer 192.0.2.8; publish r/A=1; wait 60 address; silence 192.0.2.2; publish d/A=1; "
     "wait 60 address; release 192.0.2.1; "},
    {"a real host without an address becomes a dummy", ZONE "[{real: r, preference: 5}, " S "]",
     ZONE "[{dummy: r, preference: 5}, " S "]",
     "publish a.com./MX=1; wait 60 mx; silence r; publish a.com./MX=2; "},
    {"a dummy becomes a real host elsewhere", ZONE "[" D ", " R "]",
     ZONE "[{real: d, address: 192.0.2.7, preference: 1}, " R "]",
     "answer 192.0.2.7; publish a.com./MX=1; wait 60 mx; publish d/A=1; wait 60 address; "
     "publish a.com./MX=2; release 192.0.2.1; "},
    {"a dummy and a real host swap their addresses", ZONE "[" D ", " R ", " S "]",
     ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, {real: r, address: 192.0.2.1, "
          "preference: 5}, " S "]",
     "publish a.com./MX=2; wait 60 mx; answer 192.0.2.1; publish r/A=1; wait 60 address; "
     "silence 192.0.2.2; publish d/A=1; wait 60 address; publish a.com./MX=3; "},
    {"a new dummy gets a real host's address", ZONE "[" R "]",
     ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, {real: r, address: 192.0.2.8, "
          "preference: 5}]",
     "answer 192.0.2.8; publish d/A=1; publish r/A=1; wait 60 address; silence 192.0.2.2; "
     "publish a.com./MX=2; "},
    {"a host that one MX set has as a dummy and another as real is real",
     ZONES(R, "{dummy: r.a.com., preference: 1}, {real: s.b.com., preference: 2}"),
     ZONES(R, "{real: r.a.com., preference: 1}, {real: s.b.com., preference: 2}"), ""},
    {"and in the new state, too",
     ZONES(R, "{real: r.a.com., preference: 1}, {real: s.b.com., preference: 2}"),
     ZONES(R, "{dummy: r.a.com., preference: 1}, {real: s.b.com., preference: 2}"), ""},
    {"one that was both leaves every MX set to become a dummy",
     ZONES(R ", " S, "{dummy: r.a.com., preference: 1}, {real: s.a.com., preference: 2}"),
     ZONES("{dummy: r, address: 192.0.2.2, preference: 5}, " S,
           "{dummy: r.a.com., preference: 1}, {real: s.a.com., preference: 2}"),
     "publish a.com./MX=1 b.com./MX=1; wait 60 mx; silence 192.0.2.2; "
     "publish a.com./MX=2 b.com./MX=2; "},
    {"one without an address that is to be both is real", ZONE "[" R "]",
     ZONES("{dummy: m.c.com., preference: 1}, " R, "{real: m.c.com.}"),
     "answer m.c.com.; publish a.com./MX=2 b.com./MX=1; "},
    {"or was both", ZONES("{dummy: m.c.com., preference: 1}, " R, "{real: m.c.com.}"),
     ZONES(R, "{real: m.c.com.}"), "publish a.com./MX=1; "},
    {"an address that was a dummy's and a real host's is the real host's",
     ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, " R "]", ZONE "[" R "]",
     "publish a.com./MX=1; wait 60 mx; publish d/A=0; "},
    {"in either order", ZONE "[" R ", {dummy: e, address: 192.0.2.2, preference: 9}]",
     ZONE "[" R "]", "publish a.com./MX=1; wait 60 mx; publish e/A=0; "},
    {"nor is it silenced where it is to be both", ZONE "[" R "]",
     ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, " R "]",
     "publish d/A=1; publish a.com./MX=2; "},
    {"no MX set is empty in between", ZONE "[" R "]",
     ZONE "[{dummy: r, address: 192.0.2.2, preference: 5}]", "silence 192.0.2.2; "},
    {"addresses that the old state does not tell",
     ZONE "[{dummy: d, preference: 1}, {real: r, "
          "preference: 5}]",
     ZONE "[" D ", " R "]",
     "silence 192.0.2.1; answer 192.0.2.2; publish d/A=1 d/AAAA=0 r/A=1 r/AAAA=0; "},
    {"and may be in caches as long as the new ones",
     ZONE "[{dummy: d, preference: 1}, " R ", " E "]",
     SOA "@ 60 MX 1 d ; mxtrap: dummy\nd 70 A 192.0.2.1\nr 60 A 192.0.2.2\n",
     "silence 192.0.2.1; publish a.com./MX=2 d/A=1 d/AAAA=0; wait 70 address; publish e/A=0; "
     "release 192.0.2.3; "},
    {"one that another host tells answers already", ZONE "[" S ", {real: t, preference: 7}]",
     ZONE "[" S ", {real: t, address: 192.0.2.9, preference: 7}]", "publish t/A=1 t/AAAA=0; "},
    {"an address more is not waited for",
     SOA "@ 60 MX 9 e ; mxtrap: dummy\nr 500 A 192.0.2.2\ne 60 A 192.0.2.3\n",
     ZONE "[{real: r, address: [192.0.2.2, 192.0.2.8], preference: 5}]",
     "answer 192.0.2.8; publish a.com./MX=1 r/A=2; wait 60 mx; publish e/A=0; "
     "release 192.0.2.3; "},
    {"a set that is new has its own TTL from the start, one that was there the smaller one",
     ZONE "[" R ", " S "]",
     "zone: a.com\nttl: 300\nowners: ['@', w]\n"
     "mx: [{dummy: r, address: 192.0.2.2, preference: 5}, " S "]",
     "publish a.com./MX=1 s/A=1@300 w/MX=1@300; wait 60 mx; silence 192.0.2.2; publish r/A=1@300; "
     "publish a.com./MX=2@300 w/MX=2@300; "},
    {"an owner more", ZONE "[" R "]", "zone: a.com\nttl: 60\nowners: ['@', w]\nmx: [" R "]",
     "publish w/MX=1; "},
    {"an owner less", "zone: a.com\nttl: 60\nowners: ['@', w]\nmx: [" R "]", ZONE "[" R "]",
     "publish w/MX=0; "},
    {"a zone less", "zones: [{zone: a.com, ttl: 60, mx: [" R "]}, {zone: b.com, mx: [" D "]}]",
     ZONE "[" R "]",
     "publish b.com./MX=0; wait 3600 mx; publish d.b.com./A=0; release 192.0.2.1; "},
    {"a zone more", ZONE "[" R "]",
     "zones: [{zone: a.com, ttl: 60, mx: [" R "]}, {zone: b.com, ttl: 9, mx: [" D "]}]",
     "silence 192.0.2.1; publish d.b.com./A=1 d.b.com./AAAA=0; publish b.com./MX=1; "},
    {"another zone tells where a host without an address moves to",
     "zones: [{zone: a.com, ttl: 60, mx: [" D ", {real: r.b.com., preference: 5}]},\n"
     "{zone: b.com, ttl: 60, mx: [" R "]}]",
     "zones: [{zone: a.com, ttl: 60, mx: [{dummy: d, address: 192.0.2.2, preference: 1}, "
     "{real: r.b.com., preference: 5}]},\n"
     "{zone: b.com, ttl: 60, mx: [{real: r, address: 192.0.2.8, preference: 5}]}]",
     "answer 192.0.2.8; publish r.b.com./A=1; wait 60 address; silence 192.0.2.2; publish d/A=1; "
     "wait 60 address; release 192.0.2.1; "},
    {"an alias becomes a host, in one step",
     SOA "r 50 CNAME o\no 60 A 192.0.2.2\n@ 60 MX 6 s ; mxtrap: real\ns 60 A 192.0.2.9\n",
     ZONE "[{real: r, address: 192.0.2.4, preference: 5}, {real: s, address: 192.0.2.9, "
          "preference: 6}]",
     "answer 192.0.2.4; publish r/A=1 r/CNAME=0; wait 50 address; release 192.0.2.2; "},
    {"an alias of a real host's becomes a dummy, after the MX set",
     SOA "r 50 CNAME o\no 60 A 192.0.2.2\n@ 60 MX 6 s ; mxtrap: real\ns 60 A 192.0.2.9\n",
     ZONE "[{dummy: r, address: 192.0.2.2, preference: 5}, {real: s, address: 192.0.2.9, "
          "preference: 6}]",
     "publish a.com./MX=1; wait 60 mx; silence 192.0.2.2; publish r/A=1 r/CNAME=0; "
     "wait 50 address; publish a.com./MX=2; "},
    {"a dummy that is an alias of what is to be real leaves the MX set first",
     SOA "@ 60 MX 1 d ; mxtrap: dummy\n@ 60 MX 2 e ; mxtrap: dummy\nr 60 A 192.0.2.2\n"
         "d 60 CNAME e\ne 60 A 192.0.2.3\n",
     ZONE "[" R ", {real: e, address: 192.0.2.4, preference: 2}]",
     "answer 192.0.2.4; publish a.com./MX=1; wait 60 mx; publish e/A=1; wait 60 address; "
     "publish a.com./MX=2; release 192.0.2.3; "},
    {"by way of another alias as well",
     SOA "@ 60 MX 1 d ; mxtrap: dummy\n@ 60 MX 2 e ; mxtrap: dummy\nr 60 A 192.0.2.2\n"
         "d 60 CNAME x\nx 60 CNAME e\ne 60 A 192.0.2.3\n",
     ZONE "[" R ", {real: e, address: 192.0.2.4, preference: 2}]",
     "answer 192.0.2.4; publish a.com./MX=1; wait 60 mx; publish e/A=1; wait 60 address; "
     "publish a.com./MX=2; release 192.0.2.3; "},
    {"what an alias led to is released when another zone's spec names the host",
     SOA "r 50 CNAME o\no 60 A 192.0.2.2\n",
     ZONES("{real: r, address: 192.0.2.4, preference: 5}", "{real: r.a.com.}"),
     "answer 192.0.2.4; publish r/A=1 r/CNAME=0; wait 50 address; publish b.com./MX=1; release "
     "192.0.2.2; "},
    {"beside an alias no TTL is changed in between: BIND adds no MX record that leads to one",
     ORIGIN "@ 300 SOA n h 1 2 3 4 5\n@ 300 MX 1 d ; mxtrap: dummy\n"
            "@ 300 MX 2 e ; mxtrap: dummy\n@ 300 MX 5 r ; mxtrap: real\nd 60 A 192.0.2.1\n"
            "e 60 CNAME x\nx 60 A 192.0.2.3\nr 60 A 192.0.2.2\n",
     ZONE "[{real: d, address: 192.0.2.1, preference: 1}, {dummy: e, address: 192.0.2.3, "
          "preference: 2}, " R "]",
     "publish a.com./MX=2@300; wait 300 mx; answer 192.0.2.1; publish e/A=1 e/CNAME=0; "
     "wait 60 address; publish a.com./MX=3@60; "},
    {"a dummy that is an alias leaves the set until it has an address",
     ORIGIN "@ 300 SOA n h 1 2 3 4 5\n@ 300 MX 1 d ; mxtrap: dummy\n"
            "@ 300 MX 5 r ; mxtrap: real\nd 60 CNAME x\nx 60 A 192.0.2.1\nr 60 A 192.0.2.2\n",
     ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, {real: r, address: 192.0.2.8, "
          "preference: 5}]",
     "answer 192.0.2.8; publish a.com./MX=1@60 r/A=1; wait 300 mx; silence 192.0.2.2; "
     "publish d/A=1 d/CNAME=0; wait 60 address; publish a.com./MX=2; release 192.0.2.1; "},
    {"what a name had before it is an exchanger is waited for",
     SOA "r 60 A 192.0.2.2\nd 900 A 192.0.2.7\nd 50 AAAA 2001:db8::7\n", ZONE "[" D ", " R "]",
     "silence 192.0.2.1; publish d/A=1 d/AAAA=0; wait 900 address; publish a.com./MX=2; "},
    {"and what it is an alias of", SOA "r 60 A 192.0.2.2\nd 900 CNAME x\nx 70 A 192.0.2.7\n",
     ZONE "[" D ", " R "]",
     "silence 192.0.2.1; publish d/A=1 d/CNAME=0; wait 900 address; publish a.com./MX=2; "},
    {"what an alias that stays leads to stays, too",
     SOA "@ 60 MX 6 s ; mxtrap: real\nr 50 CNAME s\ns 60 A 192.0.2.2\n",
     ZONE "[{real: r, preference: 5}]", "publish a.com./MX=1; "},
    {"over several aliases",
     SOA "@ 60 MX 6 s ; mxtrap: real\nr 50 CNAME x\nx 50 CNAME s\ns 60 A 192.0.2.2\n",
     ZONE "[{real: r, preference: 5}]", "publish a.com./MX=1; "},
    {"of TTLs that differ the longest is waited for", SOA "r 90 A 192.0.2.2\nr 70 A 192.0.2.3\n",
     ZONE "[{real: r, address: 192.0.2.4, preference: 5}]",
     "answer 192.0.2.4; publish r/A=1; wait 90 address; release 192.0.2.2 192.0.2.3; "},
    {"an address that no comment shows as a spec's stays",
     SOA "@ 60 MX 9 www\nr 60 A 192.0.2.2\nwww 60 A 192.0.2.9\n", ZONE "[" R "]",
     "publish a.com./MX=1; wait 60 mx; release 192.0.2.9; "},
    {"a whole zone says which MX sets there are", SOA "x 60 MX 5 r\nr 60 A 192.0.2.2\n",
     SOA "r 60 A 192.0.2.2\n", "publish x/MX=0; "},
    {"a fragment does not", SOA "x 60 MX 5 r\nr 60 A 192.0.2.2\n",
     ORIGIN "@ 60 MX 5 r ; mxtrap: real\nr 60 A 192.0.2.2\n", ""},
    {"it is in the zone that the other state has",
     SOA "x.y 60 MX 5 r ; mxtrap: real\nr 60 A 192.0.2.2\n",
     "$TTL 60\nx.y.a.com. 70 MX 5 r.a.com. ; mxtrap: real\nz.y.a.com. 70 MX 5 r.a.com. ; mxtrap: "
     "real\nr.a.com. 60 A 192.0.2.2\n",
     "publish x.y/MX=1 z.y/MX=1 a.com./MX=0; "},
    {"an address of a wildcard is waited for", SOA "* 70 A 192.0.2.2\n* 60 A 192.0.2.3\n",
     ZONE "[{real: r, address: 192.0.2.4, preference: 5}]",
     "answer 192.0.2.4; publish r/A=1 r/AAAA=0; wait 70 address; release 192.0.2.2 192.0.2.3; "},
    {"a host that an MX set names that is left keeps its address",
     ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 5 r ; mxtrap: real\n@ 60 MX 6 s ; mxtrap: real\n"
            "x 60 MX 6 s\nr 60 A 192.0.2.2\ns 60 A 192.0.2.9\n",
     ZONE "[" R "]", "publish a.com./MX=1; "},
    {"TTLs of zero leave nothing to wait for", "zone: a.com\nttl: 0\nmx: [" D ", " R "]",
     "zone: a.com\nttl: 0\nmx: [{real: d, address: 192.0.2.1, preference: 1}, " R "]",
     "publish a.com./MX=1; answer 192.0.2.1; publish a.com./MX=2; "},
};

static void test_steps(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec after = state_of(rows[i].after);
        struct spec before = state_before(rows[i].before, &after);
        struct mx_text text = {0};
        mxtrap_plan *plan = NULL;
        assert_int_equal(before.status, MXTRAP_OK);
        assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
        steps_to(&text, plan);
        const char *steps = mx_text_string_of(&text);
        if (strcmp(steps, rows[i].steps) != 0) {
            print_message("%s\n", rows[i].name);
        }
        assert_string_equal(steps, rows[i].steps);
        mx_text_free(&text);
        mxtrap_plan_free(plan);
        spec_free(&before);
        spec_free(&after);
    }
}

/* A step's script, and that others have none. */
static void test_scripts(void **state) {
    static const char *const scripts[] = {
        [2] = "\nprereq nxrrset s.a.com. IN A\n",
        [4] = "\nupdate delete a.com. IN MX 1 d.a.com.\nupdate add a.com. 60 IN MX 6 s.a.com.\n",
        [6] = "\nupdate delete d.a.com. IN A\nsend\n",
        [7] = NULL};
    struct spec before = good_spec_of(ZONE "[" D ", " R "]");
    struct spec after = good_spec_of(ZONE "[" R ", " S "]");
    mxtrap_plan *plan = NULL;
    (void)state;

    assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_plan_step_count(plan), COUNT(scripts) - 1);
    for (size_t number = 0; number <= COUNT(scripts); number++) {
        const char *script = number < COUNT(scripts) ? scripts[number] : NULL;
        struct mx_text text = {0};
        assert_int_equal(mxtrap_plan_step_publishes(plan, number), script != NULL);
        assert_int_equal(mxtrap_plan_write_step(plan, number, keep_text, &text),
                         script != NULL ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT);
        assert_int_equal(text.length > 0, script != NULL);
        if (script != NULL) {
            assert_non_null(strstr(mx_text_string_of(&text), script));
        }
        mx_text_free(&text);
    }
    mxtrap_plan_free(plan);
    mxtrap_plan_free(NULL);
    spec_free(&before);
    spec_free(&after);
}

/* What only a file has, and no comment shows as a spec's, stays where it is: so do its addresses.
 */
static void test_left(void **state) {
    struct spec before = zone_file_of("$ORIGIN a.com.\n@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 10 r\n"
                                      "x 60 MX 10 o\nr 60 A 192.0.2.2\no 60 A 192.0.2.3\n",
                                      NULL);
    struct spec after = good_spec_of(ZONE "[{real: r, address: 192.0.2.2}]");
    struct mx_text text = {0};
    mxtrap_plan *plan = NULL;
    (void)state;

    assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_plan_step_count(plan), 0);
    assert_int_equal(
        mxtrap_plan_write(plan, mxtrap_format_find(MXTRAP_FORMAT_PLANS, "text"), keep_text, &text),
        MXTRAP_OK);
    assert_non_null(strstr(mx_text_string_of(&text), "Left alone, not known to be of a spec: "
                                                     "x.a.com. MX\n"));
    mx_text_free(&text);
    mxtrap_plan_free(plan);
    spec_free(&before);
    spec_free(&after);
}

/* What a fragment does not say of a name that becomes an exchanger; a whole zone says it. */
static void test_unsaid(void **state) {
    static const struct {
        const char *before, *words;
    } unsaid[] = {
        {ORIGIN "@ 60 MX 5 r ; mxtrap: real\nr 60 A 192.0.2.2\n", "what it was: d.a.com.\n"},
        {ORIGIN "@ 60 MX 5 r ; mxtrap: real\nr 60 A 192.0.2.2\nd 60 A 192.0.2.7\n", NULL},
        {SOA "r 60 A 192.0.2.2\n", NULL},
        {ZONE "[" R "]", NULL},
        {ZONE "[{dummy: d, preference: 1}, " R "]", NULL},
        {"zone: b.com\nmx: [" R "]",
         "what it was: d.a.com.\n"
         "Not waited for, since the old state does not say what it was: r.a.com.\n"},
    };
    struct spec after = good_spec_of(ZONE "[" D ", " R "]");
    (void)state;

    for (size_t i = 0; i < COUNT(unsaid); i++) {
        struct spec before = state_before(unsaid[i].before, &after);
        struct mx_text text = {0};
        mxtrap_plan *plan = NULL;
        assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
        assert_int_equal(mxtrap_plan_write(plan, mxtrap_format_find(MXTRAP_FORMAT_PLANS, "text"),
                                           keep_text, &text),
                         MXTRAP_OK);
        const char *words = strstr(mx_text_string_of(&text), "what it was: ");
        assert_int_equal(words != NULL, unsaid[i].words != NULL);
        if (words != NULL) {
            assert_string_equal(words, unsaid[i].words);
        }
        mx_text_free(&text);
        mxtrap_plan_free(plan);
        spec_free(&before);
    }
    spec_free(&after);
}

/* A host that is named without an address keeps the one that it has. */
static void test_kept(void **state) {
    static const struct {
        const char *before, *after, *rules;
    } kept[] = {
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, preference: 1}, {real: r, address: 192.0.2.1, preference: 5}]",
         "address-shared-with-real"},
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, {real: r, preference: 5}]",
         "address-shared-with-real"},
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, preference: 1}, {dummy: e, address: 192.0.2.1, preference: 2}, " R "]",
         ""},
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, address: 192.0.2.7, preference: 1}, "
              "{real: r, address: 192.0.2.1, preference: 5}]",
         ""},
        {ZONE "[{dummy: d, preference: 1}, " R "]", ZONE "[{dummy: d, preference: 1}, " R "]", ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(kept); i++) {
        struct spec before = good_spec_of(kept[i].before), after = good_spec_of(kept[i].after);
        enum mxtrap_status status = mxtrap_change_check(before.zones, after.zones, after.findings);
        assert_int_equal(status, kept[i].rules[0] != '\0' ? MXTRAP_ERR_INPUT : MXTRAP_OK);
        assert_rules(after.findings, kept[i].rules);
        spec_free(&before);
        spec_free(&after);
    }
}

/* What is published in between has the smaller TTL: one that was lowered in time makes waits short,
 * and a longer one comes last. */
static void test_ttls_between(void **state) {
    static const struct {
        const char *before, *after, *first, *last;
    } ttls[] = {
        {"60", "90", "zone a.com.\n     - a.com. 60 MX 1 d.a.com.\n2.",
         "\n     + a.com. 90 MX 1 d.a.com.\n"},
        {"90", "60", "\n     + a.com. 60 MX 5 r.a.com.\n", "\n     + a.com. 60 MX 1 d.a.com.\n"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(ttls); i++) {
        struct mx_text old = {0}, new = {0}, text = {0};
        mxtrap_plan *plan = NULL;
        mx_text_format(&old, "zone: a.com\nttl: %s\nmx: [" D ", " R "]\n", ttls[i].before);
        mx_text_format(&new,
                       "zone: a.com\nttl: %s\nmx: [{real: d, address: 192.0.2.1, "
                       "preference: 1}, " R "]\n",
                       ttls[i].after);
        struct spec before = good_spec_of(mx_text_string_of(&old));
        struct spec after = good_spec_of(mx_text_string_of(&new));
        assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
        assert_int_equal(mxtrap_plan_write(plan, mxtrap_format_find(MXTRAP_FORMAT_PLANS, "text"),
                                           keep_text, &text),
                         MXTRAP_OK);
        const char *first = strstr(mx_text_string_of(&text), ttls[i].first);
        assert_non_null(first);
        assert_non_null(strstr(first, ttls[i].last));
        mxtrap_plan_free(plan);
        mx_text_free(&old);
        mx_text_free(&new);
        mx_text_free(&text);
        spec_free(&before);
        spec_free(&after);
    }
}

#define TWO "@ 60 MX 5 r ; mxtrap: real\n@ 60 MX 6 d ; mxtrap: dummy\n"

/* What no order of steps makes safe. */
static void test_refused(void **state) {
    static const struct {
        const char *name, *before, *after, *rules;
    } refused[] = {
        {"a host is to be an alias", SOA "r 60 A 192.0.2.2\n",
         SOA "r 60 CNAME o\no 60 A 192.0.2.2\n", "no-safe-plan"},
        {"an alias is to be one of another name", SOA "r 60 CNAME p\n", SOA "r 60 CNAME o\n",
         "no-safe-plan"},
        {"an alias is to lead to another address", SOA "r 60 CNAME o\no 60 A 192.0.2.2\n",
         SOA "r 60 CNAME o\no 60 A 192.0.2.3\n", "no-safe-plan"},
        {"it stays as it is", SOA "r 60 CNAME o\no 60 A 192.0.2.2\n",
         SOA "o 60 A 192.0.2.2\nr 60 CNAME o\n", ""},
        {"a spec does not say that it is one", ZONE "[{real: r, preference: 5}]",
         SOA "r 60 CNAME o\no 60 A 192.0.2.2\n", ""},
        {"an alias stays that leads to what gets the other role",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 5 r ; mxtrap: real\n@ 60 MX 6 s ; mxtrap: real\n"
                "r 60 CNAME s\ns 60 A 192.0.2.2\n",
         ZONE "[{real: r, preference: 5}, {dummy: s, address: 192.0.2.7, preference: 6}]",
         "no-safe-plan"},
        {"an alias stays, and the TTL of its MX record does not",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 70 MX 5 r ; mxtrap: real\nr 60 CNAME o\n"
                "o 60 A 192.0.2.2\n",
         ZONE "[{real: r, preference: 5}]", "no-safe-plan"},
        {"an alias stays, with another preference", SOA "r 60 CNAME o\no 60 A 192.0.2.2\n",
         ZONE "[{real: r, preference: 6}]", "no-safe-plan"},
        {"an alias stays, and another record does not",
         SOA "@ 60 MX 6 s ; mxtrap: real\nr 60 CNAME o\no 60 A 192.0.2.2\ns 60 A 192.0.2.3\n",
         ZONE "[{real: r, preference: 5}]", ""},
        {"an alias that leads out of the zone stays, too", SOA "r 60 CNAME o.b.com.\n",
         ZONE "[{real: r, preference: 6}]", "no-safe-plan"},
        {"below a DNAME",
         SOA "@ 60 MX 6 d.x ; mxtrap: dummy\nr 60 A 192.0.2.2\nx 60 DNAME b.com.\n",
         ZONE "[" R ", {dummy: d.x, address: 192.0.2.1, preference: 6}]", "no-safe-plan"},
        {"below a zone cut",
         SOA "@ 60 MX 6 d.x ; mxtrap: dummy\nr 60 A 192.0.2.2\nx 60 NS b.com.\n",
         ZONE "[" R ", {dummy: d.x, address: 192.0.2.1, preference: 6}]", "no-safe-plan"},
        {"an alias by a wildcard", SOA "* 60 CNAME o.b.com.\n", ZONE "[" R "]", "no-safe-plan"},
        {"a family that only the wildcard has", SOA "* 60 A 192.0.2.2\n* 60 AAAA 2001:db8::1\n",
         ZONE "[" R "]", "no-safe-plan"},
        {"of a dummy it does not matter",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n" TWO "r 60 A 192.0.2.2\n* 60 A 192.0.2.1\n"
                "* 60 AAAA 2001:db8::1\n",
         ZONE "[" R ", {dummy: d, address: 192.0.2.1, preference: 6}]", ""},
        {"of a real host that becomes a dummy neither",
         SOA "* 60 A 192.0.2.2\n* 60 AAAA 2001:db8::1\n",
         ZONE "[{dummy: r, address: 192.0.2.1, preference: 5}]", ""},
        {"both families are there", SOA "* 60 A 192.0.2.2\n* 60 AAAA 2001:db8::1\n",
         ZONE "[{real: r, address: [192.0.2.2, \"2001:db8::1\"], preference: 5}]", ""},
        {"the wildcard has one family only", SOA "* 60 A 192.0.2.2\n", ZONE "[" R "]", ""},
        {"a fragment does not say that a host is an alias", ORIGIN "@ 60 MX 5 r ; mxtrap: real\n",
         SOA "r 60 CNAME o\no 60 A 192.0.2.2\n", ""},
        {"a whole zone says that it is none", SOA, SOA "r 60 CNAME o\no 60 A 192.0.2.2\n",
         "no-safe-plan"},
        {"a host that is new is none", ZONE "[" R "]",
         SOA "r 60 A 192.0.2.2\n@ 60 MX 6 p ; mxtrap: real\np 60 CNAME o\no 60 A 192.0.2.9\n",
         "no-safe-plan"},
        {"nor is one whose addresses are known", ZONE "[" R "]",
         SOA "r 60 CNAME o\no 60 A 192.0.2.2\n", "no-safe-plan"},
        {"an alias is to lead to an address more", SOA "r 60 CNAME o\no 60 A 192.0.2.2\n",
         SOA "r 60 CNAME o\no 60 A 192.0.2.2\no 60 A 192.0.2.3\n", "no-safe-plan"},
        {"to what the new state does not tell", SOA "r 60 CNAME o\no 60 A 192.0.2.2\n",
         ORIGIN "@ 60 MX 5 r ; mxtrap: real\nr 60 CNAME o\n", ""},
        {"to an exchanger that is planned by itself",
         SOA "@ 60 MX 6 o ; mxtrap: real\nr 60 CNAME o\no 60 A 192.0.2.2\n",
         SOA "@ 60 MX 6 o ; mxtrap: real\nr 60 CNAME o\no 60 A 192.0.2.3\n", ""},
        {"a dummy stays an alias of what is to be real",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 5 r ; mxtrap: dummy\n@ 60 MX 6 s ; mxtrap: dummy\n"
                "r 60 CNAME s\ns 60 A 192.0.2.2\n",
         ZONE "[{dummy: r, preference: 5}, {real: s, address: 192.0.2.7, preference: 6}]",
         "no-safe-plan"},
        {"by way of another alias",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 5 r ; mxtrap: real\n@ 60 MX 6 s ; mxtrap: real\n"
                "r 60 CNAME x\nx 60 CNAME s\ns 60 A 192.0.2.2\n",
         ZONE "[{real: r, preference: 5}, {dummy: s, address: 192.0.2.7, preference: 6}]",
         "no-safe-plan"},
        {"an alias of it that goes does not matter",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 5 r ; mxtrap: real\n@ 60 MX 6 s ; mxtrap: real\n"
                "r 60 CNAME s\ns 60 A 192.0.2.2\n",
         ZONE "[{real: r, address: 192.0.2.4, preference: 5}, {dummy: s, address: 192.0.2.7, "
              "preference: 6}]",
         ""},
        {"nor that the preference changes with it", SOA "r 60 CNAME o\no 60 A 192.0.2.2\n",
         ZONE "[{real: r, address: 192.0.2.4, preference: 6}]", ""},
        {"a role that another MX set keeps, of a host elsewhere",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 5 m.b.com. ; mxtrap: real\n"
                "@ 60 MX 6 s ; mxtrap: real\nx 60 MX 5 m.b.com.\ns 60 A 192.0.2.9\n",
         ZONE "[{dummy: m.b.com., preference: 5}, " S "]", "no-safe-plan"},
        {"an address that another MX set keeps, and a host that is named without one",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n" TWO "x 60 MX 1 d\nr 60 A 192.0.2.1\n"
                "d 60 A 192.0.2.1\n",
         ZONE "[{real: r, preference: 5}]", "address-shared-with-real"},
        {"a role that another MX set keeps otherwise",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n" TWO "x 60 MX 1 d\nx 60 MX 2 r\nr 60 A 192.0.2.2\n"
                "d 60 A 192.0.2.1\n",
         ZONE "[" R ", {real: d, address: 192.0.2.1, preference: 6}]", "no-safe-plan"},
        {"an address that another MX set keeps",
         ORIGIN "@ 60 SOA n h 1 2 3 4 5\n" TWO "x 60 MX 1 d\nx 60 MX 2 r\nr 60 A 192.0.2.2\n"
                "d 60 A 192.0.2.1\n",
         ZONE "[{real: s, address: 192.0.2.1, preference: 6}]",
         "address-shared-with-real no-safe-plan"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(refused); i++) {
        struct spec after = state_of(refused[i].after);
        struct spec before = state_before(refused[i].before, &after);
        mxtrap_findings *findings = NULL;
        mxtrap_plan *plan = NULL;
        assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
        assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
        enum mxtrap_status status = mxtrap_plan_check(plan, 0, findings);
        if ((status == MXTRAP_OK) != (refused[i].rules[0] == '\0')) {
            print_message("%s\n", refused[i].name);
        }
        assert_int_equal(status, refused[i].rules[0] != '\0' ? MXTRAP_ERR_INPUT : MXTRAP_OK);
        assert_rules(findings, refused[i].rules);
        mxtrap_plan_free(plan);
        mxtrap_findings_free(findings);
        spec_free(&before);
        spec_free(&after);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),   cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_left),    cmocka_unit_test(test_unsaid),
        cmocka_unit_test(test_kept),    cmocka_unit_test(test_ttls_between),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
