#!/bin/sh
# mxtrap-check as far as no network is needed: usage, specs and lists that cannot be read, output that
# fails; in a network namespace without any interface up. What it says of hosts: tests/lab/check.sh.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"

run 0 "$check" --help
out_has "usage: mxtrap-check"
run 0 "$check" -V
out_has "mxtrap-check "

# usage ARGUMENT...: refused, with a word and nothing on standard output.
usage() {
    run 2 "$check" "$@"
    out_is_empty
    check "a word: $*" test -s "$work/err"
}
usage
usage --spce x
usage -f jsn example.com
err_has 'did you mean "json"'
usage example..com
usage ''
usage -i examples/oc9.yaml example.com
for value in 0 -1 x 1e9 86401 '' 5s nan; do
    usage --timeout="$value" example.com
    usage --deadline="$value" example.com
done
usage --timeout=3601 example.com
for value in 0 -1 x '' 5x 99999999999999999999; do
    for option in attempts rate jobs port; do
        usage --$option="$value" example.com
    done
done
usage --port=65536 example.com
usage --attempts=101 example.com
usage -4 -6 example.com
usage --recursive --server=192.0.2.53 example.com
usage --server=ns1.example.com example.com
# What is quoted of an option may be longer than the message about it.
usage --server="$(printf '%090d' 0 | tr 0 '\001')" example.com
err_has 'a server is ADDRESS or ADDRESS@PORT, not "'
usage --control=a..b example.com
for url in https://example.com http://a.example/x.html example.com/ example.com/path; do
    usage "$url"
    err_has "\"$url\" is a URL, not a domain"
done
usage --helo='a b' example.com
usage --color=blue example.com
usage --spec="$work/none.yaml" example.com
err_has "$work/none.yaml:1:1: error: "
usage -i "$work/none"
usage --resume="$work/none" -i examples/oc9.yaml
usage -i "$work"
err_has "$work: "
usage --resume="$work" -i examples/oc9.yaml
usage --resume=- -i -
usage --trust-anchor="$work/none" --dnssec example.com
usage --root-hints="$work/none" --recursive example.com
echo "( no zone file" >"$work/hints"
usage --root-hints="$work/hints" --recursive example.com
printf 'zone: a.com\nmx:\n  - dumy: m\n' >"$work/bad.yaml"
usage --spec="$work/bad.yaml"
err_has "[spec-key]"
printf '{"domain": "a.com"}\nx\n{"domain": "b.com"}\n' >"$work/resume"
usage --resume="$work/resume" -i examples/oc9.yaml
err_has "$work/resume:2:1: error: "

# Without a network nothing is known: inconclusive, one valid document, in every format.
namespaces one --net
# alone STATUS ARGUMENT...
alone() {
    wanted=$1
    shift
    # shellcheck disable=SC2086 # words are meant
    run "$wanted" $apart "$check" --server=192.0.2.53 --deadline=2 "$@"
}
alone 3 example.com
out_has "example.com: inconclusive"
out_has "[lame-dns]"
alone 3 -f json example.com example.org
check "json" python3 -c '
import json, sys
document = json.load(open(sys.argv[1]))
assert document["schema"] == "mxtrap.check/1"
assert document["summary"] == {"pass": 0, "fail": 0, "inconclusive": 2}
assert {d["domain"] for d in document["domains"]} == {"example.com", "example.org"}
assert all(d["exchangers"] == [] for d in document["domains"])' "$work/out"
alone 3 -f ndjson EXAMPLE.com. bücher.example
check "ndjson" python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert {d["domain"] for d in lines} == {"example.com", "xn--bcher-kva.example"}' "$work/out"
alone 3 -f junit example.com
check "junit" python3 -c '
import sys, xml.etree.ElementTree as tree
suites = tree.parse(sys.argv[1]).getroot()
assert [s.get("errors") for s in suites] == ["1"]' "$work/out"
alone 3 -f html example.com example.org
check "html" python3 "$source/tests/cli/page.py" "$work/out" 2
alone 3 -f nagios example.com
out_has "MXTRAP UNKNOWN - 0 of 1 domains pass"
alone 3 -f prometheus example.com
out_has 'mxtrap_domain_verdict{domain="example.com",verdict="inconclusive"} 1'
check "prometheus is valid" python3 "$source/tests/unit/prometheus_text.py" "$work/out"
# A domain that is given again has its series once.
alone 3 -f prometheus example.com example.com. EXAMPLE.com example.org
check "one series" python3 "$source/tests/unit/prometheus_text.py" "$work/out"
check "two domains" test "$(grep -c 'mxtrap_domain_verdict{' "$work/out")" -eq 6
alone 3 -f github example.com
out_has "::error title=lame-dns::"
alone 3 --spec=examples/oc9.yaml
out_has "oc9.com: inconclusive"

# Output into a closed pipe, confined and with the program of a vantage point that does not end by
# itself: no process is left that holds the pipe alive.
mkfifo "$work/alive"
printf '#!/bin/sh\nexec sleep 600\n' >"$work/far"
chmod +x "$work/far"
timeout 60 cat "$work/alive" &
reader=$!
# shellcheck disable=SC2086
to_nobody $apart "$check" --server=192.0.2.53 --deadline=1 -e "$work/far" --via=a example.com \
    3>"$work/alive"
check "all processes have ended" wait "$reader"

# Lists: comments, blank lines, CRLF, no final line end; a bad line is told of and the rest checked.
printf '# a list\r\n\r\n  a.example \r\nb..example\nb.example # why\nc.example' >"$work/list"
alone 2 -f ndjson -i "$work/list"
check "three lines" test "$(wc -l <"$work/out")" -eq 3
err_has "$work/list:4:1: error: "
cp "$work/out" "$work/earlier"
printf '{"domain": "c.exa' >>"$work/earlier"
echo d.example >"$work/list"
cut -d'"' -f8 "$work/earlier" | grep example >>"$work/list" || true
alone 3 -f ndjson -i "$work/list" --resume="$work/earlier"
check "what is known is left out" test "$(wc -l <"$work/out")" -eq 1
: >"$work/empty"
alone 3 -f json -i "$work/empty"
out_has '"domains": []'
# Of nobody a monitoring system is not told that all is well.
alone 3 -f nagios -i "$work/empty"
out_has "MXTRAP UNKNOWN - no domain was checked"
# A list that is no text: nothing of it is taken for a name, and nothing lost without a word.
printf 'a.example\0\nb\0.example\n\0\nc.example\n' >"$work/utf16"
alone 2 -f ndjson -i "$work/utf16"
for line in 1 2 3; do
    err_has "$work/utf16:$line:1: error: "
done
check "one line" test "$(cut -d'"' -f8 "$work/out")" = c.example
# shellcheck disable=SC2086
cat "$work/utf16" | $apart "$check" --server=192.0.2.53 --deadline=2 -f ndjson -i - 2>"$work/err" \
    >"$work/out" || true
err_has "-:3:1: error: "
check "one line of a pipe" test "$(cut -d'"' -f8 "$work/out")" = c.example

# What is resumed: names as they may be typed, from standard input, and into the same file.
known() {
    printf '{"domain": "xn--bcher-kva.example", "verdict": "pass"}\n'
    printf '{"domain": "a.example", "verdict": "fail"}'
}
known >"$work/earlier"
alone 0 -f ndjson --resume="$work/earlier" bücher.example A.example. XN--BCHER-KVA.example
out_is_empty
# shellcheck disable=SC2086
known | $apart "$check" --server=192.0.2.53 --deadline=2 -f ndjson --resume=- a.example b.example \
    >"$work/out" || true
check "resumed from a pipe" test "$(cut -d'"' -f8 "$work/out")" = b.example
# appended: runs twice over what is in $work/earlier, and appends to it.
appended() {
    for _ in 1 2; do
        # shellcheck disable=SC2086
        $apart "$check" --server=192.0.2.53 --deadline=2 -f ndjson --resume="$work/earlier" \
            a.example b.example >>"$work/earlier" || true
    done
    cut -d'"' -f4,8 "$work/earlier" | uniq | tr '\n' ' '
}
check "a line that lacks its end" \
    test "$(appended)" = 'xn--bcher-kva.example"pass a.example"fail mxtrap.check/1"b.example '
printf '{"domain": "a.example", "verdict": "pass"}\n{"schema": "mx' >"$work/earlier"
check "half a line" test "$(appended)" = 'a.example"pass mxtrap.check/1"b.example '
printf 'a.example' >"$work/earlier"
"$check" -f ndjson --resume="$work/earlier" b.example >>"$work/earlier" 2>"$work/err" || true
err_has "$work/earlier:1:1: error: "
check "another file is not cut" test "$(cat "$work/earlier")" = a.example
printf '{"schema": "mx' >"$work/earlier"
# shellcheck disable=SC2086
$apart "$check" --server=192.0.2.53 --deadline=2 -f ndjson --resume="$work/earlier" a.example \
    >"$work/out" || true
check "another file is left alone" test "$(wc -c <"$work/earlier")" -eq 14

# What is no result is found out: an object without a verdict, or with none that there is; what a run
# had no time for, as it says now and as it said before there was a word for it.
# resumed LINE: how many domains are left to do of a.example, which LINE tells of.
resumed() {
    printf '%s\n' "$1" >"$work/earlier"
    # shellcheck disable=SC2086
    $apart "$check" --server=192.0.2.53 --deadline=2 -f ndjson --resume="$work/earlier" a.example \
        2>"$work/err" | grep -c a.example || true
}
head='{"domain": "a.example", "verdict":'
for line in '{"domain": "a.example"}' "$head null}" "$head \"maybe\"}" "$head [\"pass\"]}" \
    "$head \"inconclusive\", \"cut\": true}" \
    "$head \"inconclusive\", \"findings\": [\": not asked, the run's deadline came first\"]}" \
    "$head \"inconclusive\", \"findings\": [\": MX: cancelled: the run ended first\"]}"; do
    check "to be done: $line" test "$(resumed "$line")" -eq 1
done
for line in "$head \"pass\"}" "$head \"fail\"}" "$head \"inconclusive\", \"findings\": []}" \
    "$head \"fail\", \"cause\": \"the run's deadline came first\"}"; do
    check "done: $line" test "$(resumed "$line")" -eq 0
done
# A run that its deadline cut is taken up, as often as it takes; the exit status is not 0 before. The
# name server takes every question and answers none.
cat >"$work/unanswered" <<'END'
import socket, subprocess, sys
subprocess.run(["/bin/sh", "-c", "PATH=$PATH:/sbin:/usr/sbin; ip link set lo up"], check=True)
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
sys.exit(subprocess.run(sys.argv[1:]).returncode)
END
: >"$work/earlier"
for _ in 1 2; do
    status=0
    # shellcheck disable=SC2086
    $apart /usr/bin/python3 "$work/unanswered" "$check" --server=127.0.0.1 --deadline=0.5 --jobs=1 \
        -f ndjson --resume="$work/earlier" a.example b.example >>"$work/earlier" || status=$?
    check "cut: 3, not $status" test "$status" -eq 3
done
check "both domains in each run" test "$(wc -l <"$work/earlier")" -eq 4
check "what was cut is marked" test "$(grep -c '"cut": true}$' "$work/earlier")" -eq 4
check "they are as their schema says" python3 "$source/tests/cli/valid_json.py" \
    "$source/docs/mxtrap-check.schema.json" "$work/earlier"

# A line of any length: told with its number and passed over, and never held.
{
    echo a.example
    head -c 300000000 /dev/zero | tr '\0' x
    printf '\n%s\n' "b.example # $(printf '%09000d' 0)"
    printf '%09000d # c.example\n' 0
} >"$work/long"
# bounded STATUS ARGUMENT...: in less memory than the line has bytes.
bounded() {
    wanted=$1
    shift
    # shellcheck disable=SC2086
    run "$wanted" $apart /usr/bin/python3 -c '
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(used, "KiB", file=sys.stderr)
sys.exit(done.returncode if used < 250000 else 99)' "$check" --server=192.0.2.53 --deadline=2 "$@"
}
bounded 2 -f ndjson -i "$work/long"
err_has "$work/long:2:1: error: the line is too long: \"xxxxxxxx"
err_has "$work/long:4:1: error: the line is too long: \"00000000"
check "the others are checked" \
    test "$(cut -d'"' -f8 "$work/out" | sort | tr '\n' ' ')" = "a.example b.example "
status=0
# shellcheck disable=SC2086
{ head -c 100000 /dev/zero | tr '\0' y && printf '\nc.example\n'; } |
    $apart "$check" --server=192.0.2.53 --deadline=2 -f ndjson -i - >"$work/out" 2>"$work/err" ||
    status=$?
check "a long line of a pipe: 2, not $status" test "$status" -eq 2
err_has '-:1:1: error: the line is too long: "yyyyyyyy'
check "the one behind it is checked" test "$(cut -d'"' -f8 "$work/out")" = c.example
tail -n +2 "$work/long" >"$work/longer"
bounded 2 -f ndjson --resume="$work/longer" a.example
err_has "$work/longer:1:1: error: this is not a line of mxtrap-check's ndjson"
rm "$work/long" "$work/longer"

# Progress, with the end in sight where the length of the list is known.
alone 3 --progress -i "$work/list"
err_has "0 of "
err_has "ETA "
status=0
# shellcheck disable=SC2086
$apart "$check" --server=192.0.2.53 --deadline=2 --progress -i - <"$work/list" 2>"$work/err" >"$work/out" ||
    status=$?
err_has "ETA "
status=0
# shellcheck disable=SC2086
cat "$work/list" | $apart "$check" --server=192.0.2.53 --deadline=2 --progress -i - 2>"$work/err" \
    >"$work/out" || status=$?
check "a piped list" test "$status" -eq 3
err_has "the list's length is not known"

# A list that is still being written: its domains are looked at as they come, a deadline ends it.
mkfifo "$work/names"
# shellcheck disable=SC2086
$apart "$check" --server=192.0.2.53 -f ndjson -i "$work/names" >"$work/out" 2>"$work/err" &
pid=$!
exec 9>"$work/names"
printf 'a.example\nb.exa' >&9
waits grep -q '"a.example"' "$work/out" || true
check "told before the list has ended" test "$(grep -c . "$work/out")" -eq 1
printf 'mple' >&9
exec 9>&-
status=0
wait "$pid" || status=$?
check "a list that came slowly: 3, not $status" test "$status" -eq 3
out_has '"b.example"'
# shellcheck disable=SC2086
timeout 60 $apart "$check" --server=192.0.2.53 --deadline=1 -f json -i "$work/names" >"$work/out" \
    2>"$work/err" &
pid=$!
exec 9>"$work/names"
status=0
wait "$pid" || status=$?
exec 9>&-
check "a list that never came: 3, not $status" test "$status" -eq 3
out_has '"domains": []'
# Nor one that nobody ever writes to, or that never ends.
status=0
# shellcheck disable=SC2086
timeout 60 $apart "$check" --server=192.0.2.53 --deadline=1 -f json -i "$work/names" >"$work/out" \
    2>"$work/err" || status=$?
check "a list without a writer: 3, not $status" test "$status" -eq 3
out_has '"domains": []'
status=0
# shellcheck disable=SC2086
yes a.example | timeout 60 $apart "$check" --server=192.0.2.53 --deadline=1 --jobs=2 -f nagios -i - \
    >"$work/out" 2>"$work/err" || status=$?
check "a list without an end: 3, not $status" test "$status" -eq 3

# Signals: what comes within a second is one, as timeout(1) sends it to its child and to the child's
# group; a document is whole, whichever the format.
# is_ready PID: it has begun, and takes SIGTERM as it should (bit 14 of those caught).
is_ready() {
    caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status")
    [ $((0x${caught:-0} & 0x4000)) -ne 0 ]
}
# ended FORMAT SIGNAL...: sends them to a run that waits for its list.
ended() {
    format=$1
    shift
    # shellcheck disable=SC2086
    $apart "$check" --server=192.0.2.53 -f "$format" -i "$work/names" >"$work/out" 2>"$work/err" &
    pid=$!
    exec 9>"$work/names"
    echo a.example >&9
    tries=0
    until is_ready "$pid" || [ "$tries" -eq 300 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    for signal in "$@"; do
        kill -s "$signal" "$pid"
    done
    status=0
    wait "$pid" || status=$?
    exec 9>&-
    check "$format, $*: 3, not $status" test "$status" -eq 3
}
for signals in "TERM TERM" "INT TERM" "TERM CONT TERM INT" HUP; do
    # shellcheck disable=SC2086
    ended junit $signals
    check "junit is whole" python3 -c '
import sys, xml.etree.ElementTree as tree
assert tree.parse(sys.argv[1]).getroot().tag == "testsuites"' "$work/out"
done
ended json TERM TERM
check "json is whole" python3 -m json.tool "$work/out"
ended prometheus TERM TERM
check "prometheus is whole" python3 "$source/tests/unit/prometheus_text.py" "$work/out"
for _ in 1 2 3 4 5; do
    status=0
    # shellcheck disable=SC2086
    timeout 1 $apart "$check" --server=192.0.2.53 -f junit -i "$work/names" >"$work/out" \
        2>"$work/err" || status=$?
    check "timeout(1): 124, not $status" test "$status" -eq 124
    check "junit is whole" grep -q '^</testsuites>$' "$work/out"
done
# One that comes later ends it at once: here nobody takes the output.
seq 3000 | sed 's/$/.example/' >"$work/list"
mkfifo "$work/blocked"
sleep 60 <"$work/blocked" &
sleeper=$!
# shellcheck disable=SC2086
$apart "$check" --server=192.0.2.53 -f junit -i "$work/list" >"$work/blocked" 2>"$work/err" &
pid=$!
sleep 2
kill -s TERM "$pid"
sleep 1.2
kill -s TERM "$pid"
status=0
wait "$pid" || status=$?
kill "$sleeper"
check "a later signal: 143, not $status" test "$status" -eq 143

# Options that do nothing without another: what was typed is not ignored.
run 2 "$check" --quorum=1 example.com
err_has "--quorum needs --via"
run 2 "$check" -e ssh example.com
err_has "--remote-shell needs --via"
run 2 "$check" --remote-command=true example.com
err_has "--remote-command needs --via"
run 2 "$check" --max=1 example.com
err_has "--max needs --serve"
run 2 "$check" --trust-anchor=/dev/null example.com
err_has "--trust-anchor needs --dnssec"
run 2 "$check" --root-hints=/dev/null example.com
err_has "--root-hints needs --recursive"
run 2 "$check" --serve example.com
err_has "--serve takes no domain"
# Each vantage point is read before the first program starts.
run 2 "$check" -e '' --via=a example.com
err_has "--remote-shell has no word"
run 2 "$check" -e touch --remote-command="$work/started" --via="a=$work/started" --via=a=b example.com
err_has "two vantage points are called a"
run 2 "$check" -e "touch $(seq -s ' ' 100)" --via="a=$work/started" example.com
err_has "has more than 64 words"
check "nothing was started" test ! -e "$work/started"

# The other side of --via.
# serves STATUS INPUT OUTPUT OPTION...
serves() {
    expected=$1 input=$2 output=$3
    shift 3
    status=0
    "$check" --serve "$@" <"$input" >"$output" 2>"$work/err" || status=$?
    check "--serve $*: $expected, not $status" test "$status" -eq "$expected"
}
for id in 1 2 3; do
    echo "{\"id\": $id, \"address\": \"127.0.0.1\", \"port\": 25, \"timeout\": 9, \"greeting_timeout\": 9}"
done >"$work/requests"
serves 0 "$work/requests" "$work/out" --max=3
check "all are answered" test "$(grep -c unprobed "$work/out")" -eq 3
serves 2 "$work/requests" "$work/out" --max=2
err_has "as many requests as may be"
check "what came before the limit is answered" test "$(grep -c unprobed "$work/out")" -eq 2
serves 2 / "$work/out"
err_has "Is a directory"
serves 4 "$work/requests" /dev/full
err_has "No space left on device"

# Output that fails.
status=0
# shellcheck disable=SC2086
$apart "$check" --server=192.0.2.53 --deadline=1 -f json example.com >/dev/full 2>"$work/err" ||
    status=$?
check "a full disk is told" test "$status" -eq 4
# A stream that is closed: nothing else gets its number, and what is printed to it.
status=0
# shellcheck disable=SC2086
$apart "$check" --server=192.0.2.53 --deadline=1 example.com >&- 2>"$work/err" || status=$?
check "a closed output is told" test "$status" -eq 4
err_has "Bad file descriptor"
status=0
# shellcheck disable=SC2086
$apart "$check" --server=192.0.2.53 --deadline=1 -i - <&- >"$work/out" 2>"$work/err" || status=$?
check "a closed input is told" test "$status" -eq 2
err_has "Bad file descriptor"
run 2 "$check" -f json -i /proc/self/mem
err_has "cannot read /proc/self/mem: "
out_has '"domains": []'

finish 267
