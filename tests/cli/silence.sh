#!/bin/sh
# The silencers of mxtrap-gen: what they say, what they refuse to, many addresses, one file a run.
# What firewalls do with them is tests/lab/silence.sh's; pf's grammar is tests/cli/pf_rules.py's.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"

for format in nftables iptables pf; do
    run 0 "$gen" -q -f "$format" examples/oc9.yaml
    err_is_empty
    out_has "# Spec: examples/oc9.yaml"
    out_has "Addresses dropped: 3, reset: 0"
    out_has 192.0.2.3
    check "$format: no address of a real host" sh -c "! grep -F -e 198.51.100 -e 2001:db8 '$work/out'"
    cp "$work/out" "$work/$format"

    # One file for all zones in a folder; it takes its name when it is whole.
    mkdir "$work/$format.d"
    run 0 "$gen" -q -f "$format" -o "$work/$format.d" examples/oc9.yaml examples/shared-layout.yaml
    run 0 "$gen" -q -f "$format" -o "$work/$format.d/" examples/oc9.yaml
    check "$format: one file" test "$(ls "$work/$format.d" | wc -l)" -eq 1
    check "$format: its text" cmp "$work/$format" "$work/$format.d"/mxtrap.*
    run 4 "$gen" -q -f "$format" -o "$work/none/" examples/oc9.yaml
    status=0
    "$gen" -q -f "$format" examples/oc9.yaml >/dev/full 2>"$work/err" || status=$?
    check "$format: a full disk" test "$status" -eq 4

    # A real host's address, left open, both ways: nothing comes out.
    sed 's/address: 192.0.2.3/address: "2001:db8::25"/' examples/oc9.yaml >"$work/shared.yaml"
    run 1 "$gen" -q -f "$format" "$work/shared.yaml"
    out_is_empty
    err_has "[address-shared-with-real]"
    echo "ignore: {address-shared-with-real: it is well}" >>"$work/shared.yaml"
    run 1 "$gen" -q -f "$format" "$work/shared.yaml"
    out_is_empty
    err_has "$work/shared.yaml:21:14: error: mail3.oc9.com.: to silence 2001:db8::25 would silence the real host master.oc9.com. [address-shared-with-real]"
    sed '/address: 192.0.2.3/d' examples/oc9.yaml >"$work/open.yaml"
    run 1 "$gen" -q -f "$format" "$work/open.yaml"
    out_is_empty
    err_has "$work/open.yaml:19:12: error: mail3.oc9.com. is a dummy without an address: it would not be silenced [dummy-not-silenced]"
    echo "ignore: {dummy-not-silenced: the provider drops it}" >>"$work/open.yaml"
    run 0 "$gen" -q -f "$format" "$work/open.yaml"
    out_has "# NOT silenced, having no address in the spec: mail3.oc9.com."
    run 2 "$gen" -q -f "$format" examples/oc9.yaml examples/reset.yaml
    out_is_empty
    err_has "[spec-conflict]"
    run 0 "$gen" -q -f "$format" -z oc9.com examples/oc9.yaml examples/reset.yaml
    check "$format: the zone that was chosen" cmp "$work/out" "$work/$format"
    sed 's/address: 192.0.2.1/address: 198.51.100.25/' examples/reset.yaml >"$work/other.yaml"
    run 1 "$gen" -q -f "$format" -z example.com examples/oc9.yaml "$work/other.yaml"
    out_is_empty
done

# Provider's hosts, whose addresses nobody knows here: a note, which -q leaves out.
run 0 "$gen" -f pf examples/provider.yaml
err_has "note: mx1.provider.example. is a real host without an address here"

# 100,000 addresses, each of them given twice.
awk 'BEGIN {
    print "zones:"
    for (i = 0; i < 25000; i++) {
        printf "- {zone: z%d.example, mx: [{dummy: a, address: [20.%d.%d.1, \"2a00::%x:1\"]}, ", i,
            i / 250, i % 250, i
        printf "{real: r, address: 198.18.0.1}, {real: s, address: 198.18.0.1}, "
        printf "{dummy: c, address: [20.%d.%d.2, \"2a00::%x:2\", 20.%d.%d.1]}]}\n", i / 250,
            i % 250, i, i / 250, i % 250
    }
}' | sed 's/198.18.0.1/5.9.25.25/g' >"$work/many.yaml"
run 0 "$gen" -q -f pf "$work/many.yaml"
out_has "Addresses dropped: 100000, reset: 0"
check "each once" test "$(grep -c '^	' "$work/out")" -eq 100000
run 0 "$gen" -q -f iptables "$work/many.yaml"
check "a rule each" test "$(grep -c -e '-j DROP$' "$work/out")" -eq 100000
check "no long chain" test "$(grep -e '-j DROP$' "$work/out" | cut -d ' ' -f 3 | sort | uniq -c |
    sort -n | tail -n 1 | awk '{ print $1 }')" -le 256

finish 95
