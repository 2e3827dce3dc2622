/* The colours of pictures and pages, as variables of CSS: one set for a light page, one for a dark
 * one. */
#ifndef MX_REPORT_COLOURS_H
#define MX_REPORT_COLOURS_H

#define MX_COLOURS_LIGHT                                                                           \
    "--page:#ffffff;--text:#1c2128;--faint:#59636e;--rule:#d1d9e0;--good:#116329;--bad:#b42318;"   \
    "--dummy:#8a4600;--band:#f3f5f7;"
#define MX_COLOURS_DARK                                                                            \
    "--page:#14181d;--text:#e6e9ed;--faint:#a3adb8;--rule:#3b444e;--good:#5fd07f;--bad:#ff8f85;"   \
    "--dummy:#f0b26b;--band:#1d232a"

#endif
