#!/bin/sh
# The resolver against NSD, Unbound and servers that do not play along, in a network namespace of
# its own whose root zone is ours.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled; $1: resolve_probe.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"

probe=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$work"
. "$here/resolve_zones.sh"

for address in 11.0.0.1 11.0.0.2 11.0.0.3 11.0.0.4 11.0.0.5 11.0.0.6 11.0.0.8 11.0.0.9 10.0.0.7; do
    ip address add "$address/32" dev lo
done
for address in 2a0a::1 2a0a::2; do
    ip address add "$address/128" dev lo nodad
done

# nsd NAME ADDRESSES... -- ZONE=FILE...
nsd_on() {
    name=$1
    shift
    {
        printf 'server:\n  zonesdir: "%s"\n  username: ""\n  pidfile: ""\n  database: ""\n' "$work"
        printf '  zonelistfile: "%s/%s.list"\n  xfrdfile: "%s/%s.xfrd"\n' "$work" "$name" "$work" "$name"
        printf '  xfrdir: "%s"\n  server-count: 1\n  round-robin: no\n' "$work"
        while [ "$1" != -- ]; do
            printf '  ip-address: %s\n' "$1"
            shift
        done
        shift
        printf 'remote-control:\n  control-enable: no\n'
        for zone in "$@"; do
            printf 'zone:\n  name: "%s"\n  zonefile: "%s"\n' "${zone%=*}" "${zone#*=}"
        done
    } >"$name.conf"
    nsd -d -c "$work/$name.conf" >"$name.log" 2>&1 &
}

# unbound_on ADDRESS MODULES
unbound_on() {
    cat >"unbound.$1.conf" <<CONF
server:
    interface: $1
    access-control: 0.0.0.0/0 allow_snoop
    username: ""
    chroot: ""
    pidfile: ""
    directory: "$work"
    use-syslog: no
    module-config: "$2"
    root-hints: "$work/hints"
    trust-anchor-file: "$work/anchor"
    do-not-query-localhost: no
    ede: yes
    local-zone: "test." nodefault
remote-control:
    control-enable: no
CONF
    unbound -d -c "$work/unbound.$1.conf" >"unbound.$1.log" 2>&1 &
}

nsd_on root 11.0.0.1 2a0a::1 -- .=root.zone
nsd_on first 11.0.0.2 2a0a::2 -- example=example.zone unsigned=unsigned.zone bogus=bogus.zone \
    broken=missing.zone multi=multi.fresh
nsd_on second 11.0.0.3 10.0.0.7 -- multi=multi.stale
nsd_on third 11.0.0.4 -- unsigned=unsigned.zone
unbound_on 127.0.0.53 iterator
unbound_on 127.0.0.55 "validator iterator"
unbound_on 11.0.0.8 iterator
unbound_on ::1 iterator
# For a question each about servers that do not answer: who has learned that says so at once.
unbound_on 127.0.0.56 iterator
unbound_on 127.0.0.57 iterator
unbound_on 127.0.0.58 iterator
unbound_on 127.0.0.59 iterator
python=$(command -v python3)
"$python" "$here/hostile_dns.py" 11.0.0.5 silent &
"$python" "$here/hostile_dns.py" 11.0.0.6 hostile &

knows() {
    dig +time=1 +tries=1 +short "@$1" MX example. 2>/dev/null | grep -q master
}
for server in 127.0.0.53 127.0.0.55 127.0.0.56 127.0.0.57 127.0.0.58 127.0.0.59 11.0.0.8 ::1; do
    waits knows "$server" || { cat ./*.log >&2; echo "$server does not answer" >&2; exit 4; }
done

printf '# a stub\nsearch example\nnameserver 127.0.0.53\noptions edns0\n' >stub.conf
printf 'nameserver ::1\n' >stub6.conf
echo 'search example' >none.conf
echo rubbish >bad-anchor
together 12 . "$here/resolve_cases.sh"
finish 190
