# shellcheck shell=bash
# Times of several ways to do the same, one file a way; sourced by the benchmarks.

# take_time FILE COMMAND…: runs the command, and adds the milliseconds that it took to FILE, one number a line.
take_time() {
    local file=$1 started
    shift
    started=$(date +%s%N)
    "$@" || return
    printf '%s\n' $((($(date +%s%N) - started) / 1000000)) >>"$file"
}

# spread FILE: median, least and most of it, in seconds.
spread() {
    sort -n "$1" | awk '
        { values[NR] = $1 / 1000 }
        END {
            middle = NR % 2 ? values[(NR + 1) / 2] : (values[NR / 2] + values[NR / 2 + 1]) / 2
            printf "%.2f %.2f %.2f\n", middle, values[1], values[NR]
        }'
}
