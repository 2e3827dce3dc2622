#!/bin/sh
# mxtrap-check where port 25 is dropped, with vantage points elsewhere: by real sshd with a forced
# command, and by another remote shell, behind routers that drop, filter, reset and intercept. What the
# other side does wrong never makes a pass.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
. "$MXTRAP_SOURCE/tests/lab/vantage_hosts.sh"
lab_up
cd "$work"

d1=5.9.25.1,2a01:4f8:25::1
d2=5.9.25.2,2a01:4f8:25::2
exim=5.9.25.26,2a01:4f8:25::26
layout good.com d1=$d1 r1=$exim d2=$d2
layout open.com d1=5.9.25.101 r1=$exim d2=5.9.25.2
lab_dns_up
vantage_hosts_up

# Three vantage points, each on a link of its own to the router.
number=0
for point in a b c; do
    number=$((number + 1))
    ip netns add "$point"
    lab_in "$point" ip link set lo up
    lab_in "$point" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
    base=$((8 + 4 * number))
    lab_join "$point" wire 203.0.113.$((base + 2))/30 2001:db8:1$number::2/64 \
        router "to-$point" 203.0.113.$((base + 1))/30 2001:db8:1$number::1/64
    lab_in "$point" ip route add default via 203.0.113.$((base + 1))
    lab_in "$point" ip route add default via "2001:db8:1$number::1"
done
at_a=203.0.113.14

# The router drops what the check's own machine sends to port 25. filter POINT RULE...: more of it.
filter() {
    point=$1
    shift
    lab_in router nft insert rule inet lab forward iifname "$point" tcp dport 25 "$@"
}
network() {
    open_network
    filter near drop
}
network

# A remote shell of our own: its words, the host, the words of the command.
cat >reach <<'END'
#!/bin/sh
host=$1
shift
exec nsenter --net="/run/netns/$host" -- "$@"
END
chmod +x reach
serve="$check --serve"

# seen STATUS VERDICT RULES ARGUMENT...: through a, b and c.
seen() {
    wanted=$1 verdict=$2 rules=$3
    shift 3
    run "$wanted" lab_in vantage "$check" -f json --timeout 1.5 --greeting-timeout 8 \
        -e "$work/reach" --remote-command "$serve" "$@"
    # shellcheck disable=SC2016 # the program is python's
    found=$(python3 -c '
import json, sys
domain = json.load(open(sys.argv[1]))["domains"][0]
rules = {f["rule"] for f in domain["findings"]} - {"single-real-host"}
print(domain["verdict"], *sorted(rules))' "$work/out" 2>&1) || true
    check "$*: $verdict $rules, not $found" test "$found" = "$verdict${rules:+ $rules}"
}
all="--via a --via b --via c"
mkdir json

# From here nothing is known; from elsewhere all is.
run 3 lab_in vantage "$check" -f json --timeout 1.5 good.com
out_has egress-blocked
seen 0 pass "" --via a good.com
seen 0 pass "" --via a good.com --spec "$work/good.com.yaml"
# shellcheck disable=SC2086 # words are meant
seen 0 pass "" $all good.com --spec "$work/good.com.yaml"
cp out json/pass
out_has '"vantages": [{"name": "a", "state": "silent"'
# This machine as one of them does not reach the port: it is named, and counts by the quorum.
seen 3 inconclusive "egress-blocked not-determined" --via a --via here good.com --spec "$work/good.com.yaml"
out_has "outbound port 25 looks blocked from the vantage point here"
seen 0 pass egress-blocked --via a --via b --via here --quorum 2 good.com --spec "$work/good.com.yaml"

# A dummy that answers to b alone; a real host that c does not see; b blocked.
network
filter to-a ip daddr 5.9.25.101 drop
filter to-c ip daddr 5.9.25.101 drop
# shellcheck disable=SC2086
seen 1 fail dummy-answers $all open.com --spec "$work/open.com.yaml"
out_has "5.9.25.101]: answers (250), from b;"
cp out json/fail
network
filter to-c ip daddr 5.9.25.26 drop
# shellcheck disable=SC2086
seen 0 pass vantage-disagrees $all --control 5.9.25.25 good.com --spec "$work/good.com.yaml"
out_has "answers to a, b; silent from c"
network
filter to-b drop
# shellcheck disable=SC2086
seen 3 inconclusive "egress-blocked not-determined" $all good.com --spec "$work/good.com.yaml"
out_has "from the vantage point b"
# shellcheck disable=SC2086
seen 0 pass egress-blocked $all --quorum 2 good.com --spec "$work/good.com.yaml"
# A filter that resets all, and one that lets only the real host through, which a control shows.
network
filter to-b reject with tcp reset
# shellcheck disable=SC2086
seen 3 inconclusive "egress-blocked not-determined" $all good.com --spec "$work/good.com.yaml"
network
filter to-b drop
filter to-b ip daddr 5.9.25.26 accept
filter to-b ip6 daddr 2a01:4f8:25::26 accept
# shellcheck disable=SC2086
seen 3 inconclusive "egress-filtered not-determined" $all --control 5.9.25.25 good.com --spec "$work/good.com.yaml"
network

# The router of b answers for every host. A control for silence shows that, without a spec also that
# all hosts greet alike; else it is a dummy that answers.
proxied() {
    nsenter --net=/run/netns/router -- python3 "$LAB_SOURCE/proxy.py" dated "" 2525 &
    proxy=$!
    lab_until 10 lab_in router sh -c '[ "$(ss -Hltn sport = :2525 | grep -c LISTEN)" -eq 2 ]' ||
        lab_fail "the proxy does not listen"
    lab_in router nft -f - <<RULES
table inet proxy {
    chain to-b {
        type nat hook prerouting priority dstnat;
        iifname "to-b" meta nfproto { $1 } tcp dport 25 redirect to :2525
    }
}
RULES
}
unproxied() {
    lab_in router nft delete table inet proxy
    kill "$proxy"
    wait "$proxy" 2>/dev/null || true
}
silent="--silent-control 5.9.25.3 --silent-control 2a01:4f8:25::1"
network
proxied "ipv4, ipv6"
# shellcheck disable=SC2086
seen 3 inconclusive "not-determined transparent-proxy" --via a --via b $silent good.com \
    --spec "$work/good.com.yaml"
out_has "5.9.25.3 accepts connections"
out_has "2a01:4f8:25::1 accepts connections"
# shellcheck disable=SC2086
seen 0 pass transparent-proxy $all --quorum 2 $silent good.com --spec "$work/good.com.yaml"
seen 3 inconclusive "not-determined transparent-proxy" --via b good.com
seen 1 fail dummy-answers --via a --via b good.com --spec "$work/good.com.yaml"
out_has "answers (250), from b;"
unproxied
proxied ipv6
# shellcheck disable=SC2086
seen 3 inconclusive "not-determined transparent-proxy" --via a --via b $silent good.com \
    --spec "$work/good.com.yaml"
out_has "2a01:4f8:25::1 accepts connections"
check "IPv4 is not intercepted" test "$(grep -c "5.9.25.3 accepts" out)" -eq 0
# shellcheck disable=SC2086
seen 0 pass "" --via a --via b -4 $silent good.com --spec "$work/good.com.yaml"
unproxied

# The other side ends, is none, is older, talks nonsense, lies.
for far in "false" "$check --no-such-option" "echo Last login: today" "yes" "cat" \
    "head -c 1000000000 /dev/zero"; do
    serve=$far
    seen 3 inconclusive "not-determined vantage-lost" --via a good.com --spec "$work/good.com.yaml"
    serve="sh -c"
done
cp out json/lost
# dies N: the first N starts end after three requests.
cat >dies <<END
#!/bin/sh
echo start >>$work/starts
[ "\$(wc -l <$work/starts)" -le "\$1" ] || exec $check --serve
head -n 3 | $check --serve
END
cat >lies <<'END'
#!/usr/bin/python3
import json, sys
print(json.dumps({"schema": "mxtrap.probe/1", "version": "0", "port": 25, "window": 9}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"] + 9, "state": "answers", "code": 250, "greeting": "220 all is well"}), flush=True)
END
chmod +x dies lies
# One that dies in the middle is started once more, and what it had not answered is asked again; after
# its second end that is not known.
serve="$work/dies 1"
seen 0 pass "" --via a good.com --spec "$work/good.com.yaml"
err_has "the vantage point a was started again: it ended"
serve="$work/dies 9"
rm starts
seen 3 inconclusive "egress-blocked not-determined vantage-lost" --via a good.com \
    --spec "$work/good.com.yaml"
out_has "was lost: it ended, after a second start"
check "two starts" test "$(grep -c start starts)" -eq 2
serve=$work/lies
seen 3 inconclusive "not-determined vantage-lost" --via a good.com --spec "$work/good.com.yaml"
out_has "was lost: an outcome that was not asked for"
serve="$check --serve"
# One that is lost counts by the quorum.
cat >mixed <<END
#!/bin/sh
[ "\$1" != b ] || exit 7
exec $work/reach "\$@"
END
chmod +x mixed
run 0 lab_in vantage "$check" --timeout 1.5 -e "$work/mixed" --remote-command "$serve" --quorum 2 \
    --via a --via b --via c good.com --spec "$work/good.com.yaml"
out_has "the vantage point b was lost: it ended [vantage-lost]"
run 3 lab_in vantage "$check" --timeout 1.5 -e "$work/mixed" --remote-command "$serve" \
    --via a --via b --via c good.com --spec "$work/good.com.yaml"

# The far side's own bounds.
serve="$check --serve --port 26"
seen 3 inconclusive "not-determined" --via a good.com
out_has "does not probe this port"
serve="$check --serve --max 2"
seen 3 inconclusive "not-determined vantage-lost" --via a good.com
serve="$check --serve"
seen 3 inconclusive "egress-filtered not-determined" --via a good.com --control 192.0.2.1
out_has "192.0.2.1: a special-purpose address"

# Usage.
for wrong in "--via a --via a" "--via =a" "--via a=-oProxyCommand" "--via a --quorum 2" "--quorum 2"; do
    # shellcheck disable=SC2086
    run 2 lab_in vantage "$check" $wrong good.com
done
run 2 "$check" --serve good.com

# Real ssh, by a key whose forced command is the far side.
mkdir -m 755 -p /run/sshd
{ cat /etc/passwd; echo "sshd:x:74:74::/run/sshd:/usr/sbin/nologin"; } >passwd
mount --bind passwd /etc/passwd
(
    . "$MXTRAP_SERVERS/env.sh"
    ssh-keygen -q -t ed25519 -N '' -f host
    for key in ci dying; do
        ssh-keygen -q -t ed25519 -N '' -f $key
    done
    {
        echo "restrict,command=\"$check --serve --rate=50\" $(cat ci.pub)"
        echo "restrict,command=\"$work/dies 1\" $(cat dying.pub)"
    } >authorized
    chmod 600 authorized
    cat >sshd_config <<END
Port 2222
HostKey $work/host
AuthorizedKeysFile $work/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin forced-commands-only
PidFile none
END
    lab_in a "$(command -v sshd)" -D -e -f "$work/sshd_config" >sshd.log 2>&1 &
)
echo "[$at_a]:2222 $(cat host.pub)" >known
ssh="ssh -oBatchMode=yes -oUserKnownHostsFile=$work/known -oIdentityFile=$work/ci -oIdentitiesOnly=yes -F none -p 2222"
. "$MXTRAP_SERVERS/env.sh"
# shellcheck disable=SC2086
lab_until 60 lab_in vantage $ssh "root@$at_a" </dev/null || lab_fail "$(cat sshd.log)"
run 0 lab_in vantage "$check" -f json --timeout 1.5 -e "$ssh" --via "a=root@$at_a" good.com \
    --spec "$work/good.com.yaml"
cp out json/ssh
out_has '"name": "a", "state": "answers"'
rm -f starts
run 0 lab_in vantage "$check" --timeout 1.5 -e "${ssh%%-oIdentityFile=*}-oIdentityFile=$work/dying \
    -oIdentitiesOnly=yes -F none -p 2222" --via "a=root@$at_a" good.com --spec "$work/good.com.yaml"
err_has "the vantage point a was started again: it ended"
# The key can do nothing but probe: no shell, no file, no other port, no address of a special purpose.
for words in "id" "sh -c id" "cat /etc/passwd"; do
    # shellcheck disable=SC2086
    lab_in vantage $ssh "root@$at_a" "$words" </dev/null >out 2>err || true
    check "not run: $words" test "$(grep -c 'uid=\|root:' out)" -eq 0
    out_has '"schema": "mxtrap.probe/1"'
done
# shellcheck disable=SC2086
run 255 lab_in vantage $ssh -W 127.0.0.1:2222 "root@$at_a"
printf '%s\n' '{"id":1,"address":"127.0.0.1","port":2222,"timeout":500,"greeting_timeout":500}' \
    '{"id":2,"address":"127.0.0.1","port":25,"timeout":500,"greeting_timeout":500}' >requests
# shellcheck disable=SC2086
lab_in vantage $ssh "root@$at_a" <requests >out 2>err || true
out_has '"id": 1, "state": "unprobed", "ms": 0, "cause": "declined"'
out_has '"id": 2, "state": "unprobed", "ms": 0, "cause": "special-purpose"'
# What ssh says is shown with the vantage point's name; a key that is not known is a point lost.
run 3 lab_in vantage "$check" --timeout 1.5 -e "$ssh -oIdentityFile=none -oIdentityAgent=none" \
    --via "a=nobody@$at_a" good.com
err_has "a: "
out_has "[vantage-lost]"

check "as the schema says" python3 "$MXTRAP_SOURCE/tests/cli/valid_json.py" \
    "$MXTRAP_SOURCE/docs/mxtrap-check.schema.json" json/*
check "the lines too" python3 "$MXTRAP_SOURCE/tests/cli/valid_json.py" \
    "$MXTRAP_SOURCE/docs/mxtrap-probe.schema.json" requests
finish 60
