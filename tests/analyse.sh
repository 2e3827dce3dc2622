#!/bin/sh
# What reads lib/ and cli/ without running them: clang-tidy, cppcheck and gcc's -fanalyzer, none of
# which may find anything. What one of them is told to leave alone stands in .clang-tidy, beside the
# line (NOLINT, cppcheck-suppress), or below.
# usage: sh tests/analyse.sh [clang-tidy|cppcheck|analyzer]...    (default: all three)
set -eu

cd "$(dirname "$0")/.."
. .ci/packages.sh
# shellcheck disable=SC2086 # words are meant
install_packages $build_packages $analyse_packages

# Leaks that gcc 12 sees and that are none: it does not know that tsearch() keeps its (constant) key,
# and loses what realloc() gave once two structs of the caller lead to it, or what malloc() gave for
# an array's item. Valgrind and LeakSanitizer, which see these lines run, say nothing of them.
known='lib/base/ahead\.c:.*leak of .<unknown>.
cli/tool/options\.c:.*leak of .<unknown>.
cli/check/names\.c:.*leak of .copy.
cli/lint/folders\.c:.*leak of .(cli_path_join|strdup)
cli/lab/hosts\.c:.*leak of .<unknown>.
lib/probe/prober\.c:.*leak of .<unknown>.'

build=build/analyse
mkdir -p "$build"
export LC_ALL=C CCACHE_DISABLE=1

configure() {
    folder=$1
    shift
    cmake -S . -B "$folder" -DCMAKE_C_COMPILER=gcc -DMXTRAP_TESTS=OFF "$@" >"$build/configure.log" 2>&1 || {
        cat "$build/configure.log"
        exit 1
    }
}

run() {
    case $1 in
    clang-tidy)
        find lib cli -name '*.c' | sort |
            xargs -n 8 -P "$(nproc)" clang-tidy -p "$build" --quiet
        ;;
    cppcheck)
        cppcheck --project="$build/compile_commands.json" --std=c11 --quiet -j "$(nproc)" \
            --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
            --suppress=missingIncludeSystem
        ;;
    analyzer)
        rm -rf "$build/analyzer" # what is built already says nothing again
        configure "$build/analyzer" -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-fanalyzer
        cmake --build "$build/analyzer" -j "$(nproc)"
        ;;
    esac
}

[ $# -gt 0 ] || set -- clang-tidy cppcheck analyzer
for tool; do
    case $tool in clang-tidy | cppcheck | analyzer) ;; *)
        echo "$0: no such tool: $tool" >&2
        exit 2
        ;;
    esac
done
configure "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
status=0
for tool; do
    log=$build/$tool.log
    failed=no
    run "$tool" >"$log" 2>&1 || failed=yes
    # A header's line is told once for each file that includes it.
    found=$(grep -E ': (warning|error): ' "$log" | grep -Ev "$known" | sed "s|$PWD/||" | sort -u)
    [ "$failed" = no ] || [ -n "$found" ] || found=$(cat "$log")
    if [ -n "$found" ]; then
        printf '%s\n' "$found"
        status=1
    fi
    echo "$tool: $([ -z "$found" ] && echo clean || echo "not clean, see $log")"
done
exit "$status"
