/* The list that libpsl was built with: a spec gets the same verdict on each machine with that
 * library, whatever list is installed beside it. */
#include "dns/public_suffix.h"

#include <libpsl.h>
#include <string.h>

#include <mxtrap/name.h>

#include "dns/name.h"

bool mx_has_public_suffix(const uint8_t *name) {
    const psl_ctx_t *list = psl_builtin();
    char printed[MXTRAP_NAME_TEXT_MAX];

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
