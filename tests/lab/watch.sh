#!/bin/sh
# mxtrap-watch while packets come, in the lab: by the rules of mxtrap-gen --log, loaded by the real nft
# and iptables-restore, and at an interface. What was sent is seen, once, and in time.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_GEN,
# MXTRAP_WATCH: the tools.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
lab_up

spec=$MXTRAP_SOURCE/examples/oc9.yaml

# sends: two SYNs to the first dummy, then one to a real host by each family.
sends() {
    lab_in vantage python3 - <<'END'
import socket
for family, address, seconds in ((socket.AF_INET, "192.0.2.1", 1.6),
                                 (socket.AF_INET, "198.51.100.25", 1.6),
                                 (socket.AF_INET6, "2001:db8::25", 1.6)):
    with socket.socket(family) as client:
        client.settimeout(seconds)
        try:
            client.connect((address, 25))
        except OSError:
            pass
END
}

# sees EXPRESSION: what holds of the report, as `report`; `visits` has its behaviours.
sees() {
    check "$at: $1" python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
visits = {row["behaviour"]: row["visits"] for row in report["layouts"][0]["behaviours"] if row["visits"]}
print(visits, {**report, "layouts": []})
sys.exit(0 if eval(sys.argv[2]) else 1)' "$work/report" "$1"
}

# watches INTERFACE: what is sent while it listens there.
watches() {
    at="$format, $1"
    rm -f "$work/report" "$work/state"
    # Not by lab_in: a signal must come to it, and not to a shell.
    nsenter --net=/run/netns/isp -- "$watch" -q --spec="$spec" -i "$1" -f json -o "$work/report" \
        --state="$work/state" 2>"$work/err" &
    listener=$!
    # SIGHUP is caught once it listens: before that, it would end it.
    lab_until 20 grep -q "SigCgt:.*[13579bdf]$" "/proc/$listener/status" || { cat "$work/err"; cat "/proc/$listener/status"; }
    sleep 1
    sends
    kill -HUP "$listener"
    lab_until 20 test -s "$work/report"
    # The state that is written after it is the newest one.
    lab_until 20 test -s "$work/state"
    sees 'report["summary"]["packets"] > 0 and report["summary"]["missed_packets"] == 0'
    check "$at: no privileges" grep -q '^CapEff:	0*$' "/proc/$listener/status"
    kill -INT "$listener"
    status=0
    wait "$listener" || status=$?
    check "$at: exit status $status" test "$status" -eq 0
    sees 'report["summary"]["attempts"] == 3 and report["summary"]["sources"] == 2'
    sees 'visits == {"in-order": 1, "real-only": 1}'
    sees '1.5 < report["layouts"][0]["delay"]["most"] < 10'
    sees 'report["signatures"] == [{"seconds": [0, 1], "attempts": 1}]'
    check "$at: the state is read" "$watch" -q --spec="$spec" -f json -o "$work/report" \
        --state="$work/state" "$work/none.pcap"
    sees 'report["summary"]["attempts"] == 3'
}

python3 -c 'import sys; sys.path.insert(0, sys.argv[1]); import captures
sys.stdout.buffer.write(captures.pcap([]))' "$MXTRAP_SOURCE/tests" >"$work/none.pcap"

# holds EXPRESSION: whether it holds of a report of now.
holds() {
    kill -HUP "$listener"
    python3 -c 'import json, sys; report = json.load(open(sys.argv[1])); sys.exit(0 if eval(sys.argv[2]) else 1)' \
        "$work/report" "$1"
}

# bursts COUNT EXPRESSION: so many attempts while the listener is stopped; the report says it, in the end.
bursts() {
    at="$1 packets while it is stopped"
    nsenter --net=/run/netns/isp -- "$watch" --spec="$spec" -i nflog:5 -f json -o "$work/report" 2>"$work/err" &
    listener=$!
    lab_until 20 grep -q "SigCgt:.*[13579bdf]$" "/proc/$listener/status" || cat "$work/err"
    kill -STOP "$listener"
    run 0 lab_in vantage python3 "$MXTRAP_SOURCE/tests/lab/burst.py" "$1"
    kill -CONT "$listener"
    check "$at: $2" lab_until 60 holds "$2"
    kill -INT "$listener"
    status=0
    wait "$listener" || status=$?
    check "$at: exit status $status" test "$status" -eq 0
}

for format in nftables iptables; do
    "$gen" -q -f "$format" --log=5 "$spec" >"$work/rules"
    if [ "$format" = nftables ]; then
        run 0 lab_in isp nft -f "$work/rules"
    else
        lab_in isp nft delete table inet mxtrap
        run 0 lab_in isp iptables-restore --noflush "$work/rules"
        run 0 lab_in isp ip6tables-restore --noflush "$work/rules"
    fi
    watches nflog:5
    watches any
    [ "$format" = nftables ] || continue
    bursts 100 'report["summary"]["packets"] == 100 and report["summary"]["missed_packets"] == 0'
    bursts 50000 '0 < report["summary"]["packets"] < 50000 and report["summary"]["missed_packets"] > 0'
    err_has "times the kernel dropped packets, because they came too fast: counts are too low"
done

# What cannot be listened to is said, and nothing is written.
for interface in nflog nflog:0 nflog:x none0; do
    run 2 lab_in isp "$watch" --spec="$spec" -i "$interface"
    err_has "$interface:1:1: error: "
done
run 2 "$watch" --spec="$spec" -i any "$work/rules"
err_has "--interface excludes captures"
run 2 "$watch" --spec="$spec" --interval=5 "$work/rules"
err_has "--interval needs --interface"

finish 40
