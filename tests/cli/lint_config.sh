#!/bin/sh
# .mxtrap.yaml: where it is looked for, what it changes, what the command line has the last word on, and
# that it is read as a file from a stranger.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/zones.sh"

zone plain "$(marked | sed 's/;.*//')" "$(hosts)"
repository=$work/repository
mkdir -p "$repository/.git" "$repository/zones/deep" "$work/elsewhere"
config=$repository/.mxtrap.yaml
cp "$work/plain" "$repository/zones/deep/a.zone"
cd "$repository"

finds 0 "roles-assumed" zones/deep/a.zone

# finds_in FOLDER STATUS RULES ARGUMENT...: finds, from there.
finds_in() {
    folder=$1
    wanted=$2
    wanted_rules=$3
    shift 3
    run "$wanted" sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$lint" -f json "$@"
    check "in $folder: finds \"$wanted_rules\", not \"$(rules)\": $*" test "$(rules)" = "$wanted_rules"
}

# Rules and roles, from each place that names the file.
cat >"$config" <<'END'
ignore:
  dummy-between-reals: an experiment
  last-not-dummy: an experiment
dummies: [mail1.oc9.com, mail2.oc9.com., other.example]
END
finds 0 "" zones/deep/a.zone
ln -s deep zones/link
for path in deep/a.zone "$repository/zones/deep/a.zone" deep/../deep/a.zone link/a.zone; do
    finds_in zones 0 "" "$path"
done
rm zones/link
run 0 sh -c '"$1" -f json - <zones/deep/a.zone' sh "$lint"
check "standard input" test -z "$(rules)"
finds 0 "" .
finds 1 "dummy-between-reals last-not-dummy" --no-config --dummy mail1.oc9.com --dummy mail2.oc9.com zones/deep/a.zone
finds 0 "roles-assumed" --no-config zones/deep/a.zone

# The command line goes before it; rules to ignore are added.
finds 1 "first-not-dummy" --dummy mail2.oc9.com zones/deep/a.zone
finds 0 "not-trapped" --no-dummies zones/deep/a.zone
finds 0 "" --no-dummies --ignore not-trapped zones/deep/a.zone
echo 'ignore: {special-purpose-address: examples}' >"$config"
cp "$source/examples/oc9.yaml" zones/oc9.mxtrap.yaml
run 0 "$lint" -f json zones/oc9.mxtrap.yaml
check "a spec" test -z "$(rules | grep special-purpose)"

# A dummy that no file names may be another file's, unless it is a name of this zone that is not there.
echo 'dummies: [mail1.oc9.com, mial2.oc9.com, mail3.sub.oc9.com, master.oc9.com, mail2.oc9.con]' >"$config"
awk '{ print } END { print "mail3 IN A 30.0.0.9" }' zones/deep/a.zone | sed 's/ MX 10 mail3/ MX 10 mail2/' >zones/deep/b.zone
run 1 "$lint" -f gcc zones/deep/b.zone
out_has 'zones/deep/b.zone:3:1: warning: "mial2.oc9.com", named as a dummy, is not an exchanger, and has no address in its zone; did you mean mail2.oc9.com.? [unknown-dummy]'
check "only that one" test "$(grep -c unknown-dummy "$work/out")" -eq 1
for edit in 's/^@ IN SOA.*//' 's/^@ IN NS ns1/&\n* IN A 30.0.0.8/' 's/^@ IN NS ns1/&\nmial2 IN A 30.0.0.8/' \
    's/^@ IN NS ns1/&\nmial2 IN NS ns1/'; do
    sed "$edit" zones/deep/b.zone >zones/c.zone
    run 1 "$lint" -f gcc zones/c.zone
    check "not known: $edit" test "$(grep -c unknown-dummy "$work/out")" -eq 0
done
# No zone is added to a name without one: nobody would see that the host that was meant is real.
echo 'dummies: [mail1.oc9.com, MAIL3]' >"$config"
run 1 "$lint" -f gcc zones/deep/a.zone
out_has 'warning: "MAIL3", named as a dummy, is an absolute name, and not an exchanger; did you mean mail3.oc9.com.? [unknown-dummy]'
rm zones/c.zone zones/deep/b.zone
echo 'ignore: {special-purpose-address: examples}' >"$config"

# The nearest counts, and a repository is not mixed with the folder around it.
echo 'ignore: {roles-assumed: near}' >zones/.mxtrap.yaml
finds 0 "" zones/deep/a.zone
echo >zones/.mxtrap.yaml
finds 0 "roles-assumed" zones/deep/a.zone
rm zones/.mxtrap.yaml "$config"
echo 'ignore: {roles-assumed: around}' >"$work/.mxtrap.yaml"
finds 0 "roles-assumed" zones/deep/a.zone
rmdir .git
finds 0 "" zones/deep/a.zone
mkdir .git
rm "$work/.mxtrap.yaml"

# The origin.
sed -e '/ORIGIN/d' -e '/SOA/d' "$work/plain" >zones/fragment.zone
finds 0 "roles-assumed unknown-origin" zones/fragment.zone
echo 'origin: oc9.com' >"$config"
run 0 "$lint" zones/fragment.zone
out_has "oc9.com.: "
check "an origin is known" test "$(grep -c unknown-origin "$work/out")" -eq 0
run 0 "$lint" --origin example.org zones/fragment.zone
out_has "example.org.: "

# $INCLUDE: relative to the configuration, and never wider than the command line.
cp "$work/plain" "$work/elsewhere/secret"
printf '$INCLUDE %s\n' "$work/elsewhere/secret" >zones/out.zone
printf '$INCLUDE deep/a.zone\n' >zones/in.zone
finds 0 "roles-assumed" zones/out.zone
echo 'include-root: zones' >"$config"
finds 2 "unreadable" zones/out.zone
finds 0 "roles-assumed" zones/in.zone
finds_in "$work" 2 "unreadable" repository/zones/out.zone
finds_in "$work" 0 "roles-assumed" repository/zones/in.zone
echo "include-root: $work" >"$config"
finds 0 "roles-assumed" zones/out.zone
finds 2 "unreadable" --include-root zones zones/out.zone
finds 2 "unreadable" --no-include zones/out.zone
finds 2 "unreadable" --no-include zones/in.zone

# Errors: their place, once a run, whatever else there is to say.
printf 'orign: oc9.com\nignore: {single-real-hots: x}\n' >"$config"
run 2 "$lint" -f gcc zones/deep/a.zone zones/in.zone zones/oc9.mxtrap.yaml
out_has '.mxtrap.yaml:1:1: error: orign: unknown key; did you mean "origin"? [spec-key]'
out_has 'did you mean "single-real-host"? [spec-value]'
out_has "zones/deep/a.zone:6:1: note: "
check "each once" test "$(grep -c '^.mxtrap.yaml:' "$work/out")" -eq 2
run 2 sh -c 'cd zones/deep && "$1" -f gcc a.zone' sh "$lint"
out_has "$repository/.mxtrap.yaml:1:1: error: "
printf 'origin: a.example\n---\norigin: b.example\n' >"$config"
run 2 "$lint" -f gcc zones/deep/a.zone
out_has "one document"

# A stranger's file: no link is followed, nothing waits, nothing is read without end.
echo 'secret: x' >"$work/elsewhere/shadow"
rm "$config"
for what in 'ln -s ../elsewhere/shadow "$1"' 'ln -s /dev/zero "$1"' 'mkfifo "$1"' 'mkdir "$1"' \
    'head -c 70000 /dev/zero | tr "\0" "#" >"$1"'; do
    sh -c "$what" sh "$config"
    run 2 timeout 60 "$lint" -f gcc zones/deep/a.zone
    out_has ".mxtrap.yaml:1:1: error: "
    case $what in
    ln*) out_has "a configuration is not read through a symbolic link" ;;
    mk*) out_has "this is not a regular file" ;;
    esac
    check "nothing of it is shown: $what" test "$(grep -c secret "$work/out")" -eq 0
    run 0 "$lint" --no-config zones/deep/a.zone
    rm -r "$config"
done
{
    printf 'a: &a [x, x]\n'
    for number in $(seq 30); do
        printf 'a%s: &a%s [*a%s, *a%s]\n' "$number" "$number" "$(echo "$((number - 1))" | sed 's/^0$//')" \
            "$(echo "$((number - 1))" | sed 's/^0$//')"
    done
} >"$config"
run 2 timeout 60 "$lint" -f gcc zones/deep/a.zone
out_has "[spec-alias]"
rm "$config"

# What another user may have put above is not used. Only root can make such a file.
if echo 'ignore: {roles-assumed: planted}' >"$work/planted" && chown 12345 "$work/planted" 2>"$work/log"; then
    mv "$work/planted" "$config"
    run 0 "$lint" -f json zones/deep/a.zone
    check "it is not used" test "$(rules)" = roles-assumed
    err_has ".mxtrap.yaml belongs to another user: it is not used"
    chown 12345 zones/deep
    finds 0 "" zones/deep/a.zone # its own folder's owner may
fi

finish 60
