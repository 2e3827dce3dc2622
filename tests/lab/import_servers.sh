#!/bin/sh
# mxtrap-gen -f spec of zones that BIND, NSD, Knot and PowerDNS transfer: import_transfers.py says
# which, and what must come of them.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_GEN,
# MXTRAP_LINT: the tools.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"
nsd=20002
knot=20003
pdns=20004
transfers=$source/tests/lab/import_transfers.py

cd "$work"
/usr/bin/python3 "$transfers" write
last=$(tail -n 1 origins)

{
    named_options "allow-transfer { any; };"
    cat named.zones
} >named.conf
{
    printf 'server:\n    ip-address: 127.0.0.1\n    port: %s\n    username: ""\n    chroot: ""\n' "$nsd"
    printf '    zonesdir: "%s"\n    pidfile: ""\n    xfrdfile: "%s/xfrd"\n    xfrdir: "%s"\n' \
        "$work" "$work" "$work"
    printf '    zonelistfile: "%s/nsd.list"\n    database: ""\n' "$work"
    printf 'remote-control:\n    control-enable: no\n'
    cat nsd.zones
} >nsd.conf
mkdir knot pdns
cat - knot.zones >knot.conf <<END
server:
    listen: 127.0.0.1@$knot
    rundir: $work/knot
database:
    storage: $work/knot
acl:
  - id: all
    address: 127.0.0.1
    action: transfer
template:
  - id: default
    semantic-checks: off
    journal-content: none
    zonefile-sync: -1
zone:
END
cat >pdns.conf <<END
launch=bind
bind-config=$work/pdns.zones
module-dir=$MXTRAP_SERVERS/root/usr/lib/$(gcc -print-multiarch)/pdns
local-address=127.0.0.1
local-port=$pdns
socket-dir=$work/pdns
allow-axfr-ips=127.0.0.0/8
guardian=no
daemon=no
END
named_up
nsd -d -c "$work/nsd.conf" >nsd.log 2>&1 &
knotd -c "$work/knot.conf" >knot.log 2>&1 &
pdns_server --config-dir="$work" >pdns.log 2>&1 &
serves() {
    dig +time=1 +tries=1 +tcp +short @127.0.0.1 -p "$1" SOA "$last" 2>&1 | grep -q '^ns'
}
for server in "$port" "$nsd" "$knot" "$pdns"; do
    waits serves "$server" || {
        tail -n 20 named.log nsd.log knot.log pdns.log >&2
        exit 1
    }
done
/usr/bin/python3 "$transfers" check "BIND=$port" "NSD=$nsd" "Knot=$knot" "PowerDNS=$pdns"
