#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by the guides, on the fresh machine: its database with the tables of a Matomo, and what all need.
set -eu
said() { printf '%s=%s\n' "$1" "$(eval "$2" 2>&1 | tr '\n' ' ' | sed 's/ *$//')"; }
step() { echo "== step $1"; bash -e "/root/steps/$1.sh"; }
# On a terminal, the password typed.
typed() {
    echo "== step $1"
    (sleep 30; echo secret) | script -qec "bash -e /root/steps/$1.sh" /root/typed.log > /dev/null || { cat /root/typed.log; exit 1; }
}
stop() { kill "$agent" 2> /dev/null || true; pkill -P $$ 2> /dev/null || true; nginx -s stop || true; apachectl stop || true; mysqladmin shutdown || true; } > /dev/null 2>&1
view() { curl -s -o /dev/null -w '%{http_code} ' -A 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' \
    "http://127.0.0.1:$1/matomo.php?idsite=1&rec=1&send_image=0&url=http%3A%2F%2Fexample.org%2F$1%2F$2&action_name=$2"; }
rows() { mysql -N matomo -e 'SELECT COUNT(*) FROM matomo_log_link_visit_action'; }
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

