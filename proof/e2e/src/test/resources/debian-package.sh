#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# debian-package.sh PACKAGE DIRECTORY: installs, configures, upgrades, removes and purges the package in a copy of this machine
# that vanishes with it, and prints what it finds as NAME=VALUE. Run as root, in a mount namespace of its own (unshare --mount).
set -eu
package=$1
directory=$2

mount -t tmpfs -o mode=755 tmpfs "$directory"
mkdir -m 755 "$directory/upper" "$directory/work" "$directory/root"
mount -t overlay -o "lowerdir=/,upperdir=$directory/upper,workdir=$directory/work" overlay "$directory/root"
root=$directory/root
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
cp "$package" "$root/tmp/new.deb"
dpkg-deb -R "$package" "$root/tmp/next"
sed -i 's/^Version: .*/&+next/' "$root/tmp/next/DEBIAN/control"
dpkg-deb -Znone -b "$root/tmp/next" "$root/tmp/next.deb" > "$root/tmp/build.log"

exec chroot "$root" env DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin" sh -eu << 'END'
said() { printf '%s=%s\n' "$1" "$(eval "$2" 2>&1 | tr '\n' ' ' | sed 's/ *$//')"; }
# The Java of this machine need not come from a package.
dpkg --force-depends -i /tmp/new.deb > /tmp/install.log 2>&1 || { cat /tmp/install.log; exit 1; }
said hint 'grep -c "not started yet" /tmp/install.log'
said groups 'id -nG trackreplay'
said state 'stat -c "%U:%G %a" /var/lib/trackreplay'
said environment 'stat -c "%U:%G %a" /etc/trackreplay/environment'
said enabled 'readlink /etc/systemd/system/multi-user.target.wants/trackreplay.service'
said archive 'stat -c "%U %a" /usr/share/trackreplay/classes.jsa'
said shared 'runuser -u trackreplay -- env TRACKREPLAY_OPTS=-Xshare:on trackreplay --version | head -n 1'
said version 'runuser -u trackreplay -- trackreplay --version'
cp /usr/share/trackreplay/conf-examples/single.conf /etc/trackreplay/agent.conf
said validate 'runuser -u trackreplay -- trackreplay validate -f /etc/trackreplay/agent.conf || echo exit $?'
said paths 'grep -rl /opt/trackreplay/ /usr/share/trackreplay/conf-examples /usr/share/trackreplay/systemd /lib/systemd/system/trackreplay.service || echo none'
said links 'cd /usr/share/doc/trackreplay && ls README.md docs/runbook.md conf-examples/single.conf'

echo "TRACKREPLAY_PASSWORD='secret'" > /etc/trackreplay/environment
echo '<!-- ours -->' >> /etc/trackreplay/log4j2.xml
echo kept > /var/lib/trackreplay/positions
dpkg --force-depends -i /tmp/next.deb > /tmp/upgrade.log 2>&1 || { cat /tmp/upgrade.log; exit 1; }
said upgraded 'dpkg-query -W -f "\${Version}" trackreplay | grep -c next'
said kept 'cat /etc/trackreplay/environment /var/lib/trackreplay/positions && tail -n 1 /etc/trackreplay/log4j2.xml && ls /etc/trackreplay'

dpkg --remove trackreplay > /tmp/remove.log 2>&1 || { cat /tmp/remove.log; exit 1; }
said removed 'cat /var/lib/trackreplay/positions; command -v trackreplay || echo no command; grep -c "until it is purged" /tmp/remove.log'
dpkg --purge trackreplay > /tmp/purge.log 2>&1 || { cat /tmp/purge.log; exit 1; }
said purged 'ls -d /etc/trackreplay /var/lib/trackreplay /usr/share/trackreplay /lib/systemd/system/trackreplay.service 2> /dev/null || getent passwd trackreplay || echo nothing'
END
