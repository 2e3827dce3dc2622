#!/bin/sh
# What mxtrap-gen -o keeps of the file whose place it takes: owner, group, mode, access control list,
# extended attributes; what it refuses; what it does with links, with folders, and with what a killed
# run left.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$work"
cp "$source/examples/oc9.yaml" oc9.yaml
"$gen" -q oc9.yaml >wanted
{
    echo 'layouts: {l: {mx: [dummy: a, real: b, dummy: c]}}'
    echo 'zones:'
    awk 'BEGIN { for (i = 0; i < 1000; i++) printf "  - {zone: z%d.example, layout: l}\n", i }'
} >thousand.yaml
lists() { getfacl --absolute-names --omit-header --numeric "$1"; }
kept() { check "$1: written" cmp "$2" wanted; }

# A list, whose mask stands where the group's bits are, and attributes.
mkdir plain
echo old >plain/db
chmod 640 plain/db
setfacl -m u:123:r,g:456:rw,m::r plain/db
setfattr -n user.note -v "kept as it is" plain/db
setfattr -n user.empty plain/db
lists plain/db >before
run 0 "$gen" -q -o plain/db oc9.yaml
kept "a list" plain/db
lists plain/db >after
check "the list is as it was" cmp before after
check "the group has no more than before" grep -qx 'group::r--' after
check "an attribute" test "$(getfattr --only-values -n user.note plain/db)" = "kept as it is"
check "an empty one" sh -c "getfattr -d plain/db | grep -q '^user.empty'"
run 0 "$gen" -q -o plain/ oc9.yaml
check "a new file has none" test "$(lists plain/db.oc9.com | grep -c ':.*:.*:.*[0-9]')" -eq 0
mv plain/db plain/db.oc9.com
run 0 "$gen" -q -o plain/ oc9.yaml
lists plain/db.oc9.com >after
check "of a folder's file as well" cmp before after

# A folder whose new files have a list: the old file has none, and the new one gets none.
mkdir listed
echo old >listed/db
chmod 600 listed/db
setfacl -d -m u:123:rwx listed
run 0 "$gen" -q -o listed/db oc9.yaml
check "no list from the folder" test "$(lists listed/db)" = "$(printf 'user::rw-\ngroup::---\nother::---')"
# shellcheck disable=SC2016 # the script is the inner shell's
run 0 sh -c 'umask 077 && exec "$@"' - "$gen" -q -o listed/new oc9.yaml
check "a new file has the folder's" sh -c "getfacl -n listed/new | grep -q '^user:123:rwx'"
# shellcheck disable=SC2016
run 0 sh -c 'umask 027 && exec "$@"' - "$gen" -q -o plain/new oc9.yaml
check "or what the umask leaves" test "$(stat -c %a plain/new)" = 640

# Links: one that leads nowhere yet is followed, over others, to another folder; not for ever.
mkdir links links/far
ln -s far/db links/one
ln -s one links/two
run 0 "$gen" -q -o links/two oc9.yaml
kept "a link that led nowhere" links/far/db
check "links stay" test -L links/one -a -L links/two
ln -s nowhere/db links/three
run 4 "$gen" -q -o links/three oc9.yaml
check "a folder that is not there" test -L links/three
ln -s loop links/loop
run 4 "$gen" -q -o links/loop oc9.yaml
err_has "symbolic links"
ln -s "$work/links/far/second" links/db.oc9.com
run 0 "$gen" -q -o links/ oc9.yaml
kept "a link in a folder" links/far/second
check "nothing else is there" test "$(ls -A links/far links | tr '\n' ' ')" = \
    "links: db.oc9.com far loop one three two  links/far: db second "

# What is renamed is on the disk: the file's bytes, then the folder. A shim tells.
cat >shim.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
static void tell(const char *words) { dprintf(9, "%s\n", words); }
int fsync(int fd) {
    struct stat status;
    fstat(fd, &status);
    tell(S_ISDIR(status.st_mode) ? "folder" : "file");
    return 0;
}
void sync(void) { tell("all"); }
int rename(const char *from, const char *to) {
    int (*real)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    tell("rename");
    return real(from, to);
}
END
${CC:-cc} -shared -fPIC -o shim.so shim.c -ldl
# A sanitizer wants to be the first library.
first=$(ldd "$gen" | sed -n 's/.*=> \(.*libasan[^ ]*\).*/\1 /p')
synced() {
    name=$1 wanted=$2
    shift 2
    LD_PRELOAD=$first$work/shim.so "$gen" -q -o "$@" oc9.yaml 9>order 2>/dev/null || :
    check "$name: $wanted" test "$(tr '\n' ' ' <order)" = "$wanted"
}
synced "a file" "file rename folder " plain/db.oc9.com
synced "a folder" "all rename all folder " plain/

# A run that was killed: the next one takes its files away, of this folder, and nobody else's. It
# waits in the middle, for somebody to read from a pipe that has a zone's name.
left() { find "$1" -name '.mxtrap.*' | wc -l; }
begun() {
    mkfifo "$1/db.z500.example"
    "$gen" -q -o "$1/" thousand.yaml 2>/dev/null &
    writer=$!
    waits eval "[ \$(left '$1') -eq 501 ]" # one more is the run's own
}
mkdir cut
begun cut
kill -KILL "$writer"
wait "$writer" 2>/dev/null || :
check "it leaves files" test "$(left cut)" -eq 501
rm cut/db.z500.example
run 0 "$gen" -q -o cut/db oc9.yaml
check "the next one takes them away" test "$(ls -A cut)" = db
# One that is still there keeps its files, and ends well.
begun cut
run 0 "$gen" -q -o cut/db oc9.yaml
check "a run under way keeps its files" test "$(left cut)" -eq 501
cat cut/db.z500.example >piped
status=0
wait "$writer" || status=$?
check "and ends well" test "$status" -eq 0
check "with all files" test "$(find cut -name 'db.z*' | wc -l)" -eq 1000
check "and nothing else" test "$(left cut)" -eq 0

# A folder of somebody else's: nothing that a name leads to is touched, nothing is waited for.
mkdir hostile victim
echo precious >victim/file
ln -s "$work/victim/file" hostile/.mxtrap.AAAAAAAA
ln -s "$work/victim/file" hostile/.mxtrap.AAAAAAAB.1
ln -s "$work/victim" hostile/.mxtrap.AAAAAAAC
mkfifo hostile/.mxtrap.AAAAAAAD hostile/.mxtrap.AAAAAAAD.1
mkdir hostile/.mxtrap.AAAAAAAE hostile/.mxtrap.AAAAAAAE.2
: >hostile/.mxtrap.AAAAAAAE.1
echo other >hostile/.mxtrap.short
echo other >hostile/.mxtrap.AAAAAAAF.txt
echo other >hostile/.mxtrap.AAAAAAAG.
echo old >hostile/.mxtrap.AAAAAAAH
echo old >hostile/.mxtrap.AAAAAAAH.12
echo old >hostile/.mxtrap.AAAAAAAI.3
run 0 timeout 20 "$gen" -q -o hostile/db oc9.yaml
kept "a hostile folder" hostile/db
check "what links lead to stays" test "$(cat victim/file)" = precious
for name in AAAAAAAA AAAAAAAB.1 AAAAAAAC AAAAAAAD AAAAAAAD.1 AAAAAAAE AAAAAAAE.1 AAAAAAAE.2 AAAAAAAF.txt \
    AAAAAAAG. short; do
    echo ".mxtrap.$name"
done >stay
check "names of ours that nobody holds go, and no others" test \
    "$(find hostile -name '.mxtrap.*' -printf '%f\n' | LC_ALL=C sort)" = "$(LC_ALL=C sort stay)"

least=38
# Whose the file is: for root to set up, for an ordinary user to replace.
if [ "$(id -u)" -eq 0 ]; then
    chmod 711 "$work"
    chmod 644 oc9.yaml
    folder=$(mktemp -d) # the tool and its libraries, where anybody may read them
    trap 'rm -rf "$work" "$folder"' EXIT
    chmod 755 "$folder"
    copy_tool "$gen" "$folder"
    # user GROUPS COMMAND...: somebody without privileges, in these groups beside an own one.
    user() {
        groups=$1
        shift
        setpriv --reuid 4001 --regid 4001 --groups "$groups" --inh-caps=-all --bounding-set=-all \
            env LD_LIBRARY_PATH="$folder" "$@"
    }
    # placed OWNER:GROUP MODE: the file that is there, in a folder that anybody may write.
    mkdir shared
    chmod 777 shared
    placed() {
        rm -rf shared/*
        echo old >shared/db
        chown "$1" shared/db
        chmod "$2" shared/db
    }
    owned() { check "$1" test "$(stat -c %u:%g:%a shared/db)" = "$2"; }

    placed 4001:4002 640
    run 0 user 4001,4002 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    kept "a group that may be given" shared/db
    owned "it is kept" 4001:4002:640
    # A group that we are not in must not lose the file, nor ours get it.
    placed 4001:4002 640
    run 4 user 4001 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    err_has "the group of the existing file cannot be kept"
    check "nothing is replaced" test "$(cat shared/db)" = old
    owned "nor changed" 4001:4002:640
    placed 4001:4002 644
    run 0 user 4001 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    err_has "shared/db: the group of the existing file cannot be kept"
    kept "what all may read anyway" shared/db
    # An owner who could not read it any more; one who can.
    placed 4003:4002 660
    run 4 user 4001,4002 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    err_has "the owner of the existing file cannot be kept"
    owned "nothing is changed" 4003:4002:660
    placed 4003:4002 664
    run 0 user 4001,4002 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    err_has "the owner of the existing file cannot be kept"
    owned "the new owner" 4001:4002:664
    placed 65534:65534 660 # nobody, who is in the group of that number
    run 0 user 4001,65534 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    err_has "the owner of the existing file cannot be kept"
    owned "an owner who is in the group may read it" 4001:65534:660
    # Set-id bits are nobody's when the owner is another.
    placed 4003:4002 6664
    run 0 user 4001,4002 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    owned "no set-id bits of another owner" 4001:4002:664
    # Of several files none is replaced.
    placed 4001:4002 640
    mv shared/db shared/db.oc9.com
    cp "$source/examples/smallest.yaml" smallest.yaml
    chmod 644 smallest.yaml
    run 4 user 4001 "$folder/mxtrap-gen" -q -o shared/ smallest.yaml oc9.yaml
    check "no file of a folder" test "$(ls -A shared)" = db.oc9.com

    # A list and attributes, by an ordinary user; those that only root may set.
    placed 4001:4002 640
    setfacl -m u:123:r,m::r shared/db
    setfattr -n user.note -v kept shared/db
    setfattr -n security.test -v label shared/db
    run 0 user 4001,4002 "$folder/mxtrap-gen" -q -o shared/db oc9.yaml
    err_has "the extended attribute security.test of the existing file cannot be kept"
    check "the list" sh -c "getfacl -n shared/db 2>/dev/null | grep -qx 'user:123:r--'"
    check "user.note" test "$(getfattr --only-values -n user.note shared/db)" = kept
    placed 4001:4002 640
    setfattr -n security.test -v label shared/db
    setfattr -n trusted.test -v trust shared/db
    run 0 "$gen" -q -o shared/db oc9.yaml
    err_is_empty
    check "root keeps them" sh -c "getfattr -d -m - shared/db | sort | tr '\n' ' ' |
        grep -q 'security.test=.label. trusted.test=.trust.'"
    owned "and whose it is" 4001:4002:640
    # A mode that forbids what comes after it.
    placed 4001:4001 444
    setfattr -n user.note -v kept shared/db
    chown 0:0 shared/db
    run 0 "$gen" -q -o shared/db oc9.yaml
    owned "a read-only file" 0:0:444
    check "its attribute" test "$(getfattr --only-values -n user.note shared/db)" = kept
    least=74
fi

finish "$least"
