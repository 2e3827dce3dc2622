#!/bin/sh
# The Debian packages: made by cpack, without an error of lintian, with all that is installed in them,
# and unpacked they run.
# usage: sh tests/cli/package.sh BUILD    (what tests/cli/shipped.sh built)
set -eu
. "$(dirname "$0")/../lib.sh"

check "cpack" cpack --config "$1/CPackConfig.cmake" -B "$work/packages"
check "nothing for uninstall" test -z "$(ls "$1" | grep install_manifest)"
check "three packages" test "$(ls "$work/packages" | grep -c '\.deb$')" -eq 3
# All in one run: it takes longer to begin than to look.
check "lintian" lintian --allow-root --fail-on error "$work"/packages/*.deb
for package in mxtrap libmxtrap0.2 libmxtrap-dev; do
    deb=$(echo "$work/packages/${package}"_*.deb)
    check "unpack $package" dpkg-deb -x "$deb" "$work/root"
    for words in "BSD 2-Clause" "Copyright (c)" libzscanner /usr/share/common-licenses/GPL-3; do
        check "copyright of $package: $words" grep -qF "$words" \
            "$work/root/usr/share/doc/$package/copyright"
    done
    # What a package says it needs can be had: each is a package of this machine or one of these.
    for need in $(dpkg-deb -f "$deb" Depends | sed 's/([^)]*)//g; s/,/ /g'); do
        case $need in
        libmxtrap0.2) ;;
        *) check "$package needs $need" dpkg-query -W "$need" ;;
        esac
    done
done
check "library's soname has shlibs" sh -c \
    "dpkg-deb -I '$(echo "$work"/packages/libmxtrap0.2_*.deb)' shlibs | grep -q '^libmxtrap 0.2 libmxtrap0.2'"
for manual in "$source"/docs/*.[1-8]; do
    check "manual $(basename "$manual")" test -s \
        "$work/root/usr/share/man/man${manual##*.}/$(basename "$manual").gz"
done
for tool in check gen lab lint sim watch; do
    for completion in bash-completion/completions/mxtrap-$tool zsh/vendor-completions/_mxtrap-$tool \
        fish/vendor_completions.d/mxtrap-$tool.fish; do
        check "completion $completion" test -s "$work/root/usr/share/$completion"
    done
done
run 0 "$work/root/usr/bin/mxtrap-gen" "$source/examples/oc9.yaml"
out_has "mail1"
for tool in gen lint check lab sim; do
    run 0 "$work/root/usr/bin/mxtrap-$tool" --version
done
finish 52
