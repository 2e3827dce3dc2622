#!/bin/sh
# mxtrap-lint as its users call it: options, exit statuses, inputs, formats, outputs that fail.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/zones.sh"
cd "$source"

# Options and usage.
run 0 "$lint" --help
out_has "usage: mxtrap-lint"
for word in --format --origin --dummy --strict --no-include --include-root --axfr --tsig-key --timeout --deadline --list-rules --explain \
    --quiet --color --help --version; do
    out_has "$word"
done
run 0 "$lint" -V
out_has "mxtrap-lint "
run 0 "$lint" --list-rules
cp "$work/out" "$work/rules"
check "a rule a line" test "$(grep -cE '^[a-z-]+ +(error|warning|note) +[A-Za-z]' "$work/rules")" -eq \
    "$(wc -l <"$work/rules")"
check "no rule twice" test -z "$(cut -d ' ' -f 1 "$work/rules" | sort | uniq -d)"
while read -r rule _; do
    run 0 "$lint" --explain "$rule"
    for word in "$rule (" "Why: " "Fix: " "Source: "; do
        out_has "$word"
    done
done <"$work/rules"
run 2 "$lint" --explain first-not-dumy
err_has 'did you mean "first-not-dummy"?'
run 2 "$lint" --explain zzzzzzzz
err_has 'unknown rule "zzzzzzzz"'
out_is_empty
run 2 "$lint"
err_has "no file"
run 2 "$lint" --fromat=json examples/oc9.yaml
err_has "did you mean --format?"
run 2 "$lint" --dumy=a.example examples/oc9.yaml
err_has "did you mean --dummy?"
run 2 "$lint" -f jsno examples/oc9.yaml
err_has 'unknown format "jsno"'
run 2 "$lint" -x examples/oc9.yaml
run 2 "$lint" --format
run 2 "$lint" --explain
run 2 "$lint" --strict=yes examples/oc9.yaml
err_has "takes no argument"
run 2 "$lint" --color=blue examples/oc9.yaml
out_is_empty

# Exit statuses, one by one.
zone good "$(marked)" "$(hosts)"
run 0 "$lint" --strict "$work/good"
out_is_empty
err_is_empty
zone warned '@ IN MX 10 mail1' "$(hosts)"
run 0 "$lint" "$work/warned"
out_has "warned:6:1: warning: oc9.com.: "
out_has "[not-trapped]"
run 1 "$lint" --strict "$work/warned"
run 0 "$lint" -q "$work/warned"
out_is_empty
run 1 "$lint" -q --strict "$work/warned"
out_has "[not-trapped]"
zone noted "$(marked | sed 's/MX 10/MX 12800/')" "$(hosts)"
run 0 "$lint" --strict "$work/noted"
out_has ": note: "
run 0 "$lint" --strict -q "$work/noted"
out_is_empty
zone broken "$(marked | sed 's/MX 1 /MX 7 /')" "$(hosts)"
run 1 "$lint" "$work/broken"
out_has "[first-not-dummy]"
run 1 "$lint" -q "$work/broken"
out_has "[first-not-dummy]"
run 2 "$lint" "$work/none"
out_has "[unreadable]"
run 2 "$lint" "$work/none.yaml"
out_has "[unreadable]"
run 0 "$lint" "$work"
out_has "[nothing-to-check]"
zone unparsed "$(marked)" '@ IN MX x mail1' 'mail1 IN A 30.0.0' "$(hosts)"
run 2 "$lint" "$work/unparsed"
check "both errors in one run" test "$(grep -c '\[zone-syntax\]' "$work/out")" -eq 2
out_has "unparsed:11:"
out_has "unparsed:12:"
run 2 "$lint" -q "$work/unparsed"
out_has "[zone-syntax]"
zone both "$(marked | sed 's/MX 1 /MX 7 /')" 'sub IN MX x mail1' "$(hosts)"
finds 2 "first-not-dummy zone-syntax" "$work/both"
zone lost "$(marked | sed 's/MX 1 /MX x /')" "$(hosts)"
finds 2 "zone-syntax" "$work/lost"
: >"$work/empty"
run 0 "$lint" "$work/empty"
zone mailless
run 0 "$lint" "$work/mailless"
out_has "[nothing-to-check]"
run 1 "$lint" --strict "$work/mailless"

# Colour is asked for, or a terminal's.
run 0 "$lint" --color=always "$work/warned"
check "colour" grep -q "$escape\\[" "$work/out"
run 0 env NO_COLOR=1 "$lint" --color=auto "$work/warned"
no_escape "$work/out"

# Several files, specs and zones together, standard input.
run 1 "$lint" "$work/good" "$work/broken" examples/oc9.yaml "$work/warned"
out_has "broken:7:1: error: "
out_has "examples/oc9.yaml:9:14: warning: "
out_has "warned:6:1: warning: "
run 2 "$lint" "$work/none" "$work/broken"
out_has "[unreadable]"
out_has "[first-not-dummy]"
cp examples/oc9.yaml "$work/oc9.yml"
run 0 "$lint" "$work/oc9.yml"
out_has "[special-purpose-address]"
echo 'zone: oc9.com' >"$work/short.yaml"
run 2 "$lint" "$work/short.yaml" "$work/broken"
out_has "[spec-missing]"
out_has "[first-not-dummy]"
status=0
"$lint" - <"$work/broken" >"$work/out" 2>"$work/err" || status=$?
check "standard input" test "$status" -eq 1
out_has "-:7:1: error: "
status=0
"$lint" "$work/warned" - <"$work/good" >"$work/out" 2>"$work/err" || status=$?
check "a file and standard input" test "$status" -eq 0
check "what is in the file alone" test "$(findings "$work/out" | wc -l)" -eq 1
cp "$work/broken" "$work/-"
status=0
(cd "$work" && exec "$lint" -- ./-) >"$work/out" 2>"$work/err" || status=$?
check "a file named -" test "$status" -eq 1

# Addresses that come before the MX records are read in a second pass: of what can be read but once
# too, and nothing waits for a pipe to be written again.
zone late "$(hosts | sed 's/30.0.0.3/20.0.0.1/')" "$(marked)"
finds 1 "address-shared-with-real" "$work/late"
mkfifo "$work/fifo"
for way in 'cat "$1" | "$2" -' '"$2" - <"$1"' 'cat "$1" >"$3" & "$2" "$3"'; do
    status=0
    timeout 60 sh -c "$way" sh "$work/late" "$lint" "$work/fifo" >"$work/out" 2>"$work/err" || status=$?
    check "status 1, not $status: $way" test "$status" -eq 1
    out_has "[address-shared-with-real]"
    check "one finding: $way" test "$(findings "$work/out" | wc -l)" -eq 1
done

# JSON: one document, with the keys of the contract.
valid_json() {
    /usr/bin/python3 -c '
import json, sys
told = json.load(open(sys.argv[1], encoding="utf-8"))
assert set(told) == {"schema", "files", "findings", "summary"}, told.keys()
assert told["schema"] == "mxtrap.lint/1"
assert len(told["files"]) == int(sys.argv[2]), told["files"]
count = dict.fromkeys(("error", "warning", "note"), 0)
for finding in told["findings"]:
    assert set(finding) == {"rule", "severity", "message", "file", "line", "column"}, finding
    assert finding["line"] is None or finding["line"] > 0
    assert finding["column"] is None or finding["column"] > 0
    count[finding["severity"]] += 1
assert told["summary"] == count, (told["summary"], count)
' "$work/out" "$1"
}
for zone in good warned noted broken unparsed none; do
    "$lint" -f json "$work/$zone" >"$work/out" || true
    check "JSON of $zone" valid_json 1
done
"$lint" -q -f json "$work/warned" >"$work/out"
check "JSON has what --quiet leaves out" grep -q not-trapped "$work/out"
"$lint" -f json "$work/good" "$work/broken" examples/oc9.yaml "$work/none" >"$work/out" || true
check "JSON of four files" valid_json 4
"$lint" -f json - <"$work/broken" >"$work/out" || true
check "JSON of standard input" valid_json 1

# Transfers: usage, and key files that are none; tests/lab/axfr.sh has the servers.
for argument in zone @server zone@ zone@@53 zone@server@ zone@server@0 zone@server@053 \
    zone@server@65536 zone@server@53@1 ..@server; do
    run 2 "$lint" --axfr "$argument"
    err_has "--axfr"
done
for seconds in 0 86401 1s -1 ""; do
    run 2 "$lint" --axfr oc9.com@127.0.0.1@9 --timeout "$seconds"
    err_has "--timeout takes a number from 1 to 86400"
    run 2 "$lint" --axfr oc9.com@127.0.0.1@9 --deadline "$seconds"
    err_has "--deadline takes a number from 1 to 86400"
done
run 2 "$lint" --tsig-key none "$work/good"
err_has "need --axfr"
finds 2 "unreadable" --tsig-key "$work/no-key" --axfr oc9.com@127.0.0.1@9
finds 2 "unreadable" --tsig-key "$work" --axfr oc9.com@127.0.0.1@9
printf 'key "k" {\n  algorithm hmac-sha256;\n  secret c2VjcmV0 ;\n  secret "c2VjcmV0";\n};\n' \
    >"$work/twice.key"
finds 2 "tsig-key" --tsig-key "$work/twice.key" --axfr oc9.com@127.0.0.1@9 --axfr b@127.0.0.1@9
run 2 "$lint" --tsig-key "$work/twice.key" --axfr oc9.com@127.0.0.1@9 "$work/broken"
out_has "twice.key:4:3: error: "
out_has "[first-not-dummy]"
check "no secret in the output" test "$(cat "$work/out" "$work/err" | grep -c c2VjcmV0)" -eq 0
head -c 65537 /dev/zero | tr '\0' ' ' >"$work/large.key"
finds 2 "unreadable" --tsig-key "$work/large.key" --axfr oc9.com@127.0.0.1@9

# Output that fails: a full disk, a closed pipe, a closed descriptor.
for options in "" "-f json" "--list-rules" "--explain not-trapped" "--help" "--version"; do
    status=0
    # shellcheck disable=SC2086 # words are meant
    "$lint" $options "$work/broken" >/dev/full 2>"$work/err" || status=$?
    check "full disk: $options" test "$status" -eq 4
    err_has "No space left on device"
done
to_nobody "$lint" "$work/broken"
status=0
"$lint" "$work/broken" >&- 2>"$work/err" || status=$?
check "closed descriptor" test "$status" -eq 4

# Control characters of a file's name and of its text are printed escaped.
odd=$work/$(printf 'odd\033[31m\001')
cp "$work/broken" "$odd"
run 1 "$lint" "$odd"
no_escape "$work/out"
out_has '\x1b[31m'
run 1 "$lint" -f json "$odd"
no_escape "$work/out"
check "JSON of an odd name" valid_json 1
bytes=$work/$(printf 'bytes\377')
cp "$work/broken" "$bytes"
run 1 "$lint" -f json "$bytes"
check "JSON of a name that is not UTF-8" valid_json 1
run 2 "$lint" "$odd-none"
no_escape "$work/out"
no_escape "$work/err"
# shellcheck disable=SC2016 # the dollars are the zone's
zone control "$(printf '@ IN MX 1 red\033[31m\\007\377')" "$(printf '@ IN \033[31m bad')" \
    "$(printf '$INCLUDE none\033[31m')" "$(printf '\033[31m IN A x')" "$(printf '$\033[31m x')"
for format in text json; do
    run 2 "$lint" -f "$format" "$work/control"
    no_escape "$work/out"
    no_escape "$work/err"
    LC_ALL=C tr -d '\n\040-\176' <"$work/out" >"$work/unprinted"
    check "no byte but printed ones" test ! -s "$work/unprinted"
done
check "JSON of odd text" valid_json 1
run 2 "$lint" "$(printf -- '--\033[31m')"
no_escape "$work/err"
run 2 "$lint" --explain "$(printf 'a\033[31m')"
no_escape "$work/err"

# The line that a finding is about, with a caret; never of a file that was included, nor of standard
# input; its control characters escaped, and a long one cut.
printf '$ORIGIN oc9.com.\n@ IN MX 70000 m ; \033[2J\303\274\n' >"$work/caret"
run 2 "$lint" "$work/caret"
check "the line and the caret" test "$(sed -n '2,3p' "$work/out")" = "    @ IN MX 70000 m ; \\x1b[2J\\xc3\\xbc
            ^"
no_escape "$work/out"
"$lint" - <"$work/caret" >"$work/out" || true
check "no line of standard input" test "$(wc -l <"$work/out")" -eq 1
mkdir -p "$work/including"
printf '$ORIGIN oc9.com.\n$INCLUDE inner\n' >"$work/including/outer"
printf 'secret-word IN MX 70000 m\n' >"$work/including/inner"
run 2 "$lint" "$work/including/outer"
check "no line of an included file" test "$(grep -c secret-word "$work/out")" -eq 0
run 2 "$lint" "$work/including/inner"
out_has "    secret-word IN MX 70000 m"
{ printf '$ORIGIN oc9.com.\n@ IN MX 10 m %s MX\n' "$(printf '%0500d' 0)"; } >"$work/long"
run 2 "$lint" "$work/long"
check "a long line is cut" test "$(awk '/^    / { print length }' "$work/out" | sort -n | tail -1)" \
    -le 110

# Formats for programs: each with a hostile name, with several files, with nothing to say.
strange=$(printf '%s/a<b>&"%%:,\n\033\377' "$work")
cp "$work/broken" "$strange"
for format in json sarif junit github; do
    run 1 "$lint" -f "$format" "$strange" "$work/good" "$work/broken"
    no_escape "$work/out"
    cp "$work/out" "$work/$format"
    run 0 "$lint" -f "$format" "$work/good"
    cp "$work/out" "$work/$format.good"
    status=0
    "$lint" -f "$format" "$work/broken" >/dev/full 2>"$work/err" || status=$?
    check "$format: a full disk" test "$status" -eq 4
done
run 0 "$lint" -f sarif --dummy other.example "$work/good"
out_has '"unknown-dummy"'
cp "$work/out" "$work/sarif.unplaced"
check "sarif, junit, github say the same as json" /usr/bin/python3 "$source/tests/cli/formats.py" "$work"
run 2 "$lint" -f srif "$work/good"
err_has 'did you mean "sarif"'

finish 500
