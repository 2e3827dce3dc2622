#!/bin/sh
# What is shipped, as its ELF files tell: position independent, with full RELRO and a stack that is not
# executable; stack protector and fortified calls are in it; tools load the libraries that they use.
# usage: sh tests/cli/hardened.sh BUILD
set -eu
build=$1
. "$(dirname "$0")/../lib.sh"

# has FILE WHAT OPTIONS PATTERN: readelf tells it; lacks: it does not.
has() { check "${1##*/}: $2" sh -c 'readelf -W $1 "$2" | grep -qE -e "$3"' - "$3" "$1" "$4"; }
lacks() { check "${1##*/}: $2" sh -c '! readelf -W $1 "$2" | grep -qE -e "$3"' - "$3" "$1" "$4"; }

files=0
for file in "$build"/cli/mxtrap-* "$build"/lib/libmxtrap.so; do
    [ -f "$file" ] && [ -x "$file" ] || continue
    files=$((files + 1))
    has "$file" "position independent" -h 'Type: +DYN'
    has "$file" "relocations are read-only" -l 'GNU_RELRO'
    has "$file" "all of them, at the start" -d '\(FLAGS(_1)?\).*NOW'
    has "$file" "a stack to read and write" -l 'GNU_STACK.* RW +0x'
    lacks "$file" "no relocations in the text" -d 'TEXTREL'
    has "$file" "stack protector" --dyn-syms '__stack_chk_fail'
    case $file in
    *.so) ;;
    *) has "$file" "PIE" -d 'FLAGS_1.*PIE' ;;
    esac
done
check "seven files: $files" test "$files" -eq 7
has "$build/lib/libmxtrap.so" "fortified" --dyn-syms '__[a-z]+_chk@'
has "$build/cli/mxtrap-check" "fortified" --dyn-syms '__[a-z]+_chk@'
for tool in gen lint sim; do
    lacks "$build/cli/mxtrap-$tool" "no resolver, no captures" -d 'NEEDED.*(unbound|event|pcap)'
done

finish 47
