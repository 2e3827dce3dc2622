/* How structs of options begin: with their size, so that a later release can append members.
 *
 * A program says which members its struct has by `size`, which the macro MXTRAP_..._INIT beside the
 * struct sets; all else is then zero, which means the default. In C, .size = sizeof of the variable
 * among other initializers does the same. The size of a program that was built with an older header
 * is taken, and what it lacks has the default. MXTRAP_ERR_ARGUMENT: the size is 0 (it was
 * forgotten) or larger than that of the library, which is then older than the program. */
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
