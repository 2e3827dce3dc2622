#!/bin/sh
# mxtrap-watch and DNS, with BIND, and Unbound in front of it: layouts of domains, and the names of
# those who were lost.
# MXTRAP_WATCH, MXTRAP_SOURCE, MXTRAP_SERVERS: the tool, the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"
bind=127.0.0.1@$port
unbound=127.0.0.1@20002
nobody=127.0.0.1@20003

cd "$work"

zone() {
    { printf '$TTL 300\n@ SOA ns.lab. hostmaster.lab. 1 3600 900 604800 60\n@ NS ns.lab.\n' && cat; } >"$1.zone"
    echo "zone \"$1\" { type primary; file \"$1.zone\"; check-names ignore; check-integrity no; };" >>zones
}

zone oc9.com <<'END'
@ MX 1 mail1
@ MX 5 master
@ MX 6 slave2
@ MX 8 mail2
@ MX 10 mail3
mail1 A 192.0.2.1
master A 198.51.100.25
master AAAA 2001:db8::25
slave2 A 198.51.100.26
mail2 A 192.0.2.2
mail3 A 192.0.2.3
sub MX 0 .
none A 192.0.2.9
END
zone provider.com <<'END'
@ MX 10 a.mx.elsewhere.net.
@ MX 20 b.mx.elsewhere.net.
@ MX 30 c.mx.elsewhere.net.
half MX 1 a.mx.elsewhere.net.
half MX 2 x.broken.lab.
END
zone elsewhere.net <<'END'
a.mx A 198.51.100.25
b.mx A 198.51.100.26
c.mx A 192.0.2.3
END
zone sender.net <<'END'
both A 203.0.113.1
both AAAA 2001:db8:7:0::1
liar A 203.0.113.99
good A 203.0.113.3
evil\027[31m\"<b> A 203.0.113.4
seven A 203.0.113.7
far A 203.0.113.8
far AAAA 2001:db8:8::1
END
zone 113.0.203.in-addr.arpa <<'END'
1 PTR both.sender.net.
2 PTR liar.sender.net.
3 PTR liar.sender.net.
3 PTR good.sender.net.
4 PTR evil\027[31m\"<b>.sender.net.
7 CNAME 7.0-31
7.0-31 PTR seven.sender.net.
8 PTR far.sender.net.
END
{
    named_options
    cat zones
} >named.conf
named_up
check "BIND has all zones" sh -c '! grep "not loaded" named.log'
cat >unbound.conf <<END
server:
    interface: 127.0.0.1
    port: 20002
    username: ""
    chroot: ""
    directory: "$work"
    pidfile: ""
    do-daemonize: no
    use-syslog: no
    do-not-query-localhost: no
    unblock-lan-zones: yes
    module-config: "iterator"
forward-zone:
    name: "."
    forward-addr: $bind
remote-control:
    control-enable: no
END
unbound -c unbound.conf >unbound.log 2>&1 &
answers() {
    dig +time=1 +tries=1 +short @127.0.0.1 -p 20002 MX oc9.com 2>&1 | grep -q mail1
}
waits answers

# A queue for each of the names, the other half of the first and of the last one hours later.
/usr/bin/python3 - >a.pcap <<END
import sys
sys.path.insert(0, "$source/tests")
from captures import answered, attempt, pcap
packets, noon = [], 1764072000
for number in (1, 2, 3, 4, 5, 7, 8):
    for i in range(9 - number):
        packets += attempt(noon + i * 1800, f"203.0.113.{number}", "192.0.2.1", until=30)
packets += answered(noon + 20000, "2001:db8:7::9", "2001:db8::25")
packets += attempt(noon + 40000, "203.0.113.200", "192.0.2.3", until=30)
packets += answered(noon + 90000, "203.0.113.201", "198.51.100.25")
sys.stdout.buffer.write(pcap(packets))
END

# sees EXPRESSION: what holds of the report in out; `lost` has the names of the lost by address.
sees() {
    check "$1" /usr/bin/python3 -c '
import json, sys
report = json.load(open("out"))
layout = report["layouts"][0]
lost = {one["source"].replace("203.0.113.", ""): one["name"] for one in layout["lost"]}
print(lost, layout["unresolved"])
sys.exit(0 if eval(sys.argv[1]) else 1)' "$1"
}

# ---- layouts of domains

run 0 "$watch" -f json --zone=oc9.com.zone --origin=oc9.com a.pcap
cp out wanted
for server in "$bind" "$unbound"; do
    run 0 "$watch" -f json --server="$server" oc9.com a.pcap
    check "$server: the report is that of the zone file" cmp out wanted
    err_has "are assumed to be dummies"
done
run 0 "$watch" -f json --server="$bind" --dummy=mail1.oc9.com OC9.com. a.pcap
sees 'set(lost) == {"1", "2", "3", "4", "5", "7", "8"}'
check "nothing is assumed" test ! -s err
run 0 "$watch" -f json --server="$bind" --no-dummies oc9.com a.pcap
sees 'lost == {}'
run 0 "$watch" -f json --server="$bind" oc9.com provider.com a.pcap

sees 'len(report["layouts"]) == 2'
err_has "provider.com.: no exchanger is known to be a dummy"

# What is not known is an error, and no report.
for row in "none.example:lame-dns" "nowhere.oc9.com:no-such-domain" "none.oc9.com:no-mx" "half.provider.com:lame-dns"; do
    run 2 "$watch" -f json --server="$bind" oc9.com "${row%%:*}" a.pcap
    err_has "[${row#*:}]"
    check "${row%%:*}: no report" test ! -s out
done
run 2 "$watch" --server="$bind" sub.oc9.com a.pcap
err_has "no exchanger of the layouts has a known address"
run 2 "$watch" --server="$nobody" oc9.com a.pcap
err_has "[lame-dns]"
run 2 "$watch" --server=ns.lab oc9.com a.pcap
err_has 'a server is ADDRESS or ADDRESS@PORT, not "ns.lab"'
run 2 "$watch" --server="$bind" --recursive oc9.com a.pcap
err_has "exclude each other"

# Which operand is what.
cp a.pcap b.com
run 0 "$watch" -q -f json --server="$bind" oc9.com b.com
check "a file is a capture" cmp out wanted
run 0 "$watch" -q -f json --server="$bind" oc9.com ./a.pcap
cp a.pcap oc9.com.
run 0 "$watch" -q -f json --server="$bind" oc9.com. ./oc9.com.
check "the first operand with a final dot is a domain" cmp out wanted
run 2 "$watch" --server="$bind" oc9.com none.pcap
err_has "none.pcap:1:1: error: No such file"
run 2 "$watch" --server="$bind" oc9.com
err_has "no capture is given"
run 2 "$watch" a.pcap
err_has "a word that names a file is a capture"
run 2 "$watch" -i none0 --server="$bind" oc9.com a.pcap
err_has "--interface excludes captures"
run 2 "$watch" --server="$bind" a..b a.pcap
err_has "a..b"

# A misspelt dummy would make a real host of the one that was meant.
run 0 "$watch" --dummy=mail1.oc9.con --dummy=mail3.oc9.com --server="$bind" oc9.com a.pcap
err_has '"mail1.oc9.con", named as a dummy, is not an exchanger of any zone; did you mean mail1.oc9.com.?'
check "only that one" test "$(grep -c unknown-dummy err)" = 1

# ---- names

run 0 "$watch" -q -f json --zone=oc9.com.zone --origin=oc9.com a.pcap
sees 'set(lost.values()) == {None} and "1" in lost and layout["unresolved"] == 0'
for server in "$bind" "$unbound"; do
    run 0 "$watch" -f json --names --server="$server" --dummy=mail1.oc9.com --dummy=mail3.oc9.com \
        oc9.com a.pcap
    sees 'lost == {"2": None, "3": "good.sender.net.", "4": "evil\\027[31m\\\"<b>.sender.net.", "5": None,
        "7": "seven.sender.net.", "8": "far.sender.net.", "200": None}'
    # The other half of the first one delivered hours later, that of the eighth never.
    sees 'layout["unresolved"] == 1 and layout["lost_count"] == 7'
    check "$server: no warning" test ! -s err
done
run 0 "$watch" -q --names --server="$bind" oc9.com a.pcap
out_has "first-only, retries, good.sender.net."
out_has "evil\\027[31m"
check "no control characters" sh -c '! grep -q "$(printf "\033")" out'
run 0 "$watch" -q -f html --names --server="$bind" oc9.com a.pcap
out_has '203.0.113.3<br><span class="faint">good.sender.net.</span></th>'
out_has 'evil\027[31m\&quot;&lt;b&gt;.sender.net.</span>'
check "the page has no markup of others" sh -c '! grep -q "<b>" out'
run 0 "$watch" -q -f html --names --anonymize --server="$bind" oc9.com a.pcap
check "no name of an anonymous source" sh -c '! grep -q "good.sender.net" out'
run 0 "$watch" -q -f json --names --anonymize --server="$bind" oc9.com a.pcap
sees 'set(lost.values()) == {None} and layout["unresolved"] == 1'
run 0 "$watch" -q -f json --names --top=2 --server="$bind" oc9.com a.pcap
sees 'len(lost) == 2 and layout["unresolved"] == 1'
run 0 "$watch" -q -f json --names --server="$bind" --state=state -o report oc9.com a.pcap
cp report out
sees 'lost["3"] == "good.sender.net."'
run 0 "$watch" -f json --names --server="$nobody" --zone=oc9.com.zone --origin=oc9.com --dummy=mail1.oc9.com a.pcap
err_has "7 questions for the names of sources had no answer"
sees 'set(lost.values()) == {None} and "1" in lost'
run 2 "$watch" --names --server=x --zone=oc9.com.zone --origin=oc9.com a.pcap
err_has "a server is ADDRESS"

finish 60
