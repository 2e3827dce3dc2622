#!/bin/sh
# Runs a test in a network of its own: some kernels let an ordinary user attach a socket filter, by
# which tests make an address silent, there alone. Where no namespace can be made, the test runs as
# it is.
set -eu
for mapping in --keep-caps "--user --map-root-user"; do
    # shellcheck disable=SC2086 # words are meant
    if unshare --net $mapping true 2>/dev/null; then
        exec unshare --net $mapping sh -euc 'ip link set lo up && exec "$@"' sh "$@"
    fi
done
exec "$@"
