#!/bin/sh
# mxtrap-gen as its users call it: options, exit statuses, outputs that fail, files left whole.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"

# Options and usage.
run 0 "$gen" --help
out_has "usage: mxtrap-gen"
for word in --format --output --zone --from --diff --step --tsig-key --strict --quiet --color --help --version \
    bind zone nsupdate json; do
    out_has "$word"
done
run 0 "$gen" -V
out_has "mxtrap-gen "
run 2 "$gen"
err_has "no spec"
run 2 "$gen" --fromat=bind examples/oc9.yaml
err_has "did you mean --format?"
run 2 "$gen" -f bnid examples/oc9.yaml
err_has 'did you mean "bind"?'
run 2 "$gen" -x examples/oc9.yaml
run 2 "$gen" --format
run 2 "$gen" --quiet=yes examples/oc9.yaml
err_has "takes no argument"
run 2 "$gen" --color=blue examples/oc9.yaml
run 2 "$gen" -o "" examples/oc9.yaml
run 2 "$gen" - -
out_is_empty

# Findings decide: warnings pass, with --strict they do not, errors never do.
run 0 "$gen" examples/oc9.yaml
err_has "[special-purpose-address]"
cp "$work/out" "$work/oc9.db"
run 0 "$gen" -q examples/oc9.yaml
err_is_empty
run 1 "$gen" --strict examples/oc9.yaml
out_is_empty
cat >"$work/broken.yaml" <<'END'
zone: example.com
mx:
  - real: mail
    address: 192.0.2.1
  - dummy: trap
    address: 192.0.2.2
END
run 1 "$gen" "$work/broken.yaml"
err_has "broken.yaml:3:11: error: "
err_has "[first-not-dummy]"
out_is_empty
{
    cat "$work/broken.yaml"
    echo 'ignore: {first-not-dummy: tested, single-real-host: tested, special-purpose-address: tested}'
} >"$work/ignored.yaml"
run 0 "$gen" --strict "$work/ignored.yaml"
err_is_empty

# Colour is asked for, or a terminal's.
run 0 "$gen" --color=always examples/oc9.yaml
check "colour" grep -q "$(printf '\033')\\[" "$work/err"
run 0 env NO_COLOR=1 "$gen" --color=auto examples/oc9.yaml
check "no colour" test "$(grep -c "$(printf '\033')" "$work/err")" -eq 0

# Standard input, several specs, one zone of them.
status=0
"$gen" -q - <examples/oc9.yaml >"$work/out" || status=$?
check "from standard input" cmp "$work/out" "$work/oc9.db"
run 0 "$gen" -q examples/oc9.yaml examples/shared-layout.yaml
check "four zones" test "$(grep -c ORIGIN "$work/out")" -eq 4
run 0 "$gen" -q -z EXAMPLE.net. -z oc9.com examples/oc9.yaml examples/shared-layout.yaml
check "two zones" test "$(grep -c ORIGIN "$work/out")" -eq 2
run 2 "$gen" -z oc8.com examples/oc9.yaml
err_has "did you mean oc9.com.?"
out_is_empty
run 2 "$gen" examples/oc9.yaml examples/oc9.yaml
err_has "[spec-duplicate]"
out_is_empty

# A complete zone is alone in its file, and has name servers.
run 2 "$gen" -f zone examples/smallest.yaml
err_has "[spec-missing]"
out_is_empty
printf 'zone: %s\nns: ns1.example.\nmx: [dummy: a.example., real: b.example., dummy: c.example.]\n' \
    one.example >"$work/one.yaml"
sed s/one.example/two.example/ "$work/one.yaml" >"$work/two.yaml"
run 2 "$gen" -f zone "$work/one.yaml" "$work/two.yaml"
out_is_empty
run 0 "$gen" -f zone -z two.example "$work/one.yaml" "$work/two.yaml"
out_has "IN SOA"
printf 'zone: z.example\nns: ns1.example.\nmx: [dummy: a, real: b.example., dummy: c.example.]\n' \
    >"$work/bare.yaml"
run 0 "$gen" "$work/bare.yaml"
run 1 "$gen" -f zone "$work/bare.yaml"
err_has "[target-no-address]"

# Output that fails: a full disk, a closed pipe, a closed descriptor.
for options in "" "-f json" "--help" "--version"; do
    status=0
    # shellcheck disable=SC2086 # words are meant
    "$gen" -q $options examples/oc9.yaml >/dev/full 2>"$work/err" || status=$?
    check "full disk: $options" test "$status" -eq 4
    err_has "No space left on device"
done
status=$({ "$gen" -q examples/oc9.yaml 2>"$work/err" && echo 0 >&3 || echo $? >&3; } 3>&1 >/dev/full)
check "full disk in a pipeline" test "$status" -eq 4
# The reader is gone before the writer begins: the fifo's only reader closes first.
mkfifo "$work/pipe"
{
    true <"$work/pipe" &
    exec 4>"$work/pipe"
    wait
    status=0
    "$gen" -q examples/oc9.yaml >&4 2>"$work/err" || status=$?
    exec 4>&-
}
check "closed pipe" test "$status" -eq 4
err_has "Broken pipe"
status=0
"$gen" -q examples/oc9.yaml >&- 2>"$work/err" || status=$?
check "closed descriptor" test "$status" -eq 4

# -o FILE: whole or not there, and the old one kept when anything fails.
target=$work/db.oc9
echo old >"$target"
chmod 640 "$target"
run 0 "$gen" -q -o "$target" examples/oc9.yaml
check "written" cmp "$target" "$work/oc9.db"
check "mode kept" test "$(stat -c %a "$target")" = 640
echo old >"$target"
run 1 "$gen" -o "$target" "$work/broken.yaml"
run 2 "$gen" -o "$target" "$work/none.yaml"
run 1 "$gen" --strict -o "$target" examples/oc9.yaml
check "old file kept" test "$(cat "$target")" = old
ln -s db.oc9 "$work/link"
run 0 "$gen" -q -o "$work/link" examples/oc9.yaml
check "a link stays a link" test -L "$work/link"
check "written through the link" cmp "$target" "$work/oc9.db"
run 0 "$gen" -q -o /dev/null examples/oc9.yaml
run 4 "$gen" -q -o /dev/full examples/oc9.yaml
check "a device stays one" test -c /dev/full
run 4 "$gen" -q -o "$work/none/file" examples/oc9.yaml
cp examples/oc9.yaml "$work/spec.yaml"
run 2 "$gen" -q -o "$work/spec.yaml" "$work/spec.yaml"
check "a spec is not overwritten" cmp "$work/spec.yaml" examples/oc9.yaml
# A file size limit stands for a full disk: the write fails in the middle.
"$gen" -q -f json examples/shared-layout.yaml >"$work/big"
echo old >"$target"
status=0
(
    trap '' XFSZ
    ulimit -f 1
    exec "$gen" -q -f json -o "$target" "$work/many.yaml"
) 2>"$work/err" || status=$?
check "a spec that is not there" test "$status" -eq 2
{
    echo 'layouts: {l: {mx: [dummy: a, real: b, dummy: c]}}'
    echo 'zones:'
    for i in $(seq 100); do echo "  - {zone: z$i.example, layout: l}"; done
} >"$work/many.yaml"
status=0
(
    trap '' XFSZ
    ulimit -f 1
    exec "$gen" -q -o "$target" "$work/many.yaml"
) 2>"$work/err" || status=$?
check "full in the middle" test "$status" -eq 4
check "old file kept whole" test "$(cat "$target")" = old
check "no temporary file is left" test -z "$(find "$work" -name '.mxtrap.*')"

# -o DIR/: one file a zone, all or none.
mkdir "$work/zones"
run 0 "$gen" -q -o "$work/zones/" examples/oc9.yaml examples/shared-layout.yaml
check "four files" test "$(ls "$work/zones")" = "db.example.com
db.example.net
db.example.org
db.oc9.com"
check "one zone a file" cmp "$work/zones/db.oc9.com" "$work/oc9.db"
run 0 "$gen" -q -f zone -o "$work/zones" "$work/one.yaml" "$work/two.yaml"
check "complete zones" grep -q SOA "$work/zones/db.two.example"
run 4 "$gen" -q -o "$work/none/" examples/oc9.yaml
mkdir "$work/full"
echo old >"$work/full/db.z1.example"
mkdir "$work/full/db.z50.example"
run 4 "$gen" -q -o "$work/full/" "$work/many.yaml"
check "no file is replaced when one cannot be" test "$(cat "$work/full/db.z1.example")" = old
check "no file is left over" test "$(find "$work/full" -type f | wc -l)" -eq 1
printf 'zone: 0/25.2.0.192.IN-ADDR.arpa\nmx: [dummy: a.example., real: b.example., dummy: c.example.]\nignore: {bad-owner: not BIND}\n' \
    >"$work/slash.yaml"
run 0 "$gen" -q -o "$work/zones/" "$work/slash.yaml"
check "a slash in a zone's name" test -f "$work/zones/db.0\\04725.2.0.192.in-addr.arpa"

# A spec that has a zone's file name is not overwritten, nor are the files before it.
mkdir "$work/own"
cp examples/smallest.yaml "$work/own/db.example.com"
run 2 "$gen" -q -o "$work/own/" examples/oc9.yaml "$work/own/db.example.com"
err_has "is both input and output"
check "the spec is as it was" cmp "$work/own/db.example.com" examples/smallest.yaml
check "no other file is there" test "$(ls -A "$work/own")" = db.example.com

# A signal in the middle of it leaves no temporary file.
{
    echo 'layouts: {l: {mx: [dummy: a, real: b, dummy: c]}}'
    echo 'zones:'
    awk 'BEGIN { for (i = 0; i < 40000; i++) printf "  - {zone: z%d.example, layout: l}\n", i }'
} >"$work/thousands.yaml"
for signal in INT TERM HUP QUIT XCPU; do
    mkdir "$work/cut"
    # A background command of a shell ignores INT and QUIT: env puts them back.
    env --default-signal=INT,QUIT "$gen" -q -o "$work/cut/" "$work/thousands.yaml" 2>"$work/err" &
    writer=$!
    tries=0
    until [ -n "$(find "$work/cut" -name '.mxtrap.*' -print -quit)" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 3000 ] || break
        sleep 0.01
    done
    kill -"$signal" "$writer"
    status=0
    wait "$writer" 2>/dev/null || status=$?
    check "$signal ends it: $status" test "$status" -gt 128
    check "$signal leaves nothing" test -z "$(find "$work/cut" -type f -print -quit)"
    rm -rf "$work/cut"
done

# A limit on the size of files is told as a full disk is.
mkdir "$work/cut"
status=0
(
    ulimit -f 8
    exec "$gen" -q -o "$work/cut/big" "$work/thousands.yaml" 2>"$work/err"
) || status=$?
check "a size limit: $status" test "$status" -eq 4
err_has "File too large"
check "nothing is left of it" test -z "$(find "$work/cut" -type f -print -quit)"

# The root's file has a name that no zone can have.
printf 'zone: .\nmx: [dummy: a.example., real: b.example., dummy: c.example.]\n' >"$work/top.yaml"
sed 's/zone: \./zone: root./' "$work/top.yaml" >"$work/root.yaml"
mkdir "$work/roots"
run 0 "$gen" -q -o "$work/roots/" "$work/top.yaml" "$work/root.yaml"
check "two files for two zones" test "$(ls "$work/roots")" = "db.@
db.root"

# Outputs that are no files: standard output by its names.
for name in - /dev/stdout; do
    "$gen" -q -o "$name" examples/oc9.yaml | cat >"$work/piped"
    check "to $name" cmp "$work/piped" "$work/oc9.db"
done
# A file that may not be written is not replaced (root may write all).
cp "$work/oc9.db" "$work/readonly"
chmod 444 "$work/readonly"
if [ "$(id -u)" -eq 0 ]; then
    chown 65534:65534 "$work/readonly"
    run 0 "$gen" -q -o "$work/readonly" examples/smallest.yaml
    check "owner and mode kept" test "$(stat -c %u:%g:%a "$work/readonly")" = 65534:65534:444
else
    run 4 "$gen" -q -o "$work/readonly" examples/smallest.yaml
    check "read-only file kept" cmp "$work/readonly" "$work/oc9.db"
fi
run 2 "$gen" --strict -xq examples/oc9.yaml
err_has "unknown option -x"
# A pipe that is slow: what counts is how much comes, not how often.
{
    i=0
    while [ "$i" -lt 1200 ]; do
        echo "# $i"
        i=$((i + 1))
    done
    cat examples/oc9.yaml
} | dd bs=1 status=none | "$gen" -q - >"$work/out"
check "byte by byte" cmp "$work/out" "$work/oc9.db"

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
run 0 "$gen" -q -f nsupdate --from examples/oc9.yaml -o "$work/zones/" "$work/less.yaml"
check "one script in a folder" grep -q '^zone oc9.com.$' "$work/zones/mxtrap.nsupdate"
run 1 "$gen" -q -f nsupdate --from examples/oc9.yaml "$work/broken.yaml"
out_is_empty

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
    err_has "${option%% *} needs --from or --diff"
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

# What comes from the spec is printed escaped.
printf 'zone: example.com\nmx: []\n"\\e[31mred": 1\n' >"$work/escape.yaml"
run 2 "$gen" "$work/escape.yaml"
check "no control character" test "$(LC_ALL=C grep -c "$(printf '\033')" "$work/err")" -eq 0
err_has '\x1b[31mred'

finish 100
