# What a machine needs, and how it gets it. Sourced by examples/quickstart.sh, tests/run.sh
# and the other commands of CONTRIBUTING.md.
# Servers are never installed here, since Debian starts what it installs: see tests/servers.sh.

# To build and run the tools.
build_packages="gcc libc6-dev make cmake pkg-config libldns-dev libyaml-dev
    libknot-dev libjansson-dev libunbound-dev libevent-dev libidn2-dev libpsl-dev libpcap-dev libssl-dev
    libseccomp-dev"

# To run every test as well.
test_packages="abigail-tools libcmocka-dev clang g++ binutils dpkg-dev file lintian pre-commit systemd libclang-rt-dev clang-format clang-tidy git procps
    bind9-utils bind9-dnsutils knot-dnssecutils iproute2 iptables nftables uidmap util-linux locales mandoc
    rpm bmake librsvg2-bin parallel zsh fish acl attr python3 python3-jsonschema python3-ruamel.yaml python3-spf"

# For tests/analyse.sh, tests/coverage.sh and tests/valgrind.sh.
analyse_packages="clang-tidy cppcheck"
coverage_packages="gcovr"
valgrind_packages="valgrind"

# Those of the packages named that are not installed.
missing_packages() {
    for package in "$@"; do
        dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' ||
            echo "$package"
    done
}

# Installs those of the packages named that are missing, after saying so.
install_packages() {
    [ -z "${MXTRAP_NO_INSTALL:-}" ] || return 0
    command -v apt-get >/dev/null || {
        echo "this is no Debian: install what these packages have, then run again with" \
            "MXTRAP_NO_INSTALL=1:" "$@" >&2
        exit 2
    }
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "missing, and there is neither root nor sudo to install them:" $missing >&2
            exit 2
        }
        root=sudo
    fi
    echo "installing:" $missing
    log=$(mktemp)
    # shellcheck disable=SC2086 # words are meant
    {
        $root apt-get -qq update
        $root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
            -o Dpkg::Use-Pty=0 $missing
    } >"$log" 2>&1 </dev/null || {
        cat "$log" >&2
        rm -f "$log"
        exit 4
    }
    rm -f "$log"
}
