#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# README.md, "Install on a web server", on the fresh machine.
. /root/common.sh

cd /root/trackreplay
step 1
typed 2
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
said nginx_answers 'for i in 1 2 3 4 5; do view 80 $i; done'
for second in $(seq 120); do [ "$(rows)" -ge 5 ] && break; sleep 1; done
said rows_of_nginx rows
said apache_answers 'for i in 1 2 3; do view 8080 $i; done'
TRACKREPLAY_PASSWORD=CHANGE-this-1 /opt/trackreplay/bin/trackreplay import --url jdbc:mysql://127.0.0.1:3306/matomo --user trackreplay \
    --matomo-home /var/www/matomo --stream web2=/var/log/apache2/tracking.log --late=apply > /root/import.log 2>&1 || said import 'cat /root/import.log'
said rows_of_both rows
said status 'TRACKREPLAY_PASSWORD=CHANGE-this-1 /opt/trackreplay/bin/trackreplay status --url jdbc:mysql://127.0.0.1:3306/matomo --user trackreplay | head -n 3'
said errors 'grep -c ERROR /root/agent.log'
