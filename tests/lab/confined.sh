#!/bin/sh
# mxtrap-check while it works, in a rehearsal: the kernel says that it is confined; all of its work is
# done in spite of that, as root, as a user, and with no network at all.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"

# shellcheck disable=SC2016 # the script is the inner shell's
run 0 timeout 60 "$lab" -q examples/oc9.yaml -- sh -c '
    "$0" --allow-special --timeout=4 --spec=examples/oc9.yaml --authoritative --starttls &
    # Until it is confined, or has ended and is no more than a number.
    until grep -q -e "^Seccomp:.2" -e "^State:.Z" /proc/$!/status; do
        sleep 0.1
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
