#!/bin/sh
# tests/servers.sh, with an apt-get that has every package and downloads nothing: each server asked for
# is unpacked once, however often it is named, and what is there already is not fetched again.
set -eu
. "$(dirname "$0")/../lib.sh"

mkdir "$work/bin"
cat >"$work/bin/apt-get" <<'END'
#!/bin/sh
# The last word but the tools' is the server; "download" makes an empty file a package.
[ -z "${APT_CONFIG:-}" ] || cp "$(sed -n 's/.*SourceList "\(.*\)";/\1/p' "$APT_CONFIG")" "$FETCHED.sources"
for word; do
    case $word in
    install) action=install ;;
    download) action=download ;;
    -*) ;;
    *) case $action in
        install) [ -n "${server:-}" ] || { server=$word && echo "Inst $server (1 Debian)"; } ;;
        download) : >"${word}_1.deb" && echo "$word" >>"$FETCHED" ;;
        esac ;;
    esac
done
END
cat >"$work/bin/dpkg-deb" <<'END'
#!/bin/sh
[ -e "$2" ] && tar -C "$PACKED" -cf - .
END
chmod +x "$work/bin/apt-get" "$work/bin/dpkg-deb"
# What is in every package: the programs whose libraries are looked for.
PACKED=$work/packed
mkdir -p "$PACKED/usr/sbin" "$PACKED/usr/bin"
for program in $(sed -n '/^programs="/,/"$/ { s/^programs=//; s/"//g; p }' "$source/tests/servers.sh"); do
    cp /bin/true "$PACKED/$program"
done
FETCHED=$work/fetched
export FETCHED PACKED
: >"$FETCHED"

# unpacks SERVER...: into the same folder.
unpacks() {
    run 0 env PATH="$work/bin:$PATH" sh "$source/tests/servers.sh" "$work/servers" "$@"
    err_is_empty
}
unpacks postfix dma dma
for server in postfix exim4-daemon-light opensmtpd dma; do
    check "$server is there" test -e "$work/servers/mail/$server/complete"
    check "$server was fetched once" test "$(grep -cx "$server" "$FETCHED")" -eq 1
done
check "name servers are there" test -s "$work/servers/env.sh"
check "nothing else is" test "$(ls "$work/servers/mail" | wc -l)" -eq 4
: >"$FETCHED"
unpacks opensmtpd dma
check "nothing is fetched again" test ! -s "$FETCHED"
unpacks sendmail-bin
check "but what is new" test "$(cat "$FETCHED")" = sendmail-bin

: >"$FETCHED"
check "this machine's packages were asked for" test ! -e "$FETCHED.sources"
run 0 env PATH="$work/bin:$PATH" sh "$source/tests/servers.sh" --release trixie "$work/trixie" chasquid
err_is_empty
check "trixie's were" grep -q 'debian trixie main' "$FETCHED.sources"
check "mail servers of a release" test -e "$work/trixie/mail/chasquid/complete"
check "no name servers of it" test ! -e "$work/trixie/env.sh"
check "and nothing remains" test "$(ls "$work/trixie")" = mail

finish 25
