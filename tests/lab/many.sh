#!/bin/sh
# mxtrap-check where there is more than fits: MX records and addresses beyond what is looked at,
# domains that share their hosts, silent hosts beyond the files that a process may open. What is not
# looked at is not known, and never passed or failed.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/net.sh"
. "$MXTRAP_SOURCE/tests/lab/dns.sh"
. "$MXTRAP_SOURCE/tests/lab/mta.sh"
. "$MXTRAP_SOURCE/tests/lab/hosts.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
check=${MXTRAP_CHECK:-$source/build/dev/cli/mxtrap-check}
lab_up

# records COUNT: that many MX records of a host that does not exist.
records() {
    awk -v count="$1" 'BEGIN { for (i = 1; i <= count; i++) print "@ MX", i, "nowhere" }'
}
records 1000 | lab_zone most.com
records 1001 | lab_zone cut.com

# addresses COUNT: a real host with that many, between two dummies of one each.
addresses() {
    printf '@ MX 10 d1\n@ MX 20 r1\n@ MX 30 d2\nd1 A 192.0.2.1\nd2 A 192.0.2.2\n'
    awk -v count="$1" 'BEGIN { for (i = 0; i < count; i++) print "r1 A 198.51.100." i }'
}
for count in 254 255 256; do
    addresses "$count" | lab_zone "a$count.com"
done

# Whatever the name, the same five hosts.
{
    printf '* MX %d %s\n' 10 d1 20 r1 30 r2 40 d2 50 d3
    printf '%s A %s\n' d1 192.0.2.1 r1 5.9.25.25 r2 5.9.25.26 d2 192.0.2.2 d3 192.0.2.3
} | lab_zone shared.com

# Each name has a first dummy of its own, which answers for every tenth.
names=300
awk -v names="$names" 'BEGIN {
    for (i = 1; i <= names; i++) {
        printf "n%d MX 10 d%d\nn%d MX 20 r1\nn%d MX 30 last\n", i, i, i, i
        printf "d%d AAAA 2a01:4f8:25:%s:%d\n", i, i % 10 == 0 ? "" : "1:", i % 10 == 0 ? 26 : i
    }
    print "r1 AAAA 2a01:4f8:25::25\nlast AAAA 2a01:4f8:25:1::ffff"
}' | lab_zone own.com

# Each name has two dummies of its own, around the same real host.
awk 'BEGIN {
    for (i = 1; i <= 60; i++) {
        printf "n%d MX 10 d%d\nn%d MX 20 r1\nn%d MX 30 e%d\n", i, i, i, i, i
        printf "d%d A 5.9.26.%d\ne%d A 5.9.26.%d\n", i, i, i, i + 100
    }
    print "r1 A 5.9.25.25"
}' | lab_zone slow.com
lab_dns_up
lab_hostile 198.51.100.25=answers 5.9.25.25=answers 5.9.25.26=answers 2a01:4f8:25::25=answers \
    2a01:4f8:25::26=answers
lab_firewall drop 192.0.2.1 192.0.2.2 192.0.2.3
lab_in router nft add rule inet lab forward ip6 daddr 2a01:4f8:25:1::/64 tcp dport 25 drop
lab_in router nft add rule inet lab forward ip daddr 5.9.26.0/24 tcp dport 25 drop

# judged STATUS VERDICT ERRORS DOMAIN [OPTION]...
judged() {
    wanted=$1 verdict=$2 rules=$3 domain=$4
    shift 4
    run "$wanted" lab_in vantage "$check" -f json --allow-special --timeout 1 "$@" "$domain"
    # shellcheck disable=SC2016 # the program is python's
    found=$(python3 -c '
import json, sys
domain = json.load(open(sys.argv[1]))["domains"][0]
errors = {f["rule"] for f in domain["findings"] if f["severity"] == "error"}
print(domain["verdict"], *sorted(errors))' "$work/out" 2>&1) || true
    check "$domain $*: $verdict $rules, not $found" test "$found" = "$verdict${rules:+ $rules}"
}

# 1,000 MX records are looked at; of more it is told. What may be among the rest is not missing: no
# spec has as many, so that there is drift, but by those that are seen. NSD is asked: Unbound 1.26 answers
# SERVFAIL for so many.
judged 1 fail target-no-address most.com --server "$LAB_NSD"
judged 3 inconclusive lame-dns cut.com --server "$LAB_NSD"
out_has "there are more MX records than are checked"
for zone in most cut; do
    cat >"$work/$zone.yaml" <<END
zone: $zone.com
mx:
  - {dummy: d1, preference: 1}
  - {real: nowhere, preference: 1}
  - {dummy: d2, preference: 2000}
END
done
judged 1 fail "drift not-trapped target-no-address" most.com --server "$LAB_NSD" --spec "$work/most.yaml"
out_has "d1.most.com. with the preference 1 is missing"
judged 1 fail "drift lame-dns" cut.com --server "$LAB_NSD" --spec "$work/cut.yaml"
check "nothing is missing" test "$(grep -c 'is missing' "$work/out")" -eq 0

# 256 addresses of a domain are looked at. Those beyond have not drifted, though the spec has them.
for count in 254 255 256; do
    awk -v count="$count" 'BEGIN {
        printf "zone: a%d.com\nmx:\n- {dummy: d1, preference: 10, address: 192.0.2.1}\n", count
        print "- {dummy: d2, preference: 30, address: 192.0.2.2}"
        print "- real: r1\n  preference: 20\n  address:"
        for (i = 0; i < count; i++) print "  - 198.51.100." i
    }' >"$work/a$count.yaml"
done
judged 0 pass "" a254.com --spec "$work/a254.yaml"
for count in 255 256; do
    judged 3 inconclusive lame-dns "a$count.com" --spec "$work/a$count.yaml"
    out_has "more than 256 addresses, the maximum"
done

# Domains that share their hosts: each silent address is asked once, whatever the number of domains,
# and one that answers once more, when it is to prove that the silence is none of ours.
seq -f 'n%.0f.shared.com' "$names" >"$work/list"
for jobs in 10000 7; do
    lab_capture "$work/attempts.$jobs"
    run 0 lab_in vantage "$check" -f ndjson --allow-special --timeout 1 --jobs "$jobs" \
        -i "$work/list"
    check "a line a domain" test "$(wc -l <"$work/out")" -eq "$names"
    for address in 192.0.2.1 192.0.2.2 192.0.2.3; do
        count=$(grep -c " $address\$" "$work/attempts.$jobs") || true
        check "$address is asked once, not $count times" test "$count" -eq 1
    done
    count=$(grep -c ' 5\.9\.25\.2[56]$' "$work/attempts.$jobs") || true
    check "two that answer are asked twice at most, not $count times" test "$count" -le 4
done

# Fewer files than silent hosts, which wait for one then: most verdicts are known, but where there are
# hardly more files than the tool itself needs. What is not known is told, the rest is right.
seq -f 'n%.0f.own.com' "$names" >"$work/list"
for files in 32 64 256; do
    status=0
    (
        ulimit -n "$files"
        lab_in vantage "$check" -f ndjson --allow-special --timeout 1 -i "$work/list"
    ) >"$work/out" 2>"$work/err" || status=$?
    check "$files files, status $status" python3 -c '
import json, sys
unknown, seen = 0, set()
for domain in map(json.loads, open(sys.argv[1])):
    number = int(domain["domain"][1:].split(".")[0])
    seen.add(number)
    if domain["verdict"] == "inconclusive":
        unknown += 1
        assert "Too many open files" in str(domain) or "lacks ports, files" in str(domain), domain
        continue
    wanted = ("pass", "silent") if number % 10 else ("fail", "answers")
    states = [a["state"] for e in domain["exchangers"] for a in e["addresses"]]
    assert (domain["verdict"], *states) == (*wanted, "answers", "silent"), domain
names, files, status = map(int, sys.argv[2:])
assert seen == set(range(1, names + 1)), len(seen)
assert status == 1 and unknown < names / 2 or files == 32 and status in (1, 3), unknown' \
        "$work/out" "$names" "$files" "$status"
done

# Silent hosts are asked first, but only those whose turn is near: at a low rate the first domains are
# judged long before the last ones. With few files, questions wait as well.
seq -f 'n%.0f.slow.com' 60 >"$work/list"
lab_capture "$work/attempts.slow"
# shellcheck disable=SC2016 # the script is the inner shell's
run 0 lab_in vantage sh -c 'ulimit -n 200 && exec "$@"' - \
    "$check" -f ndjson --allow-special --timeout 1 --rate 10 -i "$work/list"
place=$(awk '!seen[$NF]++ { count++ } $NF == "5.9.25.25" { print count; exit }' "$work/attempts.slow")
check "the real host is asked as address $place of 121" test "$place" -lt 60

finish 36
