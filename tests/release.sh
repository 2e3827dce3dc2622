# shellcheck shell=sh
# apt-get for a Debian release that need not be this machine's: with its sources, and lists in the folder at
# hand. Nothing of this machine's packages is asked or changed. Sourced.
#
#     release_apt RELEASE    bookworm, trixie
release_apt() {
    mkdir -p lists/partial
    printf "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/%s main\n" \
        "debian $1" "debian-security $1-security" >sources
    cat >apt.conf <<END
Dir::State::Lists "$PWD/lists";
Dir::Cache "$PWD/lists";
Dir::Etc::SourceList "$PWD/sources";
Dir::Etc::SourceParts "/dev/null";
APT::Sandbox::User "root";
END
    APT_CONFIG=$PWD/apt.conf
    export APT_CONFIG
    apt-get -qq update
}
