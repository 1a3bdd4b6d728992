# Sourced by the benchmarks: builds the jar with what they add, starts and stops it on free ports.
# shellcheck shell=bash
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
WORK=$(mktemp -d)
SERAI_PID=''

# The JDK 25 that bin/test would choose must be JAVA_HOME, or java on PATH.
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$JAVA" -version 2>&1 | grep -q 'version "\(2[5-9]\|[3-9][0-9]\)' || {
    echo "A JDK 25 is needed: set JAVA_HOME to it." >&2
    exit 1
}

build() {
    mvn -q -B -Pbench package -DskipTests -Dspotless.check.skip=true
}

free_port() {
    cat >"$WORK/Port.java" <<'JAVA'
void main() throws Exception {
    try (var socket = new java.net.ServerSocket(0)) {
        IO.println(socket.getLocalPort());
    }
}
JAVA
    "$JAVA" "$WORK/Port.java"
}

# start <routes folder> [VARIABLE=value ...]; waits until GET /health is 200; sets PORT and STARTED_MS.
start() {
    local routes=$1
    shift
    launch env ROUTES_DIR="$routes" RATE_LIMITS=off SRS_SERVER_IP=127.0.0.1 SRS_API_PORT=9 "$@" \
        "$JAVA" -jar target/bench/serai-bench.jar
}

# launch <command...>: a Serai in the folder of the caller, on a free port, with the data of this run.
launch() {
    local begin
    PORT=$(free_port)
    begin=$(date +%s%3N)
    PORT="$PORT" SERAI_DATA_DIR="$WORK/data" "$@" >"$WORK/serai.log" 2>&1 &
    SERAI_PID=$!
    until curl -sf -o "$WORK/health" "127.0.0.1:$PORT/health"; do
        kill -0 "$SERAI_PID" 2>/dev/null || { tail -n 20 "$WORK/serai.log" >&2 && exit 1; }
        sleep 0.05
    done
    STARTED_MS=$(($(date +%s%3N) - begin))
}

stop() {
    [[ -n $SERAI_PID ]] || return 0
    kill "$SERAI_PID" 2>/dev/null || true
    wait "$SERAI_PID" 2>/dev/null || true
    SERAI_PID=''
}

finish() {
    stop
    rm -rf "$WORK"
}
trap finish EXIT

# Processor time so far, in ticks: of the JVM, and of its PostgreSQL with all its processes.
cpu_ticks() {
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (.*) /\1 /' |
        awk -v jvm="$SERAI_PID" -v server="$(head -n 1 "$WORK/data/postgres/postmaster.pid")" '
            $1 == jvm {serai += $13 + $14}
            $1 == server {database += $13 + $14 + $15 + $16}
            $3 == server {database += $13 + $14}
            END {print serai + 0, database + 0}' || true
}

resident_mib() {
    awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$SERAI_PID/status"
}

machine() {
    echo "machine: $(getconf _NPROCESSORS_ONLN) cores, $(awk '/MemTotal/ {printf "%d", $2 / 1048576}' /proc/meminfo) GiB, $(uname -srm), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
}
