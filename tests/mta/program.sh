# shellcheck shell=sh
# Programs that send one message and end, with neither daemon nor queue. Sourced by files of
# tests/mta/senders.
#
#     program NAME PACKAGE      defines the functions of tests/lab/mta.sh for NAME, whose own are
#     NAME_send HOST ROOT FROM TO   sends the file /tmp/message of its root; fails if it cannot
#     program_node HOST ROOT FROM TO   runs the script on stdin, whose arguments are FROM, TO and the
#     program_php HOST ROOT FROM TO    message's subject

program() {
    for program_step in setup start send deferred log; do
        eval "mta_$1_$program_step() { program_$program_step $1 $2 \"\$@\"; }"
    done
}

program_setup() {
    lab_root "$3" "$2"
}

program_start() {
    :
}

program_send() {
    cat >"$LAB/roots/$4/tmp/message"
    { "$1_send" "$3" "$4" "$5" "$6" </dev/null || echo "program failed: $6"; } >"$LAB/roots/$4.log" 2>&1 &
}

program_deferred() {
    grep '^program failed' "$LAB/roots/$3.log"
}

program_log() {
    cat "$LAB/roots/$3.log"
}

program_subject() {
    sed -n 's/^Subject: //p' "$LAB/roots/$1/tmp/message"
}

program_node() {
    cat >"$LAB/roots/$2/tmp/send.js"
    lab_root_in "$1" "$2" env NODE_PATH=/usr/lib/npm/node_modules node /tmp/send.js "$3" "$4" \
        "$(program_subject "$2")"
}

program_php() {
    cat >"$LAB/roots/$2/tmp/send.php"
    lab_root_in "$1" "$2" php8.2 -d include_path=/usr/share/php /tmp/send.php "$3" "$4" \
        "$(program_subject "$2")"
}
