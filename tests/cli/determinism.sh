#!/bin/sh
# The same spec gives the same bytes, whatever the locale, the time zone, the umask, the terminal
# and the folder it is run in: output, diagnostics and exit status, every example in every format.
set -eu
. "$(dirname "$0")/../lib.sh"

mkdir "$work/one" "$work/two" "$work/two/a folder" "$work/locales"
cp -R "$source/examples" "$work/one/"
cp -R "$source/examples" "$work/two/a folder/"

# German has a decimal comma and dots between thousands, Turkish another lower case of "I".
for name in de_DE tr_TR; do
    check "a locale $name" localedef -i "$name" -f UTF-8 "$work/locales/$name.UTF-8"
done
point=$(LOCPATH=$work/locales LC_ALL=de_DE.UTF-8 locale decimal_point)
check "the German locale is in force" test "$point" = ,

formats=$("$gen" --help | sed -n '/^formats:/,/^$/s/^  \([a-z0-9-]\{1,\}\) .*/\1/p')
check "--help names the formats" test "$(printf '%s\n' "$formats" | wc -l)" -ge 6

# Every example in every format, in folder $1, all that is seen of it to file $2.
write_all() (
    cd "$1"
    for spec in examples/*.yaml; do
        for format in $formats; do
            echo "== $spec $format"
            status=0
            "$gen" --format="$format" "$spec" </dev/null || status=$?
            echo "== exit status $status"
        done
    done >"$2" 2>&1
)

# The same in files, whose names or permissions could matter; other settings are tried with what is printed.
write_files() (
    cd "$1"
    for spec in examples/*.yaml; do
        for format in $formats; do
            echo "== $spec $format"
            rm -f written
            "$gen" --quiet --format="$format" --output=written "$spec" </dev/null || continue
            cat written
        done
    done >"$2" 2>&1
)

write_all "$work/one" "$work/reference"
write_files "$work/one" "$work/files"
for format in $formats; do
    check "there is $format of examples/oc9.yaml" awk -v title="== examples/oc9.yaml $format" '
        $0 == title { here = 1 }
        here && /^== exit status/ { status = $4; exit }
        END { exit status == "0" ? 0 : 1 }' "$work/reference"
done

# $1 says what differs from the reference; the rest is the folder, then the settings of env.
same_under() {
    what=$1
    folder=$2
    shift 2
    (
        for setting in "$@"; do
            # shellcheck disable=SC2163 # a setting is NAME=VALUE
            export "$setting"
        done
        write_all "$folder" "$work/again"
    )
    check "the same bytes: $what" diff -u "$work/reference" "$work/again"
}

same_under "a second run" "$work/one"
same_under "another folder" "$work/two/a folder"
for locale in C POSIX C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8; do
    same_under "locale $locale" "$work/one" "LOCPATH=$work/locales" "LC_ALL=$locale" \
        "LANG=$locale" "LANGUAGE=de:tr"
done
for zone in UTC-14 UTC+12 CET-1CEST; do
    same_under "time zone $zone" "$work/one" "TZ=$zone"
done
same_under "a narrow terminal" "$work/one" TERM=xterm-256color COLUMNS=20 LINES=5
same_under "no terminal" "$work/one" TERM=dumb NO_COLOR=1
for mask in 000 027 077; do
    (umask "$mask" && write_files "$work/one" "$work/again")
    check "the same bytes: umask $mask" diff -u "$work/files" "$work/again"
done
write_files "$work/two/a folder" "$work/again"
check "the same bytes: files in another folder" diff -u "$work/files" "$work/again"
finish 30
