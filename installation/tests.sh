# shellcheck shell=bash disable=SC2034,SC2154
# The tests' part of install.sh: what they need, their neighbours, and the run itself.

# A program or file the tests look for, the Debian package it comes from, and what is left out without it.
TEST_NEEDS='
ffmpeg                                          ffmpeg                      journeys with real publishers, codecs, benches
chromium                                        chromium                    every page in a browser
/usr/share/fonts/opentype/noto                  fonts-noto-cjk              Chinese in screenshots
/usr/lib/postgresql                             postgresql                  the same tests on PostgreSQL
redis-server                                    redis-server                the Redis bus
nginx                                           nginx                       benches beside nginx
/usr/share/nginx/modules-available/mod-rtmp.conf libnginx-mod-rtmp          benches beside nginx-rtmp
/usr/share/nginx/modules-available/mod-nchan.conf libnginx-mod-nchan        benches beside nchan
turnserver                                      coturn                      going live through a TURN relay
gst-launch-1.0                                  gstreamer1.0-tools          pushing with GStreamer
/usr/share/doc/gstreamer1.0-plugins-good        gstreamer1.0-plugins-good   pushing with GStreamer
/usr/share/doc/gstreamer1.0-plugins-bad         gstreamer1.0-plugins-bad    pushing with GStreamer
/usr/share/doc/gstreamer1.0-plugins-ugly        gstreamer1.0-plugins-ugly   pushing with GStreamer
rtmpdump                                        rtmpdump                    pushing with librtmp
strace                                          strace                      the power cut proof
wrk                                             wrk                         benches of requests per second
systemd-analyze                                 systemd                     hardening of the units
shellcheck                                      shellcheck                  style of the shell scripts
'

set_up_tools() {
  keep_node=yes
  set_up
  bring_packages requirements-test.lock
  bring_test_programs
}

bring_test_programs() {
  local missing
  missing=$(missing_programs)
  if [[ $missing && $EUID == 0 ]] && has apt-get; then
    say "正在安装测试用的系统软件" "Bringing Debian packages for the tests"
    # One by one: a package this release does not know must not cost the others.
    run debian update || true
    # RUNLEVEL=1: a web server or a database that comes for the tests does not start by itself.
    while read -r _ package _; do RUNLEVEL=1 run debian install "$package" || true; done <<<"$missing"
    [[ $dry_run ]] || missing=$(missing_programs)
  fi
  while read -r _ package left_out; do
    [[ -z ${package:-} ]] || say "没有 $package，跳过：$left_out" "no $package, left out: $left_out"
  done <<<"$missing"
  say "测试工具准备好了：.venv/bin/pytest" "Test tools ready: .venv/bin/pytest"
}

missing_programs() {
  while read -r thing package left_out; do
    [[ -z $thing || -e $thing ]] || has "$thing" || echo "$thing $package $left_out"
  done <<<"$TEST_NEEDS"
}

# Pages are spread over the processors, as what is fast is; the other journeys and the proofs are whole shops already.
PAGES=(tests/console tests/miniprogram)

run_tests() {
  failed=''
  start_neighbours
  run_kind logical 'not journey and not proof'
  run_kind logical journey "${PAGES[@]}"
  run_kind 0 journey "${PAGES[@]/#/--ignore=}"
  run_kind 0 proof
  [[ -z $failed ]] || { say "没有通过：$failed，详见 $LOG" "Failed:$failed, see $LOG" && exit 1; }
  if grep -q '(JINBO_TEST_UNTIL)' "$LOG"; then
    say "跑到的都通过了；有的没来得及跑，名字在 $LOG" "What ran has passed; what had no time left is named in $LOG"
  else
    say "全部通过" "All tests passed"
  fi
}

run_kind() { # by how many processes, which tests, where
  say "测试：${*:2}" "Tests: ${*:2}"
  [[ $dry_run ]] || passes "$@" || failed+=" [${*:2}]"
}

# On a busy machine a test that waits for real programs may fail for want of time alone: what failed is run once more,
# by itself. A defect fails again; a test that passes then is named, for somebody to make it steady.
passes() {
  local left=0
  pytest_says "${@:2}" -n "$1" --dist loadfile --durations 20 || left=$?
  ((left == 1)) || return "$left"
  say "没通过的单独再跑一次" "What failed, once more by itself"
  JINBO_TEST_UNTIL=inf pytest_says "${@:2}" --last-failed --last-failed-no-failures none || return # however late it is
  say "不稳定：上面这几项第二次才通过" "Unsteady: the tests above passed only at the second try"
}

pytest_says() { .venv/bin/python -m pytest -m "$@" </dev/null 2>&1 | tee -a "$LOG"; }

# PostgreSQL and Redis for the time of the tests, unless they answer already.
start_neighbours() {
  NEIGHBOURS=$(mktemp -d)
  trap stop_neighbours EXIT
  local bin
  bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1 || true)
  if [[ $bin ]] && ! answers 5432; then start_postgresql "$bin" || say "PostgreSQL 没有启动" "PostgreSQL did not start"; fi
  if has redis-server && ! answers 6379; then
    run redis-server --port 6379 --bind 127.0.0.1 --save '' --dir "$NEIGHBOURS" --daemonize yes \
      --pidfile "$NEIGHBOURS/redis.pid"
  fi
}

answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_postgresql() { # PostgreSQL refuses to run as root
  local as=()
  if [[ $EUID == 0 ]]; then as=(runuser -u postgres --) && run chown -R postgres "$NEIGHBOURS" && run chmod 755 "$NEIGHBOURS"; fi
  run "${as[@]}" "$1/initdb" -D "$NEIGHBOURS/postgresql" -U root -A trust -E UTF8 --no-sync &&
    run "${as[@]}" "$1/pg_ctl" -D "$NEIGHBOURS/postgresql" -w -l "$NEIGHBOURS/postgresql.log" \
      -o "-c listen_addresses=127.0.0.1 -c unix_socket_directories=$NEIGHBOURS -c fsync=off" start &&
    run "$1/createdb" -h 127.0.0.1 -U root test
}

stop_neighbours() {
  local file
  for file in "$NEIGHBOURS/postgresql/postmaster.pid" "$NEIGHBOURS/redis.pid"; do
    [[ ! -f $file ]] || kill -INT "$(head -n 1 "$file")" || true
  done
  sleep 1 && rm -rf "$NEIGHBOURS"
}
