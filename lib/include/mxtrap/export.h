/* What is visible outside the library: everything else is hidden. */
#ifndef MXTRAP_EXPORT_H
#define MXTRAP_EXPORT_H

#if defined(__GNUC__)
#define MXTRAP_API __attribute__((visibility("default")))
#else
#define MXTRAP_API
#endif

#endif
