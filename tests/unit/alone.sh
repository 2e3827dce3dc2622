#!/bin/sh
# Runs a test in a network of its own: some kernels let an ordinary user attach a socket filter, by
# which tests make an address silent, only there. Where no namespace can be made, the test runs as
# it is.
set -eu
. "$(dirname "$0")/../namespaces.sh"
! namespaces one --net || exec $apart sh -euc 'ip link set lo up && exec "$@"' sh "$@"
exec "$@"
