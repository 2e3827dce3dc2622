#!/bin/sh
# Completion scripts in the shells that they are for: each tool's options and no others are proposed,
# and of arguments the words, files or folders that they take. bash: the script's function is called
# with the words of a line, as bash divides them. zsh: tab is pressed in a shell on a pseudo-terminal,
# where compadd tells what it is given. fish: complete -C.
set -eu
. "$(dirname "$0")/../lib.sh"
tools=$(dirname "${MXTRAP_CHECK:-$source/build/dev/cli/mxtrap-check}")
mkdir "$work/bash" "$work/zsh" "$work/fish" "$work/home" "$work/here" "$work/here/folder" "$work/bin"
: >"$work/here/file.yaml"
: >"$work/here/file two.yaml"
printf '#!/bin/sh\n' >"$work/bin/rehearse-it"
chmod +x "$work/bin/rehearse-it"
PATH=$work/bin:$tools:$PATH
cd "$work/here"

for tool in mxtrap-check mxtrap-gen mxtrap-lab mxtrap-lint mxtrap-sim mxtrap-watch; do
    run 0 "$tools/$tool" --completion=bash
    cp "$work/out" "$work/bash/$tool"
    run 0 "$tools/$tool" --completion=zsh
    cp "$work/out" "$work/zsh/_$tool"
    run 0 "$tools/$tool" --completion=fish
    cp "$work/out" "$work/fish/$tool.fish"
    for shell in bash zsh fish; do
        check "$shell parses $tool" "$shell" -n "$work/$shell"/*"$tool"*
    done
done

cat >"$work/bash.sh" <<'END'
source "$1/bash/$2" || exit 1
complete -p "$2" >/dev/null || exit 1
COMP_WORDS=("${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_${2//-/_}
printf '%s\n' "${COMPREPLY[@]}"
END

cat >"$work/rc.zsh" <<'END'
unsetopt auto_list auto_menu
autoload -Uz compinit
compinit -D -u
zle-line-init() { : >$WORK/ready; }
zle -N zle-line-init
compadd() {
    typeset -a given
    if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        builtin compadd -A given "$@"
        print -rl -- $given >>$WORK/proposed
    fi
    builtin compadd "$@"
}
END
cat >"$work/zsh.zsh" <<'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($WORK/zsh \$fpath); source $WORK/rc.zsh"
for file text in ready "$1"$'\t\x15'": >$WORK/done"$'\n' done ''; do
    for ((i = 0; i < 3000; i++)); do
        zpty -r -t shell line || true
        [[ -e $WORK/$file ]] && break
        sleep 0.02
    done
    zpty -w -n shell $text
done
zpty -d shell
END

# propose SHELL TOOL WORD...: what is proposed for the last word, a line each, in $work/proposed.
propose() {
    shell=$1
    shift
    rm -f "$work/proposed" "$work/ready" "$work/done"
    case $shell in
    bash) bash --norc --noprofile "$work/bash.sh" "$work" "$@" >"$work/proposed" ;;
    zsh) WORK=$work HOME=$work/home zsh -f "$work/zsh.zsh" "$(line "$@")" >/dev/null ;;
    fish) HOME=$work/home fish -c "source $work/fish/$1.fish; complete -C '$(line "$@")'" |
        cut -f 1 >"$work/proposed" ;;
    esac
    touch "$work/proposed"
    # What begins with the word: where nothing does, fish 4 proposes what has its letters.
    words=$(line "$@")
    [ $shell != fish ] || awk -v "word=${words##* }" 'index($0, word) == 1' "$work/proposed" >"$work/kept"
    [ $shell != fish ] || mv "$work/kept" "$work/proposed"
    sed -i '/^$/d; s/^.*=//; s,/$,,; s/\\ / /g' "$work/proposed"
    sort -u -o "$work/proposed" "$work/proposed"
}
# A line of the words; bash has "=" as one of its own.
line() { echo "$*" | sed 's/ = /=/g'; }

# proposes "WANTED..." TOOL WORD...: in every shell.
proposes() {
    wanted=$1
    shift
    printf '%s' "$wanted" | tr ' ' '\n' | sed '/^$/d; s/~/ /g' | sort -u >"$work/wanted"
    for shell in bash zsh fish; do
        propose $shell "$@"
        check "$shell: $*" diff "$work/wanted" "$work/proposed"
    done
}

# Options: those of --help.
for tool in mxtrap-check mxtrap-gen mxtrap-lab mxtrap-lint mxtrap-sim mxtrap-watch; do
    proposes "$("$tools/$tool" --help | sed -n 's/^  .\{4\}\(--[a-z0-9-]*\).*/\1/p' | tr '\n' ' ')" $tool --
done
proposes "--format" mxtrap-check --fo
proposes "--trust-anchor" mxtrap-check --strict --tr

# Words.
proposes "json junit" mxtrap-check -f j
proposes "junit" mxtrap-check --format = ju
proposes "sarif" mxtrap-lint -q --format s
proposes "text" mxtrap-gen -f te
proposes "ipv4 ipv4-host ipv6 ipv6-host" mxtrap-sim --family = ip
proposes "never" mxtrap-lab --color n
proposes "fish" mxtrap-lab --completion f
proposes "first-not-dummy" mxtrap-lint --explain first

# Files, folders, nothing.
files="file.yaml file~two.yaml folder"
proposes "$files" mxtrap-lint f
proposes "$files" mxtrap-lint -- f
proposes "$files" mxtrap-gen -q --strict f
proposes "$files" mxtrap-check -i f
proposes "$files" mxtrap-sim --spec = f
proposes "folder" mxtrap-lint --include-root f
proposes "$files" mxtrap-watch --zone = f
proposes "address" mxtrap-watch --group = a
proposes "" mxtrap-check f
proposes "" mxtrap-check --server f
proposes "" mxtrap-lint --origin f

# What is rehearsed.
proposes "rehearse-it" mxtrap-lab file.yaml -- rehearse
proposes "$files" mxtrap-lab f
finish 100
