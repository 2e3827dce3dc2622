/* Structs of options begin with their size, so that a later release can append members.
 *
 * The macro MXTRAP_..._INIT next to the struct sets `size`, and all else to zero, which is the
 * default. In C, .size = sizeof of the variable among other initializers does the same. A program
 * that was built with an older header has a smaller size; the members that it lacks have their
 * default. MXTRAP_ERR_ARGUMENT: the size is 0 (it was forgotten), or larger than the library's,
 * which is then older than the program. */
#ifndef MXTRAP_OPTIONS_H
#define MXTRAP_OPTIONS_H

/* What the macros are made of; TAG is that of the struct. */
#ifdef __cplusplus
#define MXTRAP_SIZED(tag)                                                                          \
    ([] {                                                                                          \
        struct tag sized = tag();                                                                  \
        sized.size = sizeof sized;                                                                 \
        return sized;                                                                              \
    }())
#else
#define MXTRAP_SIZED(tag)                                                                          \
    { .size = sizeof(struct tag) }
#endif

#endif
