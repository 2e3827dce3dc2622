/* The DNS answer to one question. */
#ifndef CLI_LAB_ANSWER_H
#define CLI_LAB_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records.h"

/* The answer to QUERY, LENGTH hostile bytes, in memory that the caller frees. Over UDP (BY_TCP
 * false) an answer above the size that the query allows is cut, with its TC bit set. False: there
 * is none, because this was no query or memory is out. */
bool lab_answer(const struct lab_records *records, const uint8_t *query, size_t length, bool by_tcp,
                uint8_t **answer, size_t *answer_length);

#endif
