#!/bin/sh
# The lab proved without the tools that it is to test: every server answers as it is meant to, every
# state of the firewall does what it says in both families, attempts are captured in order, and
# nothing remains of a lab that went down or whose first process was killed.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"

case ${1:-} in
proofs | crash)
    lab_enter "$0" "$@"
    . "$LAB_SOURCE/self_${1}.sh"
    exit 0
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

# What of this machine a lab could leave something in. The rules of nftables are root's to see.
machine() {
    ip -o link
    ip -o address | sed 's/ valid_lft.*//'
    ip route show table all
    ls /run/netns 2>/dev/null || true
    cut -d ' ' -f 4- /proc/self/mountinfo
    cat /etc/resolv.conf
    [ "$(id -u)" -ne 0 ] || nft list ruleset
}

# Whether a process is in one of the namespaces listed in a file.
inhabited() {
    for process in /proc/[0-9]*; do
        readlink "$process/ns/net" "$process/ns/pid" "$process/ns/mnt" 2>/dev/null || true
    done | grep -qxFf "$1"
}

deserted() {
    ! inhabited "$1"
}

machine >"$work/before"
sh "$0" proofs "$work/namespaces"
[ "$(wc -l <"$work/namespaces")" -ge 5 ] || lab_fail "a lab has namespaces of its own"
lab_until 60 deserted "$work/namespaces" || lab_fail "processes of the lab are left"
echo "ok: nothing runs when the lab is down"

sh "$0" crash "$work/crashed" &
lab_pid=$!
lab_until 120 test -s "$work/crashed" || lab_fail "a lab to be killed does not come up"
inhabited "$work/crashed" || lab_fail "the lab to be killed has processes"
kill -KILL "$lab_pid"
wait "$lab_pid" 2>/dev/null || true
lab_until 60 deserted "$work/crashed" || lab_fail "processes of the killed lab are left"
echo "ok: nothing runs when the lab was killed"

machine >"$work/after"
diff -u "$work/before" "$work/after" >&2 || lab_fail "the machine is not as it was"
echo "ok: the machine is as it was"
