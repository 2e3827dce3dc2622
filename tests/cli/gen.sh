#!/bin/sh
# mxtrap-gen as its users call it: options, exit statuses, specs from files and standard input. What it
# writes into: gen_files.sh; from one state to another: gen_changes.sh.
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

# What comes from the spec is printed escaped.
printf 'zone: example.com\nmx: []\n"\\e[31mred": 1\n' >"$work/escape.yaml"
run 2 "$gen" "$work/escape.yaml"
check "no control character" test "$(LC_ALL=C grep -c "$(printf '\033')" "$work/err")" -eq 0
err_has '\x1b[31mred'

# By -f include, BIND reads the same records as by -f bind, and what follows as if nothing had come before.
for format in bind include; do
    run 0 "$gen" -q -f "$format" examples/oc9.yaml
    cp "$work/out" "$work/$format.inc"
    printf '%s\n' '$TTL 300' '@ SOA ns.oc9.net. h 1 2 3 4 5' '@ NS ns.oc9.net.' '$ORIGIN sub' \
        "\$INCLUDE $work/$format.inc" 'after A 192.0.2.201' >"$work/$format.zone"
    check "BIND reads -f $format" named-compilezone -q -i none -o "$work/$format.text" oc9.com "$work/$format.zone"
done
check "the same records" sh -c 'cd "$1" && for format in bind include; do
        grep -v "^after" $format.text >$format.rest; done; cmp bind.rest include.rest' sh "$work"
check "the same TTL as before" grep -Eq '^after.sub.oc9.com.[[:space:]]+300 ' "$work/include.text"

finish 75
