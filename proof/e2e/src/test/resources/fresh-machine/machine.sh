#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# machine.sh TOP DIRECTORY GUIDE [MIRROR]: follows what is documented literally on a fresh Debian below DIRECTORY (made by
# debootstrap unless it is there), with its nginx, Apache, MariaDB and Java, and prints what it finds as NAME=VALUE. GUIDE is readme
# (README.md, "Install on a web server", from the archive) or handbook (docs/handbook/install.md and channel.md, from the package).
# TOP is a built clone. Only what stands for something else is not taken from these pages: building, Matomo itself (its tables and
# config.ini.php), systemd. Run as root, in a mount namespace of its own (unshare --mount --pid --fork). The ports 80, 3306, 8080 and
# 8127 of the loopback device must be free, or the network namespace another one (unshare --net, once the packages are installed).
set -eu
top=$1
root=$2
here=$(cd "$(dirname "$0")" && pwd)
guide=$3
mirror=${4:-}

[ -x "$root/bin/sh" ] || debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} > "$root.debootstrap.log"
devices() {
    mount -t proc proc "$1/proc"
    mount -t tmpfs -o mode=755 tmpfs "$1/dev"
    for device in null zero random urandom full tty; do touch "$1/dev/$device" && mount --bind "/dev/$device" "$1/dev/$device"; done
    mkdir "$1/dev/pts" && mount -t devpts -o newinstance,ptmxmode=666 devpts "$1/dev/pts" && ln -s pts/ptmx "$1/dev/ptmx"
    mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    echo "127.0.0.1 localhost $(uname -n)" > "$1/etc/hosts"
}

# The packages stay below DIRECTORY for the next time; all the rest happens in a layer above, which vanishes.
mount --bind "$root" "$root"
devices "$root"
chroot "$root" sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    sudo curl openjdk-17-jre-headless nginx-light apache2 mariadb-server procps' > "$root.packages.log" 2>&1 ||
    { tail -n 20 "$root.packages.log"; exit 1; }
umount -R "$root"
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/machine
mount -t overlay -o "lowerdir=$root,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/machine
root=/mnt/machine
devices "$root"

# What the build and Matomo would have left.
mkdir -p "$root/root/trackreplay/agent/target" "$root/var/www/matomo/config" "$root/root/steps"
cp "$top"/agent/target/trackreplay-*.tar.gz "$root/root/trackreplay/agent/target/"
gzip -dc "$top/core/matomo/src/test/resources/recorded/before.sql.gz" > "$root/root/matomo.sql"
sed 's/^record_statistics = 0/record_statistics = 1/; s/^dbname = .*/dbname = "matomo"/' \
    "$top/flume-sink/src/test/resources/golden/config.ini.php" > "$root/var/www/matomo/config/config.ini.php"

# The steps as README has them: each block of commands a file. Building is left out.
awk -v to="$root/root/steps/" '
    /^## / { on = /Install on a web server/ }
    on && /^[0-9]\. / { step = substr($0, 1, 1) }
    on && step && /^       [^ ]|^           / && !/mvn / { print substr($0, 8) > (to step ".sh") }
    /^### / { on = 0 }' "$top/README.md"

# Those of the handbook as well: each block of a step a file (3a.sh, 3b.sh), each paragraph about the queue one (channel2.sh).
awk -v to="$root/root/steps/" '
    /^## / { step = "" }
    /^[0-9]\. / { step = substr($0, 1, 1); part = 0 }
    /^       [^ ]|^           / { if (step) { if (!inside) part++; inside = 1; print substr($0, 8) > (to step substr("abc", part, 1) ".sh") }; next }
    NF { inside = 0 }' "$top/docs/handbook/install.md"
awk '/^    [^ ]/ { print substr($0, 5) > (to part ".sh"); next } /^## / { part++ }' to="$root/root/steps/channel" "$top/docs/handbook/channel.md"
cp "$top"/agent/target/trackreplay_*_all.deb "$root/root/"

cp "$here/common.sh" "$here/$guide.sh" "$root/root/"
exec chroot "$root" /bin/bash "/root/$guide.sh"
