/* Memory for what may become large: blocks of arenas, tables of indexes. */
#ifndef MX_PAGES_H
#define MX_PAGES_H

#include <stddef.h>

/* From this size on memory comes straight from the system, below it from the heap. */
enum { MX_PAGES_FROM = 1 << 21 };

/* SIZE bytes, zeroed; NULL when memory is out. Much of it comes in large pages where the system has
 * them: filling and searching it then takes far fewer page faults and walks of the page table. */
void *mx_pages_take(size_t size);

/* Gives back what mx_pages_take gave for SIZE. NULL is nothing. */
void mx_pages_free(void *pages, size_t size);

#endif
