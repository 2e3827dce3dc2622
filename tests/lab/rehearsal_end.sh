#!/bin/sh
# How a rehearsal ends: the command's exit status, by whatever it ends; signals; what it leaves behind
# (nothing); who may have one, and what is said to those who may not.
set -eu
. "$(dirname "$0")/../lib.sh"
cp "$source/examples/oc9.yaml" "$work/oc9.yaml"
cd "$work"

# ends STATUS COMMAND...: so ends a rehearsal of oc9.com.
ends() {
    wanted=$1
    shift
    run "$wanted" timeout 60 "$lab" -q oc9.yaml -- "$@"
}
for status in 0 1 3 255; do
    ends "$status" sh -c "exit $status"
done
ends 143 sh -c 'kill -TERM $$'
ends 137 sh -c 'kill -KILL $$'
ends 127 nothing-of-that-name
err_has "cannot run nothing-of-that-name"
ends 127 ./nothing
ends 126 ./oc9.yaml
ends 126 /
run 2 "$lab" oc9.yaml --
run 2 "$lab" -- true
run 2 "$lab" --answer=mail4.oc9.com oc9.yaml -- true
err_has "did you mean mail"
run 2 "$lab" --silence=a..b oc9.yaml -- true

# Streams, folder, environment and words are the command's.
check "streams pass" test "$(echo text | timeout 60 "$lab" -q oc9.yaml -- sh -c \
    'cat; echo told >&2' 2>"$work/err")" = text
err_has told
check "a spec from standard input can be read again" test "$(timeout 60 "$lab" -q - -- sh -c cat \
    <oc9.yaml | cksum)" = "$(cksum <oc9.yaml)"
check "a closed pipe ends the command" test "$(timeout 60 "$lab" -q oc9.yaml -- yes | head -n 1)" = y
to_nobody timeout 60 "$lab" -q oc9.yaml -- yes
ends 0 sh -c 'printf "%s|" "$PWD" "$1" "$2"' - "a b" ''
out_has "$work|a b||"
mkfifo quiet
: >out.txt
ends 0 sh -c 'echo kept >out.txt'
check "files are the user's" grep -qx kept out.txt
check "a full disk is the command's to tell" sh -c \
    '! timeout 60 "$1" -q oc9.yaml -- sh -c "echo >/dev/full" 2>/dev/null' - "$lab"

# machine: what a rehearsal could leave something in.
machine() {
    cut -d ' ' -f 4- /proc/self/mountinfo
    ip -o link
    ip -o address | sed 's/ valid_lft.*//'
    cat /etc/resolv.conf
}
# inhabited FILE: whether a process is in the namespace that the file names.
inhabited() {
    readlink /proc/[0-9]*/ns/net 2>/dev/null | grep -qxFf "$1"
}
deserted() {
    waits eval "! inhabited '$1'"
}
# signalled SIGNAL STATUS SCRIPT: the signal, sent to the first process alone, while the script runs.
signalled() {
    rm -f ready
    # A shell has SIGINT ignored by what it starts with &.
    env --default-signal=INT "$lab" -q oc9.yaml -- sh -c "readlink /proc/self/ns/net >space; sleep 1000 & echo >ready; $3" \
        </dev/null >"$work/out" 2>"$work/err" &
    pid=$!
    waits test -s ready || echo "it does not come up"
    check "a namespace of its own ($1)" inhabited space
    kill -"$1" "$pid"
    status=0
    wait "$pid" || status=$?
    check "exit status $2, not $status, by SIG$1: $3" test "$status" -eq "$2"
    check "nothing runs after SIG$1" deserted space
}
machine >before
signalled TERM 143 'sleep 1000'
signalled INT 130 'exec sleep 1000'
signalled HUP 129 'sleep 1000'
signalled TERM 9 'trap "exit 9" TERM; while :; do sleep 0.1; done'
signalled USR1 9 'trap "exit 9" USR1; while :; do sleep 0.1; done'
signalled KILL 137 'sleep 1000'
# Who does not heed a signal has five seconds.
signalled TERM 143 'trap "" TERM; sleep 1000'
# What was ignored before stays so, as under nohup.
run 0 timeout 60 sh -c 'trap "" HUP
    exec "$1" -q oc9.yaml -- sh -c "kill -HUP 1; sleep 6"' - "$lab"
# Of a command that ended nothing goes on, whoever holds its streams.
ends 0 sh -c 'readlink /proc/self/ns/net >space; setsid sleep 1000 & :'
check "what the command left behind is ended" deserted space
# Who ignores SIGCHLD hands that on to what it starts.
run 0 timeout -k 5 30 env --ignore-signal=CHLD "$lab" -q oc9.yaml -- true
machine >after
check "the machine is as it was" diff before after

# Inside: a network with nothing but loopback; who one is; /proc and resolv.conf of the rehearsal.
ends 0 sh -c 'id -u; cat /proc/sys/kernel/pid_max >/dev/null; ls -d /proc/[0-9]* | wc -l
    tail -n +3 /proc/net/dev | cut -d : -f 1 | tr -d " "; cat /etc/resolv.conf'
check "as who one is" grep -qx "$(id -u)" out
check "no interface but lo" grep -qx lo out
out_has "nameserver 127.0.0.1"

# The command has a host name and System V IPC of its own, and its own user namespace, as root too.
called=$(uname -n)
{ uname -n && domainname; } >names
# shellcheck disable=SC2016 # the script is the inner shell's
inside='readlink /proc/self/ns/user /proc/self/ns/uts /proc/self/ns/ipc >spaces
    ! hostname renamed || [ "$(uname -n)" = renamed ] && ipcmk --shmem 4096 >/dev/null &&
    ipcmk --queue >/dev/null && ipcmk --semaphore 2 >/dev/null && ipcs | grep -c 0x'
ipcs >ipcs.before
ends 0 sh -c "$inside"
check "the host is called as before" test "$(uname -n)" = "$called"
ipcs >ipcs.after
check "nothing is left of what it shared" cmp ipcs.before ipcs.after
for space in user uts ipc; do
    check "a namespace of its own: $space" sh -c '! grep -qxF "$1" spaces' - "$(readlink "/proc/self/ns/$space")"
done
# Root of a user namespace, whoever runs this test, in a namespace whose name it could change.
# The file in /proc is for the machine's root.
for way in 'hostname renamed' 'echo renamed >/proc/sys/kernel/hostname || true' 'domainname renamed'; do
    run 0 unshare --user --map-root-user --uts sh -c '"$1" -q oc9.yaml -- sh -c "$2" && uname -n && domainname' - \
        "$lab" "$way"
    check "outside, the names are as before: $way" cmp out names
done

least=63
# Root, user, chroot: from here on for root alone to test; an ordinary user is one of the cases.
if [ "$(id -u)" -eq 0 ]; then
    chmod 711 "$work"
    chmod 644 oc9.yaml
    folder=$(mktemp -d) # the tool and its libraries, where anybody may read them
    trap 'rm -rf "$work" "$folder"' EXIT
    chmod 755 "$folder"
    mkdir "$folder/tool"
    copy_tool "$lab" "$folder/tool"
    user() {
        setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all \
            env LD_LIBRARY_PATH="$folder/tool" "$@"
    }
    run 5 user timeout 60 "$folder/tool/mxtrap-lab" -q oc9.yaml -- sh -c \
        'id -u; dig +short AAAA master.oc9.com; exit 5'
    out_has 65534
    out_has 2001:db8::25
    run 0 timeout 60 "$lab" -q oc9.yaml -- sh -c 'id -u'
    out_has 0
    # Root is root: the files of others are as they are outside, and may be read.
    echo secret >others && chown 4321:1234 others && chmod 600 others
    run 0 timeout 60 "$lab" -q oc9.yaml -- sh -c 'stat -c %u:%g others; cat others; chown 55:66 others'
    out_has 4321:1234
    out_has secret
    check "and may be given away" test "$(stat -c %u:%g others)" = 55:66
    # User namespaces switched off, in a user namespace that it is switched off for.
    # shellcheck disable=SC2016 # the script is the inner shell's
    run 4 unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces
        exec setpriv --inh-caps=-all --bounding-set=-all "$0" -q oc9.yaml -- true' "$lab"
    err_has "user.max_user_namespaces"

    # A chroot whose / is no mount point: root has a rehearsal, a user is told why not.
    for name in bin sbin lib lib64; do
        [ ! -e "/$name" ] || ln -s "usr/$name" "$folder/$name"
    done
    mkdir "$folder/dev" "$folder/etc" "$folder/proc" "$folder/tmp" "$folder/usr"
    echo "nameserver 192.0.2.99" >"$folder/etc/resolv.conf"
    cp oc9.yaml "$folder/oc9.yaml"
    # caged SETPRIV...: the rehearsal in the chroot, in a mount namespace that is shared as the
    # machine's is, which must not see what the lab mounts.
    caged() {
        # shellcheck disable=SC2016 # the script is the inner shell's
        unshare --mount --propagation shared sh -eu -c 'folder=$1
            shift
            mount --rbind /usr "$folder/usr"
            mount --rbind /proc "$folder/proc"
            mount --rbind /dev "$folder/dev"
            before=$(grep -c "$folder" /proc/self/mountinfo)
            status=0
            "$@" /usr/bin/env LD_LIBRARY_PATH=/tool /tool/mxtrap-lab -q /oc9.yaml -- sh -c \
                "cd /tmp && cat /etc/resolv.conf && dig +short A master.oc9.com" || status=$?
            cat "$folder/etc/resolv.conf"
            [ "$before" -eq "$(grep -c "$folder" /proc/self/mountinfo)" ] && exit "$status"' - "$folder" "$@"
    }
    run 0 caged chroot "$folder"
    out_has "nameserver 127.0.0.1"
    out_has 198.51.100.25
    check "outside, resolv.conf is as it was" grep -qx "nameserver 192.0.2.99" out
    run 4 caged chroot --userspec=65534:65534 "$folder"
    err_has "forbids private networks"
    err_has "chroot"
    least=81
fi

finish "$least"
