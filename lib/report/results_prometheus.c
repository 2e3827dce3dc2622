/* A check's results as metrics for the textfile collector (Prometheus text exposition format).
 * Samples of one metric must be together, so they are kept until the end. A series may occur only
 * once, so of a repeated domain or address the worst sample is kept. */
#include "report/check_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/index.h"

/* A domain, or an address of one of its exchangers. */
struct sample {
    const char *domain, *host, *address; /* the last two are "" for a domain */
    const char *vantage;                 /* "" but for what one vantage point saw of an address */
    enum mxtrap_verdict verdict;
    enum mxtrap_role role;
    enum mxtrap_state state;
    unsigned ms;
    struct sample *next;
};

struct mx_samples {
    struct mx_arena arena;
    struct mx_index index;
    struct sample *first, **end;
};

static bool is_text(const char *one, const char *other) {
    while (*one != '\0' && mx_lower(*one) == mx_lower(*other)) {
        one++;
        other++;
    }
    return *one == *other;
}

static bool is_same(const void *row, const void *key) {
    const struct sample *one = row, *other = key;

    return is_text(one->domain, other->domain) && is_text(one->host, other->host) &&
           is_text(one->address, other->address) && strcmp(one->vantage, other->vantage) == 0;
}

static uint32_t hash_of(const struct sample *sample) {
    uint32_t hashes[] = {mx_hash_folded(sample->domain, strlen(sample->domain)),
                         mx_hash_folded(sample->host, strlen(sample->host)),
                         mx_hash_folded(sample->address, strlen(sample->address)),
                         mx_hash_folded(sample->vantage, strlen(sample->vantage))};
    return mx_hash(hashes, sizeof hashes);
}

/* How much worse the state is than the role requires. */
static int badness(const struct sample *sample) {
    bool listens = mxtrap_state_listens(sample->state) != 0;

    if (sample->state == MXTRAP_UNPROBED) {
        return 1;
    }
    if (sample->role == MXTRAP_ROLE_DUMMY) {
        return listens ? 3 : sample->state == MXTRAP_SILENT ? 0 : 2;
    }
    return sample->state == MXTRAP_ANSWERS ? 0 : 3;
}

static int gravity(enum mxtrap_verdict verdict) {
    return verdict == MXTRAP_FAIL ? 2 : verdict == MXTRAP_INCONCLUSIVE ? 1 : 0;
}

static bool is_worse(const struct sample *sample, const struct sample *than) {
    return sample->host[0] == '\0' ? gravity(sample->verdict) > gravity(than->verdict)
                                   : badness(sample) > badness(than);
}

/* Copies SAMPLE to the arena; NULL when memory is out. */
static struct sample *copy_of(struct mx_samples *samples, const struct sample *sample) {
    struct sample *copy = mx_arena_zeroed(&samples->arena, 1, sizeof *copy);

    if (copy == NULL) {
        return NULL;
    }
    *copy = *sample;
    copy->domain = mx_arena_copy(&samples->arena, sample->domain, strlen(sample->domain));
    copy->host = mx_arena_copy(&samples->arena, sample->host, strlen(sample->host));
    copy->address = mx_arena_copy(&samples->arena, sample->address, strlen(sample->address));
    copy->vantage = mx_arena_copy(&samples->arena, sample->vantage, strlen(sample->vantage));
    return copy->domain == NULL || copy->host == NULL || copy->address == NULL ||
                   copy->vantage == NULL
               ? NULL
               : copy;
}

static bool keep(struct mx_samples *samples, const struct sample *sample) {
    uint32_t hash = hash_of(sample);
    struct sample *known = (struct sample *)mx_index_find(&samples->index, hash, sample, is_same);

    if (known != NULL) {
        if (is_worse(sample, known)) {
            known->verdict = sample->verdict;
            known->role = sample->role;
            known->state = sample->state;
            known->ms = sample->ms;
        }
        return true;
    }
    struct sample *copy = copy_of(samples, sample);
    if (copy == NULL || !mx_index_add(&samples->index, hash, copy)) {
        return false;
    }
    *samples->end = copy;
    samples->end = &copy->next;
    return true;
}

static bool keep_result(struct mx_samples *samples, const struct mxtrap_result *result) {
    struct sample domain = {.domain = result->domain,
                            .host = "",
                            .address = "",
                            .vantage = "",
                            .verdict = result->verdict};
    bool is_kept = keep(samples, &domain);

    for (size_t i = 0; i < result->exchanger_count; i++) {
        const struct mxtrap_result_exchanger *exchanger = result->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mxtrap_result_address *address = exchanger->addresses[j];
            struct sample sample = {.domain = result->domain,
                                    .host = exchanger->host,
                                    .address = address->address,
                                    .vantage = "",
                                    .role = mx_results_role(exchanger),
                                    .state = address->state,
                                    .ms = address->ms};
            is_kept = is_kept && keep(samples, &sample);
            for (size_t k = 0; k < address->vantage_count && is_kept; k++) {
                sample.vantage = address->vantages[k]->vantage;
                sample.state = address->vantages[k]->state;
                sample.ms = address->vantages[k]->ms;
                is_kept = keep(samples, &sample);
            }
        }
    }
    return is_kept;
}

void mx_results_prometheus_begin(struct mxtrap_check_writer *writer) {
    writer->samples = calloc(1, sizeof *writer->samples);
    if (writer->samples == NULL) {
        writer->text.status = MXTRAP_ERR_MEMORY;
        return;
    }
    writer->samples->end = &writer->samples->first;
}

void mx_results_prometheus_domain(struct mxtrap_check_writer *writer,
                                  const struct mxtrap_result *result) {
    if (writer->samples != NULL && !keep_result(writer->samples, result)) {
        writer->text.status = MXTRAP_ERR_MEMORY;
    }
}

/* Domains and hosts are printable ASCII; backslashes and quotes are escaped. */
static void write_label(struct mx_text *text, const char *name, const char *value) {
    mx_text_string(text, name);
    mx_text_string(text, "=\"");
    for (; *value != '\0'; value++) {
        mx_text_string(text, *value == '\\' || *value == '"' ? "\\" : "");
        mx_text_char(text, *value);
    }
    mx_text_char(text, '"');
}

static void write_verdict(struct mx_text *text, const struct sample *sample) {
    for (int verdict = MXTRAP_PASS; sample->host[0] == '\0' && verdict <= MXTRAP_INCONCLUSIVE;
         verdict++) {
        mx_text_string(text, "mxtrap_domain_verdict{");
        write_label(text, "domain", sample->domain);
        write_label(text, ",verdict", mxtrap_verdict_name((enum mxtrap_verdict)verdict));
        mx_text_format(text, "} %d\n", sample->verdict == (enum mxtrap_verdict)verdict);
    }
}

static void write_address_labels(struct mx_text *text, const struct sample *sample) {
    mx_text_char(text, '{');
    write_label(text, "domain", sample->domain);
    write_label(text, ",host", sample->host);
    write_label(text, ",address", sample->address);
    write_label(text, ",role", mxtrap_role_name(sample->role));
    if (sample->vantage[0] != '\0') {
        write_label(text, ",vantage", sample->vantage);
    }
}

static void write_state(struct mx_text *text, const struct sample *sample) {
    if (sample->host[0] != '\0') {
        mx_text_string(text, "mxtrap_address_state");
        write_address_labels(text, sample);
        write_label(text, ",state", mxtrap_state_name(sample->state));
        mx_text_string(text, "} 1\n");
    }
}

static void write_seconds(struct mx_text *text, const struct sample *sample) {
    if (sample->host[0] != '\0' && sample->state != MXTRAP_UNPROBED) {
        mx_text_string(text, "mxtrap_address_seconds");
        write_address_labels(text, sample);
        mx_text_format(text, "} %u.%03u\n", sample->ms / 1000, sample->ms % 1000);
    }
}

static const struct {
    const char *head;
    void (*write)(struct mx_text *text, const struct sample *sample);
} metrics[] = {
    {"# HELP mxtrap_domain_verdict 1 for the verdict of the last check.\n"
     "# TYPE mxtrap_domain_verdict gauge\n",
     write_verdict},
    {"# HELP mxtrap_address_state 1 for what the address was found to be.\n"
     "# TYPE mxtrap_address_state gauge\n",
     write_state},
    {"# HELP mxtrap_address_seconds Time from the first packet to that.\n"
     "# TYPE mxtrap_address_seconds gauge\n",
     write_seconds},
};

void mx_results_prometheus_end(struct mxtrap_check_writer *writer) {
    struct mx_samples *samples = writer->samples;

    for (size_t i = 0; samples != NULL && i < sizeof metrics / sizeof metrics[0]; i++) {
        mx_text_string(&writer->text, metrics[i].head);
        for (const struct sample *at = samples->first; at != NULL; at = at->next) {
            metrics[i].write(&writer->text, at);
        }
    }
    if (samples != NULL) {
        mx_index_free(&samples->index);
        mx_arena_free(&samples->arena);
        free(samples);
    }
}
