# shellcheck shell=sh
# named's options that differ from release to release. Sourced.

# 9.18 locks a file in /run/named, where a test may not write; 9.20 has neither the lock nor the option.
named_unlocked() (
    . "${MXTRAP_SERVERS:?}/env.sh"
    case $(named -v) in
    "BIND 9.18"*) echo "-X none" ;;
    esac
)
