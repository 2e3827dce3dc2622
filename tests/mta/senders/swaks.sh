# shellcheck shell=sh
# swaks, the tool that postmasters test with.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program swaks swaks,libnet-dns-perl,libio-socket-inet6-perl,netbase

swaks_send() {
    lab_root_in "$1" "$2" swaks --from "$3" --to "$4" --data @/tmp/message
}
