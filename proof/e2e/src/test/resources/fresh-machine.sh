#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# fresh-machine.sh TOP DIRECTORY [MIRROR]: follows README.md, "Install on a web server", literally on a fresh Debian below
# DIRECTORY (made by debootstrap unless it is there), with its nginx, Apache, MariaDB and Java, and prints what it finds as
# NAME=VALUE. TOP is a built clone. Only what stands for something else is not taken from README: building, Matomo itself (its
# tables and config.ini.php), systemd. Run as root, in a mount namespace of its own (unshare --mount --pid --fork). The ports
# 80, 3306, 8080 and 8127 of the loopback device must be free, or the network namespace another one (unshare --net, once the
# packages are installed).
set -eu
top=$1
root=$2
mirror=${3:-}

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

cat > "$root/root/run.sh" << 'END'
set -eu
said() { printf '%s=%s\n' "$1" "$(eval "$2" 2>&1 | tr '\n' ' ' | sed 's/ *$//')"; }
step() { echo "== README, step $1"; bash -e "/root/steps/$1.sh"; }
stop() { kill "$agent" 2> /dev/null || true; pkill -P $$ 2> /dev/null || true; nginx -s stop || true; apachectl stop || true; mysqladmin shutdown || true; } > /dev/null 2>&1
export DEBIAN_FRONTEND=noninteractive HOME=/root
agent=
trap stop EXIT
chown -R root:www-data /var/www/matomo/config && chmod 640 /var/www/matomo/config/config.ini.php
install -d -o mysql /run/mysqld
mariadbd --user=mysql > /root/mariadb.log 2>&1 &
for second in $(seq 120); do mysqladmin ping > /dev/null 2>&1 && break; sleep 1; done
mysqladmin ping > /dev/null || { cat /root/mariadb.log; exit 1; }
mysql -e "CREATE DATABASE matomo; CREATE USER 'matomo'@'127.0.0.1' IDENTIFIED BY 'secret'; GRANT ALL ON matomo.* TO 'matomo'@'127.0.0.1'"
mysql matomo < /root/matomo.sql

cd /root/trackreplay
step 1
# On a terminal, the password typed.
echo '== README, step 2'
(sleep 30; echo secret) | script -qec 'bash -e /root/steps/2.sh' /root/step2.log > /dev/null || { cat /root/step2.log; exit 1; }
step 3

echo '== nginx-trackreplay.conf'
cp /opt/trackreplay/conf-examples/nginx-trackreplay.conf /etc/nginx/conf.d/
sed -i 's#server_name _;#server_name _; include /opt/trackreplay/conf-examples/nginx-trackreplay-location.conf;#' \
    /etc/nginx/sites-enabled/default
nginx -t > /root/nginx.log 2>&1 || { cat /root/nginx.log; exit 1; }
nginx

echo '== apache-trackreplay.conf'
a2enmod -q lua unique_id
cp /opt/trackreplay/conf-examples/apache-trackreplay.conf /etc/apache2/conf-enabled/
sed -i 's/Listen 80$/Listen 8080/' /etc/apache2/ports.conf
sed -i 's/\*:80>/*:8080>/' /etc/apache2/sites-enabled/000-default.conf
sed -i 's#CustomLog.*#&\n\tCustomLog "${TRACKREPLAY_LOG}" trackreplay "expr=%{REQUEST_URI} =~ m\#/(matomo|piwik)\\.php$\#i"#' \
    /etc/apache2/sites-enabled/000-default.conf
apachectl configtest > /root/apache.log 2>&1 || { cat /root/apache.log; exit 1; }
apachectl start > /root/apache.log 2>&1

# Before Matomo's own recording is switched off, validate says so; then nothing is wrong any more.
said before_switch 'bash -e /root/steps/4.sh | grep -c "record_statistics"'
sed -i 's/^record_statistics = 1/record_statistics = 0/' /var/www/matomo/config/config.ini.php
step 4

echo '== README, step 5'
sed -i "s/\(access.startAt = \).*/\1$(date -u -d '-1 second' +%Y-%m-%dT%H:%M:%SZ)/" /etc/trackreplay/agent.conf
start=$(sed -n 's/^ExecStart=//p' /opt/trackreplay/systemd/trackreplay.service)
(cd /var/lib/trackreplay && exec sudo -u trackreplay sh -c "set -a; . /etc/trackreplay/environment; umask 027; exec $start") > /root/agent.log 2>&1 &
agent=$!
view() { curl -s -o /dev/null -w '%{http_code} ' -A 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' \
    "http://127.0.0.1:$1/matomo.php?idsite=1&rec=1&send_image=0&url=http%3A%2F%2Fexample.org%2F$1%2F$2&action_name=$2"; }
rows() { mysql -N matomo -e 'SELECT COUNT(*) FROM matomo_log_link_visit_action'; }
said nginx_answers 'for i in 1 2 3 4 5; do view 80 $i; done'
for second in $(seq 120); do [ "$(rows)" -ge 5 ] && break; sleep 1; done
said rows_of_nginx rows
said apache_answers 'for i in 1 2 3; do view 8080 $i; done'
TRACKREPLAY_PASSWORD=CHANGE-this-1 /opt/trackreplay/bin/trackreplay import --url jdbc:mysql://127.0.0.1:3306/matomo --user trackreplay \
    --matomo-home /var/www/matomo --stream web2=/var/log/apache2/tracking.log --late=apply > /root/import.log 2>&1 || said import 'cat /root/import.log'
said rows_of_both rows
said status 'TRACKREPLAY_PASSWORD=CHANGE-this-1 /opt/trackreplay/bin/trackreplay status --url jdbc:mysql://127.0.0.1:3306/matomo --user trackreplay | head -n 3'
said errors 'grep -c ERROR /root/agent.log'
END
exec chroot "$root" /bin/bash /root/run.sh
