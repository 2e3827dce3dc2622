#!/bin/sh
# mxtrap-check while it works, in a rehearsal: the kernel says that it is confined; all of its work is
# done in spite of that, as root, as a user, and with no network at all.
set -eu
. "$(dirname "$0")/lib.sh"
cd "$source"

# shellcheck disable=SC2016 # the script is the inner shell's
run 0 timeout 60 "$lab" -q examples/oc9.yaml -- sh -c '
    "$0" --allow-special --timeout=4 --spec=examples/oc9.yaml --authoritative --starttls &
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        ! grep -q "^Seccomp:.2" /proc/$!/status || break
        sleep 0.2
    done
    cat /proc/$!/status
    wait $!' "$check"
check "no system calls of the table" grep -qx "Seccomp:.2" "$work/out"
check "no privileges to gain" grep -qx "NoNewPrivs:.1" "$work/out"
check "no capabilities" grep -qxE "CapEff:.0+" "$work/out"
check "none to have again" grep -qxE "CapPrm:.0+" "$work/out"
out_has "oc9.com: pass"

# What needs no network opens none.
for option in --help --version; do
    run 0 timeout 20 unshare --user --net "$check" "$option"
done

finish 8
