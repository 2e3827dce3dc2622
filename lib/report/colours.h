/* The colours of pictures and pages, as variables of CSS: one set for a light page, one for a dark
 * one. The light ones are constants as well, for what reads no variables. */
#ifndef MX_REPORT_COLOURS_H
#define MX_REPORT_COLOURS_H

#define MX_LIGHT_page "#ffffff"
#define MX_LIGHT_text "#1c2128"
#define MX_LIGHT_faint "#59636e"
#define MX_LIGHT_rule "#d1d9e0"
#define MX_LIGHT_good "#116329"
#define MX_LIGHT_bad "#b42318"
#define MX_LIGHT_dummy "#8a4600"
#define MX_LIGHT_real "#0b57a4"
#define MX_LIGHT_band "#f3f5f7"

#define MX_COLOURS_LIGHT                                                                           \
    "--page:" MX_LIGHT_page ";--text:" MX_LIGHT_text ";--faint:" MX_LIGHT_faint                    \
    ";--rule:" MX_LIGHT_rule ";--good:" MX_LIGHT_good ";--bad:" MX_LIGHT_bad                       \
    ";--dummy:" MX_LIGHT_dummy ";--real:" MX_LIGHT_real ";--band:" MX_LIGHT_band ";"
#define MX_COLOURS_DARK                                                                            \
    "--page:#14181d;--text:#e6e9ed;--faint:#a3adb8;--rule:#3b444e;--good:#5fd07f;--bad:#ff8f85;"   \
    "--dummy:#f0b26b;--real:#7db8f5;--band:#1d232a"

#endif
