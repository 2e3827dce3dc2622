/* Rules of the addresses group: where the exchangers are. */
#include "rules/check.h"

void mx_check_special_purpose_address(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;

    if (check->run->live != NULL && check->run->live->allow_special) {
        return; /* they were asked like any other */
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mx_address *address = &exchanger->addresses[j];
            const struct mx_special *special = mx_special_find(address);
            if (special == NULL) {
                continue;
            }
            struct mx_text *text = mx_report_begin(check);
            mx_name_write(text, exchanger->host, NULL);
            mx_text_char(text, ' ');
            mx_address_write(text, address);
            mx_text_string(text, " is not reachable from the Internet: ");
            mx_text_string(text, special->name);
            mx_text_string(text, ", ");
            mx_text_string(text, special->source);
            mx_report_end_as(check, address->place,
                             special->kind == MX_SPECIAL_DOCUMENTATION ? MXTRAP_WARNING
                                                                       : MXTRAP_ERROR);
        }
    }
}

static void check_addresses(const struct mx_check *check,
                            const struct mxtrap_exchanger *exchanger) {
    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        const struct mxtrap_exchanger *real = mx_reals_by_address(&check->run->reals, address);
        if (real == NULL) {
            continue;
        }
        struct mx_text *text = mx_report_begin(check);
        mx_text_string(text, "the dummy ");
        mx_name_write(text, exchanger->host, NULL);
        mx_text_string(text, " has the address ");
        mx_address_write(text, address);
        mx_text_string(text, " of the real host ");
        mx_name_write(text, real->host, NULL);
        mx_report_end(check, address->place);
    }
}

static bool is_real_host_too(const mxtrap_layout *layout, const struct mxtrap_exchanger *dummy) {
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->exchangers[i].role == MXTRAP_ROLE_REAL &&
            mx_name_equal(layout->exchangers[i].host, dummy->host)) {
            return true;
        }
    }
    return false;
}

void mx_check_address_shared_with_real(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role != MXTRAP_ROLE_DUMMY) {
            continue;
        }
        if (is_real_host_too(layout, exchanger) ||
            mx_reals_by_name(&check->run->reals, exchanger->host) != NULL) {
            mx_report_exchanger(check, exchanger, "is a dummy and a real host");
        } else {
            check_addresses(check, exchanger);
        }
    }
}
