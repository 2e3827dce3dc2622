#!/bin/sh
# The far side of a vantage point: by real sshd with a forced command, and by another remote shell. What it
# does wrong never makes a pass, and its key can do nothing but probe.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
. "$MXTRAP_SOURCE/tests/lab/vantage_hosts.sh"
lab_up
cd "$work"
. "$MXTRAP_SOURCE/tests/lab/remote_hosts.sh"

# The other side ends, is none, is older, talks nonsense, lies.
for far in "false" "$check --no-such-option" "echo Last login: today" "printf half" "yes" "cat" \
    "echo {\"schema\":\"mxtrap.probe/0\",\"port\":25,\"window\":9}" \
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
Subsystem sftp internal-sftp
PasswordAuthentication no
PermitRootLogin forced-commands-only
PidFile none
END
    # Since OpenSSH 9.8 what follows the key exchange is a program of its own.
    sessions=$(dirname "$(command -v sshd)")/../lib/openssh
    [ ! -e "$sessions/sshd-session" ] || echo "SshdSessionPath $sessions/sshd-session" >>sshd_config
    [ ! -e "$sessions/sshd-auth" ] || echo "SshdAuthPath $sessions/sshd-auth" >>sshd_config
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
# A subsystem is the forced command as well, and the connections that begin wait for its own rate.
# shellcheck disable=SC2086
lab_in vantage $ssh -s "root@$at_a" sftp </dev/null >out 2>err || true
out_has '"schema": "mxtrap.probe/1"'
python3 -c '
for i in range(1, 102):
    print("{\"id\":%d,\"address\":\"5.9.25.%d\",\"port\":25,\"timeout\":100,\"greeting_timeout\":100}"
          % (i, 100 + i))' >requests
begun=$(date +%s%3N)
# shellcheck disable=SC2086
lab_in vantage $ssh "root@$at_a" <requests >out 2>err || true
check "100 more connections at 50 a second take 2 seconds" test $(($(date +%s%3N) - begun)) -ge 1900
check "all are answered" test "$(grep -c '"state"' out)" -eq 101
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
