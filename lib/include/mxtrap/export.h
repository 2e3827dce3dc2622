/* What is visible outside the library: everything else is hidden. Declarations have C linkage. */
#ifndef MXTRAP_EXPORT_H
#define MXTRAP_EXPORT_H

#if defined(__GNUC__)
#define MXTRAP_API __attribute__((visibility("default")))
#else
#define MXTRAP_API
#endif

#ifdef __cplusplus
#define MXTRAP_BEGIN_DECLS extern "C" {
#define MXTRAP_END_DECLS }
#else
#define MXTRAP_BEGIN_DECLS
#define MXTRAP_END_DECLS
#endif

#endif
