#!/bin/sh
# mxtrap-gen from one state to another: updates with --from, the steps of --diff, and what states they take.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"
"$gen" -q examples/oc9.yaml >"$work/oc9.db"
printf '%s\n' 'zone: example.com' 'mx: [{real: mail, address: 192.0.2.1}, {dummy: trap, address: 192.0.2.2}]' \
    >"$work/broken.yaml"

# From one state to another; tests/lab/publish.sh hands the scripts to a server.
sed '/mail3/,$d' examples/oc9.yaml >"$work/less.yaml"
run 0 "$gen" -q -f nsupdate --from examples/oc9.yaml "$work/less.yaml"
out_has "update delete oc9.com. IN MX 10 mail3.oc9.com."
check "one record and one address go" test "$(grep -c '^update' "$work/out")" -eq 2
run 0 "$gen" -q -f nsupdate --from "$work/oc9.db" examples/oc9.yaml
check "from the fragment nothing" test "$(grep -vc '^;' "$work/out")" -eq 0
run 0 "$gen" -q -f nsupdate --from examples/oc9.yaml --from examples/smallest.yaml \
    -o "$work/script" examples/smallest.yaml
check "the zone that is gone" grep -q '^zone oc9.com.$' "$work/script"
check "and no other" test "$(grep -c '^zone' "$work/script")" -eq 1
run 2 "$gen" --from examples/oc9.yaml examples/oc9.yaml
err_has "--from needs --format=nsupdate"
run 2 "$gen" -f nsupdate --tsig-key "$work/none" examples/oc9.yaml
err_has "--tsig-key needs --from"
run 2 "$gen" -f nsupdate --from "$work/none.zone" examples/oc9.yaml
err_has "[unreadable]"
run 2 "$gen" -f nsupdate --from axfr:oc9.com examples/oc9.yaml
err_has "ZONE@SERVER"
run 2 "$gen" -f nsupdate --from axfr:oc9.com@127.0.0.1@1 examples/oc9.yaml
err_has "[axfr-failed]"
run 2 "$gen" -f nsupdate --from "axfr:..@127.0.0.1@1" examples/oc9.yaml
err_has "has an empty label"
mkdir "$work/zones"
run 0 "$gen" -q -f nsupdate --from examples/oc9.yaml -o "$work/zones/" "$work/less.yaml"
check "one script in a folder" grep -q '^zone oc9.com.$' "$work/zones/mxtrap.nsupdate"
run 1 "$gen" -q -f nsupdate --from examples/oc9.yaml "$work/broken.yaml"
out_is_empty

# One host may be named by many entries with hundreds of addresses: each address is one record. The
# entries here share half of their addresses with their neighbours, the last shares all with the
# first: there are 512, and 128 of them change.
wide() {
    awk -v changed="$1" 'BEGIN {
        printf "zone: oc9.com\nmx:\n- {dummy: mail1, preference: 1, address: 192.0.2.1}\n"
        for (i = 0; i < 4; i++) {
            first = 128 * (i % 3)
            printf "- {real: master, preference: %d, address: [", 10 + i
            for (j = first; j < first + 256; j++)
                printf "%s\"2001:db8:%x::%x\"", (j == first ? "" : ", "), (j < 128 ? changed : 0), j
            print "]}"
        }
        print "- {dummy: mail3, preference: 99, address: 192.0.2.2}"
    }'
}
wide 0 >"$work/wide.yaml"
wide 1 >"$work/wider.yaml"
for format in bind octodns dnscontrol; do
    run 0 "$gen" -q -f $format "$work/wide.yaml"
    check "each address once, $format" test "$(grep -c 2001:db8: "$work/out")" -eq 512
    check "and no address twice" test "$(grep -o '2001:db8:[0-9a-f:]*' "$work/out" | sort -u | wc -l)" -eq 512
done
run 0 "$gen" -q -f nsupdate "$work/wide.yaml"
check "an update adds each once" test "$(grep -c '^update add .*2001:db8:' "$work/out")" -eq 512
run 0 "$gen" -q -f nsupdate --from "$work/wide.yaml" "$work/wider.yaml"
check "what is new is added" test "$(grep -c '^update add .*2001:db8:1:' "$work/out")" -eq 128
check "what is old is deleted" test "$(grep -c '^update delete .*2001:db8::' "$work/out")" -eq 128
check "and nothing else" test "$(grep -c '^update' "$work/out")" -eq 256
run 0 "$gen" -q --diff "$work/wide.yaml" "$work/wide.yaml"
check "the same is no change" grep -q 'Nothing is to be changed' "$work/out"

# A zone's message has 64 KiB. tests/lab/publish.sh hands nsupdate the largest that is written.
large() {
    awk -v owners="$1" 'BEGIN {
        printf "zone: oc9.com\nowners: [customer0"
        for (i = 1; i < owners; i++) printf ", customer%d", i
        printf "]\nignore: {too-many-exchangers: a test}\nmx:\n- {dummy: mail1, address: 192.0.2.1}\n"
        for (i = 0; i < 12; i++) printf "- {real: master%d, address: 192.0.2.%d}\n", i, i + 2
        print "- {dummy: mail3, address: 192.0.2.14}"
    }'
}
large 247 >"$work/fits.yaml"
large 248 >"$work/large.yaml"
run 0 "$gen" -q -f nsupdate "$work/fits.yaml"
run 2 "$gen" -q -f nsupdate "$work/large.yaml"
out_is_empty
err_has "large.yaml:1:7: error: oc9.com.: the update needs 65245 octets"
err_has "[update-too-large]"
large 180 | sed 's/192.0.2.9}/192.0.2.99}/' >"$work/larger.yaml"
large 180 >"$work/smaller.yaml"
run 0 "$gen" -q -f nsupdate --from "$work/smaller.yaml" "$work/larger.yaml"
check "what is written counts" test "$(grep -c '^update' "$work/out")" -eq 2
sed s/mail3/mail4/ "$work/large.yaml" >"$work/larger.yaml"
run 2 "$gen" -q -f nsupdate --from "$work/large.yaml" "$work/larger.yaml"
err_has "[update-too-large]"
run 0 "$gen" -q --diff "$work/large.yaml" "$work/larger.yaml"
run 2 "$gen" -q -f nsupdate --diff --step 2 "$work/large.yaml" "$work/larger.yaml"
err_has "[update-too-large]"
out_is_empty

# A host that is named without an address keeps what it has.
sed -e '/address: 192.0.2.1$/d' -e 's/198.51.100.26/192.0.2.1/' examples/oc9.yaml >"$work/kept.yaml"
for how in "--diff" "-f nsupdate --from"; do
    # shellcheck disable=SC2086 # words are meant
    run 1 "$gen" -q $how examples/oc9.yaml "$work/kept.yaml"
    err_has "keeps 192.0.2.1, which the real host slave2.oc9.com. is to have [address-shared-with-real]"
    out_is_empty
done

# The steps of a change; tests/cli/replay.py proves that they are safe.
run 0 "$gen" -q --diff examples/oc9.yaml "$work/less.yaml"
check "four steps" test "$(grep -c '^[0-9]' "$work/out")" -eq 4
run 0 "$gen" -q --diff -o "$work/steps" -f json "$work/oc9.db" "$work/less.yaml"
check "json to a file" grep -q mxtrap.diff/1 "$work/steps"
run 0 "$gen" -q --diff examples/oc9.yaml "$work/oc9.db"
check "no difference" test "$(cat "$work/out")" = "Nothing is to be changed."
run 0 "$gen" -q --diff --step 1 -f nsupdate examples/oc9.yaml "$work/less.yaml"
out_has "update delete oc9.com. IN MX 10 mail3.oc9.com."
# shellcheck disable=SC2086 # words are meant
for wrong in "--diff examples/oc9.yaml" "--diff examples/oc9.yaml examples/oc9.yaml examples/oc9.yaml" \
    "--diff --zone oc9.com examples/oc9.yaml examples/oc9.yaml" \
    "--diff --step 2 -f nsupdate examples/oc9.yaml $work/less.yaml" \
    "--diff --step 9 -f nsupdate examples/oc9.yaml $work/less.yaml" \
    "--diff --step 0 -f nsupdate examples/oc9.yaml $work/less.yaml" \
    "--diff --step 1 examples/oc9.yaml $work/less.yaml" \
    "--diff -f nsupdate examples/oc9.yaml $work/less.yaml" \
    "--diff -f jsno examples/oc9.yaml $work/less.yaml" "--step 1 examples/oc9.yaml" \
    "--diff $work/none.yaml examples/oc9.yaml" "--diff examples/oc9.yaml /dev/null" "--diff - -"; do
    run 2 "$gen" $wrong
    out_is_empty
done
run 1 "$gen" -q --diff examples/oc9.yaml "$work/broken.yaml"
out_is_empty
sed 's/example.com/oc9.com/' "$work/broken.yaml" >"$work/old.yaml"
run 0 "$gen" -q --diff "$work/old.yaml" examples/oc9.yaml

# No plan rests on what is assumed: roles of a zone file without comments, of old and of new.
sed 's/;.*//' "$work/oc9.db" >"$work/bare.db"
printf '%s\n' 'zone: oc9.com' 'mx:' '- {dummy: mail1, preference: 1, address: 192.0.2.1}' \
    '- {real: master, preference: 5, address: [198.51.100.25, "2001:db8::25"]}' \
    '- {real: slave2, preference: 6, address: 198.51.100.26}' \
    '- {dummy: mail2, preference: 8, address: 192.0.2.2}' \
    '- {real: mail3, preference: 7, address: 192.0.2.3}' >"$work/roles.yaml"
run 0 "$gen" -q --diff --dummy mail1.oc9.com --dummy mail2.oc9.com "$work/bare.db" "$work/roles.yaml"
check "mail3 was real" test "$(grep -c wait "$work/out")" -eq 0
for how in "--diff" "-f nsupdate --from"; do
    run 1 "$gen" $how "$work/bare.db" "$work/roles.yaml"
    err_has "[roles-unknown]"
    err_has "--no-dummies"
    out_is_empty
    run 0 "$gen" -q $how "$work/bare.db" --no-dummies "$work/roles.yaml"
done
run 1 "$gen" --diff examples/oc9.yaml "$work/bare.db"
err_has "[roles-unknown]"
out_is_empty
run 0 "$gen" -q --diff "$work/oc9.db" examples/oc9.yaml
run 2 "$gen" --diff --dummy mail1.oc9.com --no-dummies "$work/bare.db" "$work/roles.yaml"
err_has "exclude each other"
run 1 "$gen" --diff --dummy mail9.oc9.com "$work/bare.db" examples/oc9.yaml
err_has "[unknown-dummy]"
run 2 "$gen" --diff --dummy .. "$work/bare.db" examples/oc9.yaml
for option in "--dummy mail1.oc9.com" --no-dummies "--origin oc9.com"; do
    run 2 "$gen" $option examples/oc9.yaml
    err_has "${option%% *} needs --from, --diff or --format=spec"
done
run 2 "$gen" --diff --no-dummies --origin .. "$work/bare.db" examples/oc9.yaml
err_has "has an empty label"
run 1 "$gen" -f nsupdate --dummy mail9.oc9.com --from "$work/bare.db" examples/oc9.yaml
err_has "[unknown-dummy]"
# A state of another zone; one that holds some of the zones.
run 1 "$gen" --diff examples/smallest.yaml examples/oc9.yaml
err_has "oc9.com.: the old state does not have this zone; it has example.com."
out_is_empty
printf 'zones:\n- {zone: oc9.com, mx: [{real: r}]}\n- {zone: more.com, mx: [{real: r}]}\n' >"$work/both.yaml"
run 0 "$gen" -q --diff examples/oc9.yaml "$work/both.yaml"
run 1 "$gen" --diff "$work/oc9.db" "$work/both.yaml"
err_has "more.com.: the old state does not have this zone; it has oc9.com."
run 0 "$gen" -q -f nsupdate --zone oc9.com --from "$work/oc9.db" "$work/both.yaml"

finish 110
