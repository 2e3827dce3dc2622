#!/bin/sh
# The recipes of examples/ci, action.yml and .pre-commit-hooks.yaml, run as their users' machines run
# them; what is live is run in a rehearsal.
set -eu
. "$(dirname "$0")/../lib.sh"

PATH=$(dirname "$gen"):$PATH
recipes=$source/examples/ci
repository=$work/repository
spec=oc9.mxtrap.yaml
mkdir "$repository"
cd "$repository"
cp "$source/examples/oc9.yaml" "$spec"
mxtrap-gen --quiet --output=db.oc9.com "$spec"

# lint.sh
run 0 sh "$recipes/lint.sh" "$spec" db.oc9.com
sed 's/IN MX    8/IN MX    9/' db.oc9.com >db.old
run 1 sh "$recipes/lint.sh" "$spec" db.old
sed 's/^@.*mail1 .*//' db.oc9.com >db.bad
run 1 sh "$recipes/lint.sh" "$spec" db.bad
out_has "first-not-dummy"
run 2 sh "$recipes/lint.sh" nothing.yaml db.oc9.com
run 2 sh "$recipes/lint.sh" "$spec"
err_has "usage:"

# check.sh, where the layout is as it is meant, where a dummy answers, and where there is no network.
fast="--allow-special --timeout=2"
# shellcheck disable=SC2086 # words are meant
run 0 mxtrap-lab --quiet "$spec" -- sh "$recipes/check.sh" "$spec" oc9.com $fast
# shellcheck disable=SC2086
run 1 mxtrap-lab --quiet --answer=mail3.oc9.com "$spec" -- sh "$recipes/check.sh" "$spec" oc9.com $fast
out_has "dummy-answers"
namespaces one --net
# shellcheck disable=SC2086
run 3 $apart sh "$recipes/check.sh" "$spec" oc9.com
err_has "inconclusive: see"
run 2 sh "$recipes/check.sh" "$spec"
err_has "usage:"

# action.yml: the steps' scripts, as the runner calls them, with a Docker that runs the command here.
cat >"$work/step.py" <<'END'
import sys
from ruamel.yaml import YAML
with open(sys.argv[1]) as text:
    action = YAML(typ="safe").load(text)
assert action["runs"]["using"] == "composite" and set(action["inputs"]) == {
    "tool", "args", "image", "via", "ssh-key", "known-hosts"}
steps = action["runs"]["steps"]
assert [step.get("shell") for step in steps] == ["sh", None, "sh", "sh"]
# The cache keeps the file that the next step looks for.
assert steps[1]["with"]["path"].rsplit("/")[-1] in steps[2]["run"]
sys.stdout.write(steps[int(sys.argv[2])]["run"])
END
for step in 0 2 3; do
    check "step $step of the action" sh -c \
        "/usr/bin/python3 '$work/step.py' '$source/action.yml' $step >'$work/step.$step'"
done
mkdir "$work/fake" "$work/temp"
cat >"$work/fake/docker" <<END
#!/bin/sh
echo "\$*" >>'$work/docker.calls'
case \$1 in
run)
    until [ "\$1" = an-image ]; do
        shift
    done
    shift
    exec "\$@"
    ;;
save) echo "an image" >"\$3" ;;
esac
END
chmod +x "$work/fake/docker"
GITHUB_WORKSPACE=$repository RUNNER_TEMP=$work/temp GITHUB_ACTION_PATH=$source
GITHUB_OUTPUT=$work/output RUNNER_ARCH=X64 MXTRAP_IMAGE=
export GITHUB_WORKSPACE RUNNER_TEMP GITHUB_ACTION_PATH GITHUB_OUTPUT RUNNER_ARCH MXTRAP_IMAGE
action_step() {
    PATH=$work/fake:$PATH sh -e "$work/step.$1"
}
run 0 action_step 0
check "an image of these sources" grep -qx 'name=mxtrap:[0-9a-f]\{16\}' "$work/output"
check "kept for a month" grep -qx 'key=mxtrap-image-X64-[0-9a-f]*-20[0-9][0-9]-[01][0-9]' "$work/output"
MXTRAP_IMAGE=an-image
run 0 action_step 0
check "the image that was named" grep -qx 'name=an-image' "$work/output"
run 0 action_step 2
check "it is built" grep -qx "build -t an-image -f $source/cmake/packaging/Containerfile $source" "$work/docker.calls"
run 0 action_step 2
check "it is built once" test "$(grep -c ^build "$work/docker.calls")" -eq 1
check "then loaded" grep -qx "load --quiet --input $work/temp/mxtrap-image.tar.gz" "$work/docker.calls"
action() {
    MXTRAP_TOOL=$1 MXTRAP_ARGS=$2 action_step 3
}
run 0 action lint "db.o*"
out_has "::warning file=db.oc9.com"
check "in the runner's folder, as its user" grep -q \
    "^run --rm .*--user $(id -u):$(id -g) .*--workdir $repository an-image mxtrap-lint" "$work/docker.calls"
run 1 action lint db.bad
out_has "::error file=db.bad"
run 0 action gen "--quiet $spec"
out_has "mail1"
run 2 action kill db.bad
out_has "::error::"
run 2 action lint 'db.bad;touch${IFS}made'
check "arguments are no commands" test ! -e made
# Vantage points: what ssh is called with, which then ends.
cat >"$work/fake/ssh" <<END
#!/bin/sh
echo "\$*" >>'$work/calls'
cat "\$4" >'$work/key.seen'
END
chmod +x "$work/fake/ssh"
via() {
    MXTRAP_VIA="probe@a.test probe@b.test" MXTRAP_SSH_KEY="the key" \
        MXTRAP_KNOWN_HOSTS="the hosts" action check "--server=127.0.0.1@9 --deadline=1 example.com"
}
: >"$work/calls"
run 3 via
check "both hosts, by the key" test \
    "$(grep -c 'IdentitiesOnly=yes -i .*/key .* probe@[ab].test mxtrap-check --serve' "$work/calls")" -eq 2
check "the key of the secret" grep -qx "the key" "$work/key.seen"
check "which is not kept" test "$(ls "$work/temp")" = mxtrap-image.tar.gz

# pre-commit, with its own hook file.
git init -q .
git -c user.name=a -c user.email=a@example.com add .
check "the hooks are well formed" pre-commit validate-manifest "$source/.pre-commit-hooks.yaml"
entry() {
    sed -n "/id: $1\$/,/language/s/.*entry: //p" "$source/.pre-commit-hooks.yaml"
}
for hook in mxtrap-lint mxtrap-lint-specs mxtrap-gen-check; do
    check "hook $hook has an entry" test -n "$(entry $hook)"
done
cat >.pre-commit-config.yaml <<END
repos:
  - repo: local
    hooks:
$(sed -n '/^-/,$p' "$source/.pre-commit-hooks.yaml" | sed 's/^/      /')
        args: [db.oc9.com, $spec]
END
PRE_COMMIT_HOME=$work/pre-commit
export PRE_COMMIT_HOME
git -c user.name=a -c user.email=a@example.com add .
run 1 pre-commit run mxtrap-lint --all-files
out_has "first-not-dummy"
out_has "db.bad"
run 0 pre-commit run mxtrap-gen-check --all-files
echo "; more" >>db.oc9.com
git -c user.name=a -c user.email=a@example.com add .
run 1 pre-commit run mxtrap-gen-check --all-files
out_has "-; more"
mxtrap-gen --quiet --output=db.oc9.com "$spec"

# Nagios: the command line is one that the tool takes.
line=$(sed -n 's/.*command_line *//p' "$recipes/nagios.cfg" |
    sed "s,/usr/bin/mxtrap-check,& $fast,; s,/usr/bin/,,
        s,/etc/mxtrap/[\$]ARG1[\$].yaml,$spec,; s,[\$]ARG1[\$],oc9.com,")
# shellcheck disable=SC2086 # words are meant
run 0 mxtrap-lab --quiet "$spec" -- $line
check "Nagios is told OK" grep -q '^MXTRAP OK' "$work/out"

# systemd and Prometheus: the units are sound, the command writes metrics, the alerts read them.
cp "$recipes/mxtrap-check.service" "$recipes/mxtrap-check.timer" "$work/"
sed "s|/usr/bin/mxtrap-watch|$watch|" "$recipes/mxtrap-watch.service" >"$work/mxtrap-watch.service"
check "the unit of mxtrap-watch" systemd-analyze verify --man=no "$work/mxtrap-watch.service"
check "units" systemd-analyze verify --man=no "$work/mxtrap-check.service" "$work/mxtrap-check.timer"
check "the exporter may read the metrics" sh -c "! grep -q '^DynamicUser=' '$recipes/mxtrap-check.service'"
echo oc9.com >"$work/domains"
sed -n '/^ExecStart=/,/[^\\]$/p' "$recipes/mxtrap-check.service" |
    sed "s,^ExecStart=,,; s,mxtrap-check,& $fast,; s,/etc/mxtrap/domains,$work/domains,; s/\\\$\\\$/\$/g" >"$work/command"
mkdir "$work/state"
run 0 env STATE_DIRECTORY="$work/state" mxtrap-lab --quiet "$spec" -- sh "$work/command"
check "metrics are there" grep -q '^mxtrap_domain_verdict{domain="oc9.com",verdict="pass"} 1' \
    "$work/state/mxtrap.prom"
cat >"$work/alerts.py" <<'END'
import re, sys
from ruamel.yaml import YAML
with open(sys.argv[1]) as text:
    rules = [rule for group in YAML(typ="safe").load(text)["groups"] for rule in group["rules"]]
with open(sys.argv[2]) as text:
    metrics = set(re.findall(r"^(\w+)\{", text.read(), re.M)) | {"node_textfile_mtime_seconds"}
with open(sys.argv[3]) as text:
    metrics |= set(re.findall(r"^(\w+) \d+$", text.read(), re.M))
for rule in rules:
    named = set(re.findall(r"\b(?:mxtrap|node)_\w+", rule["expr"]))
    assert named and named <= metrics, (rule, metrics)
assert len(rules) == 4
END
check "alerts read what is written" /usr/bin/python3 "$work/alerts.py" \
    "$recipes/prometheus-rules.yml" "$work/state/mxtrap.prom" "$work/state/mxtrap-status.prom"

# A bad line in the list: the verdict of the good one is published, and the unit fails after that.
published() {
    check "status $1" grep -qx "mxtrap_check_exit_status $1" "$work/state/mxtrap-status.prom"
    check "verdict $2" grep -q "^mxtrap_domain_verdict{domain=\"oc9.com\",verdict=\"$2\"} 1" \
        "$work/state/mxtrap.prom"
    check "nothing unfinished" test ! -e "$work/state/new-status"
}
published 0 pass
printf 'oc9.com\nb..example\n' >"$work/domains"
run 2 env STATE_DIRECTORY="$work/state" mxtrap-lab --quiet --answer=mail3.oc9.com "$spec" -- sh "$work/command"
err_has "b..example"
published 2 fail
# Other lines that are none: a label of 64 bytes, a line without an end, bytes that are no text.
for line in "$(printf '%064d.example' 0)" "$(printf '%070000d' 0)" "$(printf '\001\377.\033[2J')"; do
    printf '%s\noc9.com\n' "$line" >"$work/domains"
    run 2 env STATE_DIRECTORY="$work/state" mxtrap-lab --quiet "$spec" -- sh "$work/command"
    published 2 pass
done
# What has no verdict at all leaves the last ones: only bad lines, a list that is not there.
echo b..example >"$work/domains"
run 2 env STATE_DIRECTORY="$work/state" mxtrap-lab --quiet --answer=mail3.oc9.com "$spec" -- sh "$work/command"
published 2 pass
rm "$work/domains"
run 2 env STATE_DIRECTORY="$work/state" mxtrap-lab --quiet --answer=mail3.oc9.com "$spec" -- sh "$work/command"
published 2 pass
echo oc9.com >"$work/domains"
run 0 env STATE_DIRECTORY="$work/state" mxtrap-lab --quiet "$spec" -- sh "$work/command"
published 0 pass

# GitLab: YAML, and every script of ours that it names is there.
check "gitlab-ci.yml" /usr/bin/python3 -c \
    "import sys; from ruamel.yaml import YAML; YAML(typ='safe').load(open(sys.argv[1]))" \
    "$recipes/gitlab-ci.yml"
for script in $(grep -o 'examples/ci/[a-z]*\.sh' "$recipes/gitlab-ci.yml" "$source/action.yml" |
    cut -d : -f 2 | sort -u); do
    check "$script is there" test -e "$source/$script"
done
finish 58
