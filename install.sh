#!/usr/bin/env bash
# 津播 Jinbo: sets the house up where it is to stand. What `main` does stands below it, in the order it happens;
# what only the tests or the shop's server need is in installation/.
set -euo pipefail

usage() {
  cat <<'TEXT'
津播 · 安装    Jinbo, installation

  ./install.sh demo           试一试：补齐缺少的东西，开一家演示店  | try it: a demo shop with a live show, on this machine
       [--http HOST:PORT ...] 端口被占用时换一个（同 jinbo up）     | what `jinbo up` takes, when a port is another's
  ./install.sh test           运行全部测试                          | bring what the tests need and run every one of them
  ./install.sh setup          只准备 .venv/bin/jinbo                | only make .venv/bin/jinbo in this folder
  ./install.sh tools          只准备测试工具                        | setup and the test tools, run nothing
  sudo ./install.sh           装到本店的服务器上                    | install on the shop's server, under systemd
       [--domain NAME]        用域名和 HTTPS（Debian 的 Caddy）     | with a domain and HTTPS, through Debian's Caddy

  --dry-run                   只说会做什么，什么都不改              | say what would be done, change nothing
  --help                      这一页                                | this page

环境变量 environment: PYTHON (the interpreter to build .venv with), pip's and npm's own (index, registry, proxy, caches).
TEXT
}

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
STAMPS=.venv/jinbo-stamps
DEMO_ADDRESSES=(--http 0.0.0.0:8080 --edge 0.0.0.0:8081 --rtmp 0.0.0.0:1935)
action=system domain='' dry_run='' keep_node=''
wishes=() # of the demo, for jinbo up

main() {
  read_arguments "$@"
  cd "$ROOT"
  open_log
  # shellcheck source=installation/tests.sh
  source installation/tests.sh
  # shellcheck source=installation/server.sh
  source installation/server.sh
  case $action in
    setup) set_up ;;
    demo) set_up; open_demo_shop ;;
    tools) set_up_tools ;;
    test) set_up_tools; run_tests ;;
    system) install_on_this_server ;;
  esac
}

read_arguments() {
  while (($#)); do
    case $1 in
      setup | demo | test | tools) action=$1 ;;
      --domain) domain=${2:-?} && shift ;;
      --dry-run) dry_run=yes ;;
      --http | --edge | --rtmp | --simulator | --host)
        [[ $action == demo && -n ${2:-} ]] || { usage >&2 && exit 2; }
        wishes+=("$1" "$2") && shift
        ;;
      -h | --help) usage && exit ;;
      *) usage >&2 && exit 2 ;;
    esac
    (($# == 0)) || shift
  done
  [[ -z $domain || $domain =~ ^[A-Za-z0-9][A-Za-z0-9.-]*$ ]] || { echo "not a domain name: $domain" >&2 && exit 2; }
}

# -- talking and remembering ---------------------------------------------------------------------------------------

open_log() {
  LOG=$ROOT/install.log
  [[ $action != system || $EUID != 0 ]] || LOG=/var/log/jinbo-install.log
  [[ -z $dry_run ]] || LOG=/dev/null
  : >"$LOG"
  set -E
  trap give_up ERR
}

give_up() {
  trap - ERR
  tail -n 15 "$LOG" >&2
  say "没有完成。经过都记在 $LOG" "Not finished. What happened is in $LOG" >&2
}

say() { printf '%s  %s | %s\n' "$(printf '[%3ds]' "$SECONDS")" "$1" "$2"; }

# Every command that changes something goes through here: into the log, or only named on a dry run.
run() {
  if [[ $dry_run ]]; then
    echo "        $*"
  else
    echo "+ $*" >>"$LOG" && "$@" >>"$LOG" 2>&1 </dev/null
  fi
}

# A step is skipped while the files it rests on are the ones it last succeeded with.
done_already() { [[ -f $STAMPS/$1 && $(<"$STAMPS/$1") == "$(digest "${@:2}")" ]]; }
remember() { [[ $dry_run ]] || { mkdir -p "$STAMPS" && digest "${@:2}" >"$STAMPS/$1"; }; }
digest() { find "$@" -type f -not -path '*/dist/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum; }

has() { command -v "$1" >/dev/null 2>&1; }

debian() { # update | install PACKAGES
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends "$@"
}

# -- setup: .venv, the project, the front-end files -----------------------------------------------------------------

set_up() {
  make_venv
  bring_packages requirements.lock
  bring_project
  bring_front_end
  say "准备好了：.venv/bin/jinbo" "Ready: .venv/bin/jinbo"
}

make_venv() {
  [[ ! -x .venv/bin/python ]] || return 0
  local python
  python=$(find_python)
  say "正在建立 Python 环境（$python）" "Making the Python environment"
  run "$python" -m venv --clear .venv
}

find_python() {
  local each
  for each in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    if has "$each" && "$each" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>>"$LOG"; then
      command -v "$each" && return
    fi
  done
  say "需要 Python 3.11 或更新的版本和 venv：apt install python3-venv" "Python 3.11 or newer with venv is needed" >&2
  return 1
}

bring_packages() { # a lock file
  done_already "$1" "$1" && return
  say "正在安装 Python 软件包（$1）" "Bringing the Python packages"
  run .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r "$1"
  remember "$1" "$1"
}

bring_project() {
  done_already project pyproject.toml && [[ -x .venv/bin/jinbo ]] && return
  run .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
  remember project pyproject.toml
}

bring_front_end() {
  local sources=(package-lock.json assets.json appliance/assets.py miniprogram)
  if done_already front-end "${sources[@]}" && [[ -f console/static/vendor/manifest.json ]]; then
    [[ -z $keep_node ]] || bring_node_modules
    return 0
  fi
  say "正在准备网页文件" "Bringing the front-end files"
  local ours=''
  [[ -d node_modules ]] || ours=yes
  bring_node_modules
  run .venv/bin/python -m appliance.assets
  run .venv/bin/node miniprogram/h5/build.js
  [[ -z $ours || $keep_node ]] || run rm -rf node_modules
  remember front-end "${sources[@]}"
}

bring_node_modules() {
  [[ ! node_modules/.package-lock.json -nt package-lock.json ]] || return 0
  # Node trusts a list of its own; whom this machine trusts, behind a company's proxy say, it is told.
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
  PATH=$ROOT/.venv/bin:$PATH run .venv/bin/npm ci --ignore-scripts --no-audit --no-fund
}

# -- demo ----------------------------------------------------------------------------------------------------------

open_demo_shop() {
  say "演示店开门，按 Ctrl+C 关门" "The demo shop opens; Ctrl+C closes it"
  local command=(.venv/bin/jinbo up --data demo-data --demo --log "${JINBO_LOG:-warning}" "${DEMO_ADDRESSES[@]}" "${wishes[@]}")
  if [[ $dry_run ]]; then run "${command[@]}"; else exec "${command[@]}"; fi
}

main "$@"
