/* The list that libpsl was built with: a spec gets the same verdict on each machine with that
 * library, whatever list is installed beside it. */
#include "dns/public_suffix.h"

#include <libpsl.h>
#include <string.h>
#include <strings.h>

#include <mxtrap/name.h>

#include "dns/name.h"

/* Whether the last label can be a top-level domain: letters, or an A-label (RFC 3696 2). */
static bool may_end(const uint8_t *name) {
    const uint8_t *last = name;

    while (*name != 0) {
        last = name;
        name += 1 + *name;
    }
    bool is_alphabetic = true;
    for (size_t i = 1; i <= *last; i++) {
        is_alphabetic = is_alphabetic && mx_is_alpha((char)last[i]);
    }
    return is_alphabetic || (*last > 4 && strncasecmp((const char *)last + 1, "xn--", 4) == 0);
}

bool mx_has_public_suffix(const uint8_t *name) {
    const psl_ctx_t *list = psl_builtin();
    char printed[MXTRAP_NAME_TEXT_MAX];

    if (!may_end(name)) {
        return false;
    }
    for (; list != NULL && *name != 0; name += 1 + *name) {
        if (!mx_name_is_hostname(name)) {
            continue; /* no suffix has such a label; an escaped dot is none */
        }
        size_t length = strlen(mx_name_print(name, printed)) - 1;
        for (size_t i = 0; i < length; i++) {
            printed[i] = mx_lower(printed[i]);
        }
        printed[length] = '\0';
        if (psl_is_public_suffix2(list, printed, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE)) {
            return true;
        }
    }
    return false;
}
