# shellcheck shell=sh
# A network and a pid namespace of the script's own, and the name servers' programs: no port is taken,
# and no server can outlive the test. Sourced first of all: it runs the script again inside.
if [ -z "${MXTRAP_APART:-}" ]; then
    for mapping in --map-root-user --; do
        namespace="unshare --net --pid --mount-proc --fork --kill-child $mapping"
        # shellcheck disable=SC2086 # words are meant
        if $namespace true 2>/dev/null; then
            MXTRAP_APART=yes
            export MXTRAP_APART
            exec $namespace sh "$0" "$@"
        fi
    done
    echo "no network and pid namespace can be made here, and this needs them" >&2
    exit 1
fi

PATH=$PATH:/usr/sbin:/sbin
. "${MXTRAP_SERVERS:?}/env.sh"
ip link set lo up
