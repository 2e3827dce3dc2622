# shellcheck shell=sh
# The whole lab: its network, name servers, MTAs and mail hosts. Sourced; each file says what it has.
. "${MXTRAP_SOURCE:?}/tests/lab/net.sh"
. "$LAB_SOURCE/dns.sh"
. "$LAB_SOURCE/mta.sh"
. "$LAB_SOURCE/hosts.sh"
