#!/bin/sh
# The outputs of mxtrap-gen: they fail, and say so; files are whole or not there.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"
"$gen" -q examples/oc9.yaml >"$work/oc9.db"
printf '%s\n' 'zone: example.com' 'mx: [{real: mail, address: 192.0.2.1}, {dummy: trap, address: 192.0.2.2}]' \
    >"$work/broken.yaml"
for zone in one two; do
    printf 'zone: %s.example\nns: ns1.example.\nmx: [dummy: a.example., real: b.example., dummy: c.example.]\n' \
        "$zone" >"$work/$zone.yaml"
done

# An owner of one file's zone that is inside another file's zone, whichever is read first.
printf 'zone: a.example\nowners: [lists]\nmx: [{real: mx.b.example., preference: 1}]\n' >"$work/above.yaml"
printf 'zone: lists.a.example\nmx: [{real: mx.c.example., preference: 1}]\n' >"$work/below.yaml"
run 0 "$gen" "$work/above.yaml"
run 1 "$gen" "$work/above.yaml" "$work/below.yaml"
err_has "lists.a.example.: the MX set is in the zone lists.a.example., not in a.example. [owner-outside-zone]"
out_is_empty
run 2 "$gen" "$work/below.yaml" "$work/above.yaml"
err_has "[spec-conflict]"
out_is_empty

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
to_nobody "$gen" -q examples/oc9.yaml
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

# The formats with one file for all zones.
mkdir "$work/one"
run 0 "$gen" -q -f spec -o "$work/one/" examples/smallest.yaml
cp "$work/one/mxtrap.yaml" "$work/spec.before"
run 2 "$gen" -q -f spec -o "$work/one/" "$work/one/mxtrap.yaml" examples/oc9.yaml
err_has "mxtrap.yaml is both input and output"
check "the imported spec is as it was" cmp "$work/one/mxtrap.yaml" "$work/spec.before"
run 1 "$gen" -q -f spec --check="$work/one/" examples/oc9.yaml
out_has "--- $work/one/mxtrap.yaml"

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

finish 60
