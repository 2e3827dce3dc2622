#!/bin/sh
# Installs into a prefix of its own, builds a consumer against it every way that is offered, compiles
# each public header alone, and takes everything away again.
# usage: sh tests/cli/install.sh BUILD    (what tests/cli/shipped.sh built)
set -eu
. "$(dirname "$0")/../lib.sh"

build=$1
prefix=$work/prefix
cc=${CC:-cc}
cxx=${CXX:-c++}
check "install" cmake --install "$build" --prefix "$prefix"
libdir=$(dirname "$(find "$prefix" -name libmxtrap.a)")
PKG_CONFIG_PATH=$libdir/pkgconfig
LD_LIBRARY_PATH=$libdir
export PKG_CONFIG_PATH LD_LIBRARY_PATH
"$prefix/bin/mxtrap-gen" --quiet "$source/examples/oc9.yaml" >"$work/expected"
check "something to compare with" test -s "$work/expected"

# consumer NAME PROGRAM: what it writes is what mxtrap-gen writes.
consumer() {
    run 0 "$2" "$source/examples/oc9.yaml"
    check "$1 writes the fragment" cmp "$work/out" "$work/expected"
}

# CMake package.
for static in OFF ON; do
    folder=$work/cmake-$static
    check "configure a consumer, static $static" cmake -S "$source/tests/cli/consumer" \
        -B "$folder" -DSTATIC=$static -DCMAKE_PREFIX_PATH="$prefix"
    check "build a consumer, static $static" cmake --build "$folder"
    consumer "consumer by CMake, static $static" "$folder/consumer"
done
check "the shared one needs libmxtrap" sh -c "readelf -d '$work/cmake-OFF/consumer' | grep -q 'NEEDED.*libmxtrap\.so\.0'"
check "the static one does not" sh -c "! readelf -d '$work/cmake-ON/consumer' | grep -q 'NEEDED.*libmxtrap'"
check "the shared one needs no other library of ours" sh -c \
    "! readelf -d '$work/cmake-OFF/consumer' | grep -Eq 'NEEDED.*(ldns|yaml|zscanner|jansson|unbound|event|idn2|psl|ssl)'"

# pkg-config, where it was installed; and after a move of the whole prefix, as the CMake package.
pkg_config_consumers() {
    # shellcheck disable=SC2046 # words are meant
    check "consumer by pkg-config$1" "$cc" -o "$work/shared" \
        "$source/examples/library/gen.c" $(pkg-config --cflags --libs mxtrap)
    consumer "consumer by pkg-config$1" "$work/shared"
    # shellcheck disable=SC2046
    check "static consumer by pkg-config$1" "$cc" -o "$work/static" \
        "$source/examples/library/gen.c" $(pkg-config --cflags mxtrap) \
        "$libdir/libmxtrap.a" $(pkg-config --static --libs mxtrap | sed 's/-lmxtrap //')
    consumer "static consumer by pkg-config$1" "$work/static"
}
pkg_config_consumers ""
check "pkg-config knows the version" test "$(pkg-config --modversion mxtrap)" = \
    "$("$prefix/bin/mxtrap-gen" --version | cut -d ' ' -f 2)"
mv "$prefix" "$work/moved"
libdir=$work/moved${libdir#"$prefix"}
PKG_CONFIG_PATH=$libdir/pkgconfig
LD_LIBRARY_PATH=$libdir
pkg_config_consumers ", moved"
check "configure a consumer, moved" cmake -S "$source/tests/cli/consumer" -B "$work/cmake-moved" \
    -DCMAKE_PREFIX_PATH="$work/moved"
check "build a consumer, moved" cmake --build "$work/cmake-moved"
consumer "consumer by CMake, moved" "$work/cmake-moved/consumer"
mv "$work/moved" "$prefix"
libdir=$prefix${libdir#"$work/moved"}
PKG_CONFIG_PATH=$libdir/pkgconfig
LD_LIBRARY_PATH=$libdir

# Each public header alone, as C and as C++.
for header in "$prefix"/include/mxtrap/*.h; do
    name=mxtrap/$(basename "$header")
    printf '#include <%s>\nextern int alone;\n' "$name" >"$work/alone.c"
    check "$name alone in C" "$cc" -std=c11 -pedantic -Wall -Wextra -Werror -fsyntax-only \
        -I "$prefix/include" "$work/alone.c"
    check "$name alone in C++" "$cxx" -std=c++11 -pedantic -Wall -Wextra -Werror -fsyntax-only \
        -x c++ -I "$prefix/include" "$work/alone.c"
done

# The macros that set the size of a struct of options, in both languages.
for language in c c++; do
    {
        printf '#include <mxtrap/mxtrap.h>\nsize_t sizes(void);\nsize_t sizes(void) {\nsize_t sum = 0;\n'
        sed -n 's/^#define \(MXTRAP_[A-Z_]*_INIT\) MXTRAP_SIZED(\([a-z_]*\)).*/{ struct \2 given = \1; sum += given.size; }/p' \
            "$prefix"/include/mxtrap/*.h
        printf 'return sum;\n}\n'
    } >"$work/sizes.$language"
    check "macros of all structs in $language" test "$(grep -c given "$work/sizes.$language")" -ge 9
done
check "macros in C" "$cc" -std=c11 -pedantic -Wall -Wextra -Werror -fsyntax-only \
    -I "$prefix/include" "$work/sizes.c"
check "macros in C++" "$cxx" -std=c++11 -pedantic -Wall -Wextra -Werror -fsyntax-only -x c++ \
    -I "$prefix/include" "$work/sizes.c++"

# The manual of each function, under its name: a page, or a line that names one.
for function in $(nm -D --defined-only "$libdir/libmxtrap.so" | awk '{ print $3 }'); do
    page=$prefix/share/man/man3/$function.3
    named=$(sed -n 's/^\.so //p' "$page")
    [ -z "$named" ] || page=$prefix/share/man/$named
    check "a page has $function" grep -q "^\.Nm $function\b" "$page"
done

# What is visible, and the name that programs ask for.
nm -D --defined-only "$libdir/libmxtrap.so" | awk '{ print $3 }' | sort >"$work/visible"
check "only mxtrap_ is visible" sh -c "! grep -v '^mxtrap_' '$work/visible'"
sed -n 's/.*\b\(mxtrap_[a-z0-9_]*\)(.*/\1/p' "$prefix"/include/mxtrap/*.h |
    sort -u >"$work/mentioned"
check "all that is visible is in a header" sh -c "comm -23 '$work/visible' '$work/mentioned' | diff - /dev/null"
check "SONAME" sh -c "readelf -d '$libdir/libmxtrap.so' | grep -q 'SONAME.*\[libmxtrap\.so\.0\.2\]'"

# Completions, where the shells look for them.
for tool in check gen lab lint sim watch; do
    share=$prefix/share
    check "bash completion of mxtrap-$tool" grep -q -- "-F _mxtrap_$tool mxtrap-$tool\$" \
        "$share/bash-completion/completions/mxtrap-$tool"
    check "zsh completion of mxtrap-$tool" grep -qx "#compdef mxtrap-$tool" \
        "$share/zsh/site-functions/_mxtrap-$tool"
    check "fish completion of mxtrap-$tool" grep -q "^complete -c mxtrap-$tool .* -l version" \
        "$share/fish/vendor_completions.d/mxtrap-$tool.fish"
done

check "uninstall" cmake --build "$build" --target uninstall
check "nothing is left" test -z "$(find "$prefix" ! -type d)"
check "no folder of ours is left" test -z "$(find "$prefix" -name '*mxtrap*')"

# By components: the tools stand alone.
for component in tools library; do
    check "install the component $component" cmake --install "$build" --prefix "$prefix" \
        --component "$component"
done
check "tools" test -x "$prefix/bin/mxtrap-gen"
check "library" test -e "$libdir/libmxtrap.so.0.2"
check "no development files" test -z "$(find "$prefix" -name '*.h' -o -name '*.a' -o -name '*.pc')"
check "uninstall components" cmake --build "$build" --target uninstall
check "no component is left" test -z "$(find "$prefix" ! -type d)"
check "uninstall again" sh -c "! cmake --build '$build' --target uninstall"
finish 200
