/* A check's results as a spec: the zones by name, each once, with the TTLs and roles of what was
 * seen; nothing where a role is not known, and why. */
#include "failing_heap.h"
#include "unit.h"

enum { HOSTS = 3 };

/* A domain of three exchangers in a spec's order; the last has two addresses. */
struct seen {
    mxtrap_findings *findings;
    struct mx_address addresses[HOSTS + 1];
    struct mxtrap_exchanger live[HOSTS];
    mxtrap_layout layout;
    struct mxtrap_result_exchanger exchangers[HOSTS];
    const struct mxtrap_result_exchanger *list[HOSTS];
    struct mxtrap_result result;
};

static void begin(struct seen *seen, const char *owner, const char *domain) {
    static const char *const hosts[] = {"\2d1\1a\7example", "\2r1\1a\7example", "\2d2\1a\7example"};

    *seen = (struct seen){.layout = {.owner = (const uint8_t *)owner, .count = HOSTS}};
    assert_int_equal(mxtrap_findings_new(&seen->findings), MXTRAP_OK);
    for (size_t i = 0; i < HOSTS; i++) {
        seen->addresses[i] =
            (struct mx_address){.family = MX_IPV4, .ttl = 300, .bytes = {192, 0, 2, (uint8_t)i}};
        seen->live[i] = (struct mxtrap_exchanger){.host = (const uint8_t *)hosts[i],
                                                  .addresses = &seen->addresses[i],
                                                  .address_count = i + 1 == HOSTS ? 2 : 1,
                                                  .preference = (uint16_t)(i + 1),
                                                  .ttl = 300};
        seen->exchangers[i].role = i == 1 ? MXTRAP_ROLE_REAL : MXTRAP_ROLE_DUMMY;
        seen->list[i] = &seen->exchangers[i];
    }
    seen->addresses[HOSTS] =
        (struct mx_address){.family = MX_IPV4, .ttl = 299, .bytes = {192, 0, 2, 1}};
    seen->layout.exchangers = seen->live;
    seen->result = (struct mxtrap_result){.domain = domain,
                                          .verdict = MXTRAP_FAIL,
                                          .exchangers = seen->list,
                                          .exchanger_count = HOSTS,
                                          .findings = seen->findings,
                                          .layout = &seen->layout};
}

/* A null MX: a layout without exchangers of the result. */
static void begin_null(struct seen *seen) {
    begin(seen, "\4none\7example", "none.example");
    seen->live[0] = (struct mxtrap_exchanger){.host = (const uint8_t *)"", .ttl = 60};
    seen->layout.count = 1;
    seen->result.exchanger_count = 0;
}

struct written {
    struct mx_text text;
    size_t counts[MXTRAP_INCONCLUSIVE + 1];
    char left_out[512]; /* the messages, a line each */
};

static void keep_findings(struct written *written, const mxtrap_findings *findings) {
    struct mx_text text = mx_text_within(written->left_out, sizeof written->left_out);

    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        mx_text_string(&text, mxtrap_findings_at(findings, i)->message);
        mx_text_char(&text, '\n');
    }
    assert_non_null(mx_text_string_of(&text));
}

static struct written write_all(const struct seen *const *seen, size_t count, bool is_partial) {
    const mxtrap_format *format = mxtrap_format_find(MXTRAP_FORMAT_RESULTS, "spec");
    mxtrap_check_writer *writer = NULL;
    struct written written = {.counts = {0}};

    assert_int_equal(mxtrap_check_writer_begin(&writer, format, NULL, keep_text, &written.text),
                     MXTRAP_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(mxtrap_check_writer_write(writer, &seen[i]->result), MXTRAP_OK);
    }
    for (int i = 0; i <= MXTRAP_INCONCLUSIVE; i++) {
        written.counts[i] = mxtrap_check_writer_count(writer, (enum mxtrap_verdict)i);
    }
    if (is_partial) {
        mxtrap_check_writer_partial(writer);
    }
    keep_findings(&written, mxtrap_check_writer_findings(writer));
    assert_int_equal(mxtrap_check_writer_end(writer), MXTRAP_OK);
    return written;
}

static const char *text_of(struct written *written) {
    const char *text = mx_text_string_of(&written->text);
    const char *body = text == NULL ? NULL : strchr(text, '\n');
    return body == NULL ? text : body + 1;
}

#define REMARKS                                                                                    \
    "  # Imported from DNS and port 25; a host where nothing listens is a dummy.\n"                \
    "  # Each domain is a zone of its own here, since its zone is not known. TTLs are as the "     \
    "resolver gave them.\n"

/* Results come in any order, and a domain may be given twice. A set that is no trap is written. */
static void test_zones(void **state) {
    struct seen trap, none;
    (void)state;

    begin(&trap, "\1a\7example", "a.example");
    begin_null(&none);
    const struct seen *both[] = {&none, &trap, &none};
    struct written written = write_all(both, COUNT(both), false);
    assert_string_equal(text_of(&written),
                        "zones:\n"
                        "- zone: a.example\n  ttl: 5m\n" REMARKS "  mx:\n"
                        "  - dummy: d1\n    preference: 1\n"
                        "    address: 192.0.2.0\n"
                        "  - real: r1\n    preference: 2\n"
                        "    address: 192.0.2.1\n"
                        "  - dummy: d2\n    preference: 3\n"
                        "    address: [192.0.2.1, 192.0.2.2]\n"
                        "- zone: none.example\n  ttl: 1m\n" REMARKS "  mx: none\n");
    assert_int_equal(written.counts[MXTRAP_PASS], 3);
    assert_string_equal(written.left_out, "");
    mx_text_free(&written.text);
    written = write_all(both, COUNT(both), true);
    assert_int_equal(written.text.length, 0);
    mxtrap_findings_free(trap.findings);
    mxtrap_findings_free(none.findings);
}

/* Whether SEEN is left out with MESSAGE, as VERDICT. */
static void assert_refused(const struct seen *seen, enum mxtrap_verdict verdict,
                           const char *message) {
    struct written written = write_all(&seen, 1, false);

    assert_int_equal(written.text.length, 0);
    assert_int_equal(written.counts[verdict], 1);
    assert_string_equal(written.left_out, message);
}

static void test_left_out(void **state) {
    struct seen seen;
    (void)state;

#define HOSTS_ARE                                                                                  \
    "a.example.: no spec is written: the role or the addresses of these hosts are not known: "
    begin(&seen, "\1a\7example", "a.example");
    seen.exchangers[0].role = MXTRAP_ROLE_UNKNOWN;
    seen.live[1].unseen = mx_family_bit(MX_IPV6);
    assert_refused(&seen, MXTRAP_INCONCLUSIVE, HOSTS_ARE "d1.a.example., r1.a.example.\n");
    seen.exchangers[0].role = MXTRAP_ROLE_DUMMY;
    seen.live[1].unseen = 0;
    seen.live[1].host = seen.live[0].host; /* a dummy, and real */
    assert_refused(&seen, MXTRAP_INCONCLUSIVE, HOSTS_ARE "d1.a.example.\n");
    seen.exchangers[1].role = MXTRAP_ROLE_DUMMY;
    seen.result.verdict = MXTRAP_INCONCLUSIVE;
    mx_text_string(mx_finding_begin(seen.findings), "because");
    mx_finding_end(seen.findings, MX_RULE_LAME_DNS, MXTRAP_ERROR, (struct mx_place){0});
    mx_text_string(mx_finding_begin(seen.findings), "a note");
    mx_finding_end(seen.findings, MX_RULE_NULL_MX, MXTRAP_NOTE, (struct mx_place){0});
    assert_refused(&seen, MXTRAP_INCONCLUSIVE,
                   "a.example.: no spec is written: the verdict is inconclusive\nbecause\n");
    seen.result.layout = NULL;
    seen.result.exchanger_count = 0;
    seen.result.verdict = MXTRAP_FAIL;
    assert_refused(&seen, MXTRAP_FAIL, "because\n");
    mxtrap_findings_free(seen.findings);
}

/* Bytes that need no heap. */
struct bytes {
    char at[4096];
    size_t length;
};

static int keep_bytes(void *context, const char *bytes, size_t length) {
    struct bytes *kept = context;

    assert_true(length < sizeof kept->at - kept->length);
    memcpy(kept->at + kept->length, bytes, length);
    kept->length += length;
    return 0;
}

static enum mxtrap_status write_two(const struct seen *a, const struct seen *b,
                                    struct bytes *kept) {
    mxtrap_check_writer *writer = NULL;
    enum mxtrap_status status = mxtrap_check_writer_begin(
        &writer, mxtrap_format_find(MXTRAP_FORMAT_RESULTS, "spec"), NULL, keep_bytes, kept);

    if (status == MXTRAP_OK) {
        mxtrap_check_writer_write(writer, &a->result);
        mxtrap_check_writer_write(writer, &b->result);
        status = mxtrap_check_writer_end(writer);
    }
    return status;
}

/* Every allocation fails in turn: never half a spec that is called whole. Where two domains are
 * written, and where one is left out. */
static void test_memory(void **state) {
    struct seen trap, none;
    (void)state;

    begin(&trap, "\1a\7example", "a.example");
    begin_null(&none);
    for (int left_out = 0; left_out < 2; left_out++) {
        struct bytes whole = {.length = 0};
        trap.result.verdict = left_out ? MXTRAP_INCONCLUSIVE : MXTRAP_PASS;
        assert_int_equal(write_two(&trap, &none, &whole), MXTRAP_OK);
        heap.failed = 1;
        for (heap.fails = 1; heap.failed > 0; heap.fails++) {
            struct bytes kept = {.length = 0};
            heap.made = heap.failed = 0;
            heap.armed = true;
            enum mxtrap_status status = write_two(&trap, &none, &kept);
            heap.armed = false;
            assert_true(status == MXTRAP_ERR_MEMORY || status == MXTRAP_OK);
            if (status == MXTRAP_OK) {
                assert_string_equal(kept.at, whole.at);
            }
        }
    }
    mxtrap_findings_free(trap.findings);
    mxtrap_findings_free(none.findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
