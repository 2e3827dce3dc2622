/* How many processors the library may use: work is the same with one thread and with several.
 * Include it before all others. */
#ifndef PROCESSORS_H
#define PROCESSORS_H

#ifdef __linux__
#define _GNU_SOURCE /* the libc reads it: NOLINT(bugprone-reserved-identifier,cert-dcl*) */
#endif
#include <sched.h>

#include "unit.h"

#include "base/threads.h"

#ifdef __linux__
#define HAS_PROCESSORS 1

static cpu_set_t processors_before;

/* Only the first of those that there are, until all may be used again. */
static void use_one_processor(void) {
    cpu_set_t one;
    size_t first = 0;

    assert_int_equal(sched_getaffinity(0, sizeof processors_before, &processors_before), 0);
    while (!CPU_ISSET(first, &processors_before)) {
        first++;
    }
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(mx_processors(), 1);
}

static void use_all_processors(void) {
    assert_int_equal(sched_setaffinity(0, sizeof processors_before, &processors_before), 0);
    assert_int_equal(mx_processors(), (size_t)CPU_COUNT(&processors_before));
}
#endif

#endif
