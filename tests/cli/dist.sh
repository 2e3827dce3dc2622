#!/bin/sh
# The target dist: a commit gives the same tarball in each clone, with the manuals and without what is not
# committed; without a repository there is none. It runs in repositories of its own.
set -eu
. "$(dirname "$0")/../lib.sh"
GIT_COMMITTER_DATE=2001-02-03T04:05:06Z
export GIT_COMMITTER_DATE GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
for who in AUTHOR COMMITTER; do
    export "GIT_${who}_NAME=a" "GIT_${who}_EMAIL=a@example.com"
done

# made FOLDER: a tarball of FOLDER/repository, in FOLDER.
made() {
    (cd "$1" && cmake -DSOURCE="$1/repository" -DNAME=mxtrap-1 -P "$source/cmake/dist.cmake")
}
mkdir -p "$work/first/repository" "$work/second" "$work/third/repository"
cp -R "$source/docs" "$work/first/repository"
git -C "$work/first/repository" init -q
git -C "$work/first/repository" add .
git -C "$work/first/repository" commit -qm first
(umask 077 && git clone -q "$work/first/repository" "$work/second/repository")
git -C "$work/second/repository" config tar.umask 077
find "$work/second/repository/docs" -exec touch -d 2001-01-01 {} +
echo more >"$work/second/repository/uncommitted"
for folder in first second; do
    check "tarball of the $folder" made "$work/$folder"
done
check "the same bytes" cmp "$work/first/mxtrap-1.tar.gz" "$work/second/mxtrap-1.tar.gz"
(cd "$source" && find docs -type f | sort | sed 's,^,mxtrap-1/,') >"$work/wanted"
check "the commit's time" sh -c "TZ=UTC tar -tvzf '$work/first/mxtrap-1.tar.gz' | grep -c '2001-02-03 04:05' |
    grep -qx \"\$(tar -tzf '$work/first/mxtrap-1.tar.gz' | wc -l)\""
tar -tzf "$work/first/mxtrap-1.tar.gz" >"$work/members"
grep -v '/$' "$work/members" | sort >"$work/got"
check "all files" cmp "$work/wanted" "$work/got"
check "manuals" grep -qx mxtrap-1/docs/mxtrap-gen.1 "$work/got"
GIT_CEILING_DIRECTORIES=$work
export GIT_CEILING_DIRECTORIES
check "no repository" sh -c "! (cd '$work/third' && cmake -DSOURCE='$work/third/repository' \
    -DNAME=mxtrap-1 -P '$source/cmake/dist.cmake' 2>/dev/null)"
finish 7
