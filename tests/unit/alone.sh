#!/bin/sh
# Runs a test in a network of its own: some kernels let an ordinary user attach a socket filter, by
# which tests make an address silent, there alone.
set -eu
user=
[ "$(id -u)" -eq 0 ] || user="--user --map-root-user"
# shellcheck disable=SC2086 # words are meant
exec unshare $user --net sh -euc 'ip link set lo up && exec "$@"' sh "$@"
