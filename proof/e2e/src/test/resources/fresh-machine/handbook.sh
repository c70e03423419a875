#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs/handbook/install.md from the package, and what docs/handbook/channel.md says of a damaged queue, on the fresh machine.
. /root/common.sh

# In place of systemd: what these pages ask it for. The unit is the package's.
cat > /usr/local/bin/systemctl << 'END'
#!/bin/bash
unit=/lib/systemd/system/trackreplay.service
case $* in
    'reload nginx') nginx -s reload ;;
    'start trackreplay')
        user=$(sed -n 's/^User=//p' "$unit")
        start=$(sed -n 's/^ExecStart=//p' "$unit")
        cd /var/lib/trackreplay
        setsid sudo -u "$user" sh -c "set -a; . /etc/trackreplay/environment; umask 027; exec $start" >> /root/agent.log 2>&1 < /dev/null &
        ;;
    'stop trackreplay')
        pkill -u trackreplay java
        while pgrep -u trackreplay java > /dev/null; do sleep 0.2; done
        ;;
    *) echo "systemctl $*: these pages did not ask for this" >&2; exit 1 ;;
esac
END
chmod 755 /usr/local/bin/systemctl
# What somebody does in the editor, at the lines that say CHANGE.
cat > /root/editor << 'END'
#!/bin/sh
sed -i "s/\(access.startAt = \).*/\1$(cat /root/switched)/" "$1"
END
chmod 755 /root/editor
export SUDO_EDITOR=/root/editor
echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90yes
nginx

cd /root
began=$(date +%s)
step 1a > /root/install.log 2>&1 || { cat /root/install.log; exit 1; }
said hint 'grep -c "not started yet" /root/install.log'
typed 2a
step 3a
sed -i 's#server_name _;#server_name _; include /usr/share/trackreplay/conf-examples/nginx-trackreplay-location.conf;#' \
    /etc/nginx/sites-enabled/default
step 3b > /root/nginx.log 2>&1 || { cat /root/nginx.log; exit 1; }
date -u +%Y-%m-%dT%H:%M:%SZ > /root/switched
step 4a
said before_switch 'bash -e /root/steps/4b.sh | grep -c "record_statistics"'
sed -i 's/^record_statistics = 1/record_statistics = 0/' /var/www/matomo/config/config.ini.php
step 4b
step 5a
said page 'bash -e /root/steps/6a.sh'
for second in $(seq 120); do [ "$(rows)" -ge 1 ] && break; sleep 1; done
said seconds 'echo $(($(date +%s) - began))'
said rows rows
said name 'mysql -N matomo -e "SELECT name FROM matomo_log_action WHERE type = 4"'

said answers 'for i in 1 2 3 4; do view 80 $i; done'
said channel 'bash -e /root/steps/channel2.sh'
for second in $(seq 120); do [ "$(rows)" -ge 5 ] && break; sleep 1; done
said rows_after_the_repair rows
said errors 'grep -c ERROR /root/agent.log'
said status 'trackreplay status | head -n 3'
systemctl stop trackreplay
