#!/bin/sh
# mxtrap-lint on folders and on many files at once: which files are read, and that the output is the same.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/zones.sh"

zone warned '@ IN MX 10 mail1' "$(hosts)"
folder=$work/folder
mkdir -p "$folder/b/deep" "$folder/a" "$folder/.git" "$work/outside"
for file in z.zone b/db.oc9 b/deep/x.zone a/y.zone; do
    cp "$work/warned" "$folder/$file"
done
cp "$source/examples/oc9.yaml" "$folder/a/oc9.mxtrap.yaml"

files_are() { # NAMES: of the files of the last run, in their order
    check "files: $1" /usr/bin/python3 -c '
import json, sys
files = json.load(open(sys.argv[1], encoding="utf-8"))["files"]
assert files == sys.argv[2].split(), files' "$work/out" "$1"
}

wanted="a/oc9.mxtrap.yaml a/y.zone b/db.oc9 b/deep/x.zone z.zone"
run 0 sh -c 'cd "$1" && "$2" -f json .' sh "$folder" "$lint"
files_are "$(echo " $wanted" | sed 's, , ./,g')"
out_has '"file": "./b/deep/x.zone", "line": 6'

# What is no zone file or spec, or not meant to be found.
cp "$work/warned" "$work/outside/out.zone"
for file in b/notes.txt b/db.oc9.jnl b/db.oc9~ .git/hidden.zone b/.hidden.zone a/.mxtrap.yaml~; do
    echo "junk" >"$folder/$file"
done
ln -s "$work/outside" "$folder/b/link"
ln -s "$work/outside/out.zone" "$folder/b/link.zone"
mkdir "$folder/b/folder.zone"
mkfifo "$folder/b/pipe.zone"
run 0 sh -c 'cd "$1" && "$2" -f json a b/ z.zone' sh "$folder" "$lint"
files_are "$wanted"

# A folder without files is said, as is one that cannot be read; both beside others.
mkdir "$work/bare"
run 0 "$lint" -f gcc "$work/bare" "$folder/z.zone"
out_has "$work/bare:1:1: warning: there is no MX set here: nothing was checked [nothing-to-check]"
out_has "$folder/z.zone:6:1: warning: "
run 1 "$lint" --strict "$work/bare"
mkdir "$work/shut"
chmod 0 "$work/shut"
if ! ls "$work/shut" >"$work/log" 2>&1; then # root reads it
    run 2 "$lint" -f gcc "$work/shut"
    out_has "$work/shut:1:1: error: Permission denied [unreadable]"
fi
# One whose names can be listed and no more: what they are is not known, and that is no "all is well".
chmod 700 "$work/shut"
cp "$folder/z.zone" "$work/shut/x.zone"
mkdir "$work/shut/below"
chmod 600 "$work/shut"
if ! cat "$work/shut/x.zone" >"$work/log" 2>&1; then
    run 2 "$lint" -f gcc "$work/shut" "$folder/z.zone"
    out_has "$work/shut/below:1:1: error: Permission denied [unreadable]"
    out_has "$work/shut/x.zone:1:1: error: Permission denied [unreadable]"
fi
chmod 700 "$work/shut"

# More files than wait for their turn, and large ones among small ones: the same output in every format.
for number in $(seq 700); do
    cp "$work/warned" "$folder/a/f$number.zone"
done
{
    cat "$work/warned"
    seq 3000 | sed 's,.*,n& IN MX 10 m&,'
} >"$folder/a/f1.zone"
cp "$folder/a/f1.zone" "$folder/a/f500.zone"
printf 'broken IN MX\n' >"$folder/a/f300.zone"
printf 'unknown: 1\n' >"$folder/b/.mxtrap.yaml" # it is found after files were read
for format in text gcc json sarif junit github; do
    run 2 "$lint" -f "$format" "$folder"
    mv "$work/out" "$work/one"
    for jobs in 2 7; do
        run 2 "$lint" -f "$format" -j "$jobs" "$folder"
        check "-j $jobs, $format" cmp "$work/one" "$work/out"
    done
done
run 2 "$lint" -f gcc -j 2 "$folder"
check "configurations before files" sh -c 'head -n 1 "$1" | grep -q "b/.mxtrap.yaml:1:1: error: "' sh "$work/out"
# What a file leaves, as a TTL or an entry that does not end, is not seen in the next.
for file in "$source"/tests/golden/zonefiles/*/*.zone; do
    "$lint" -f gcc "$file" >>"$work/each" 2>>"$work/log" || :
done
for jobs in 1 3; do
    run 2 "$lint" -f gcc -j "$jobs" "$source"/tests/golden/zonefiles/*/*.zone
    check "-j $jobs, each file by itself" cmp "$work/each" "$work/out"
done
# The same output by threads is also what files say of the dummies on the command line.
rm "$folder/a/f300.zone" "$folder/b/.mxtrap.yaml"
printf '@ IN MX 1 mail3.oc9.com.\n' >"$folder/a/f7.zone"
run 1 "$lint" -f gcc --origin oc9.com --dummy mail3.oc9.com --dummy mail11.oc9.com --dummy zzz.example "$folder"
out_has '"mail11.oc9.com", named as a dummy, is not an exchanger of any zone; did you mean mail1.oc9.com.?'
mv "$work/out" "$work/one"
run 1 "$lint" -f gcc -j 3 --origin oc9.com --dummy mail3.oc9.com --dummy mail11.oc9.com --dummy zzz.example "$folder"
check "-j 3 with dummies" cmp "$work/one" "$work/out"
run 2 "$lint" -j 2 --origin 'a..b' "$folder"
err_has "a..b"
out_is_empty
run 2 "$lint" -j 0 "$folder"
run 2 "$lint" -j 257 "$folder"
run 0 sh -c 'cd "$1" && "$2" -f gcc -j 2 - a/f7.zone <z.zone' sh "$folder" "$lint"
out_has "-:6:1: warning"

# A folder that cannot be read to its end is not taken for a smaller one: a shim stands in for the disk.
cat >"$work/shim.c" <<'END'
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
static struct dirent *fail(void) {
    static struct dirent first = {.d_name = "f1.zone", .d_type = DT_REG};
    static int calls;
    if (calls++ == 0) {
        return &first;
    }
    errno = getenv("SHIM_ERROR") != NULL ? EIO : 0;
    return NULL;
}
struct dirent *readdir(DIR *folder) { return (void)folder, fail(); }
struct dirent64 *readdir64(DIR *folder) { return (void)folder, (struct dirent64 *)fail(); }
END
${CC:-cc} -shared -fPIC -o "$work/shim.so" "$work/shim.c"
preload=$(ldd "$lint" | sed -n 's/.*=> \(.*libasan[^ ]*\).*/\1 /p')$work/shim.so # a sanitizer wants to be first
printf '@ IN MX 10 mail.oc9.com.\n' >"$folder/a/f1.zone"
run 0 env LD_PRELOAD="$preload" "$lint" -f gcc --origin oc9.com "$folder/a"
run 2 env LD_PRELOAD="$preload" SHIM_ERROR=1 "$lint" -f gcc --origin oc9.com "$folder/a"
out_has "$folder/a:1:1: error: "

finish 48
