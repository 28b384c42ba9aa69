#!/usr/bin/env bash
# Proves that a stranger's first command works: runs start.py in a Debian 12 that holds nothing but
# Python, git and certificates. Needs root, debootstrap, and apt sources that name a Debian mirror.
#
#   installer/bare_debian.sh --headless --out /tmp/day    # what follows is given to start.py
#   installer/bare_debian.sh test
#
# BARE_ROOT=DIR keeps the system in DIR (and uses it again, and its clone); else it is thrown away.
# MIRROR=URL names a mirror for machines whose own apt does not name one.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd)
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' 'Origin: Debian' 'Component: main' | head -n 1)}
if [ -z "$mirror" ]; then
    echo "apt knows no Debian mirror here: name one with MIRROR=URL." >&2
    exit 2
fi

if [ -n "${BARE_ROOT:-}" ]; then
    root=$BARE_ROOT
else
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
fi
if [ ! -x "$root/usr/bin/python3" ]; then
    debootstrap --variant=minbase --include=python3,git,ca-certificates bookworm "$root" "$mirror"
fi

# The way to the registries is the machine's own: its proxies, certificates and pip configuration.
apt-config dump Acquire > "$root/etc/apt/apt.conf.d/90machine"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
for configuration in /etc/pip.conf /etc/xdg/pip "$HOME/.config/pip" "$HOME/.pip"; do
    [ -e "$configuration" ] || continue
    inside=$root${configuration/#"$HOME"/\/root}
    mkdir -p "$(dirname "$inside")"
    cp -RL "$configuration" "$(dirname "$inside")"
done
variables=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM="${TERM:-dumb}")
while IFS= read -r -d '' variable; do
    case $variable in
        PIP_* | *_proxy=* | *_PROXY=* | SSL_CERT_*) variables+=("$variable") ;;
    esac
done < /proc/self/environ

if [ -d "$root/root/comptoir" ]; then
    git -C "$root/root/comptoir" pull --quiet --ff-only
else
    git clone --quiet --no-hardlinks "$checkout" "$root/root/comptoir"
fi

# Mounts and processes live in their own namespace and end with it.
unshare --mount --pid --fork --kill-child -- bash -euc '
    root=$1 && shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" env -i "$@"
' bare "$root" "${variables[@]}" sh -c 'cd /root/comptoir && exec python3 start.py "$@"' start.py "$@"
