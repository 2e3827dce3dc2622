# shellcheck shell=sh
# A network and a pid namespace of the script's own, and the name servers' programs: no port is taken,
# and no server can outlive the test. Sourced first of all: it runs the script again inside.
# MXTRAP_APART says what came of it: namespace, or loopback where no namespace can be made (some
# containers), which is this machine's.
if [ -z "${MXTRAP_APART:-}" ]; then
    for mapping in --map-root-user --; do
        namespace="unshare --net --pid --mount-proc --fork --kill-child $mapping"
        # shellcheck disable=SC2086 # words are meant
        if $namespace true 2>/dev/null; then
            MXTRAP_APART=namespace
            export MXTRAP_APART
            exec $namespace sh "$0" "$@"
        fi
    done
    echo "no namespace can be made here: using the loopback of this machine"
    MXTRAP_APART=loopback
fi

PATH=$PATH:/usr/sbin:/sbin
. "${MXTRAP_SERVERS:?}/env.sh"
[ "$MXTRAP_APART" = loopback ] || ip link set lo up
