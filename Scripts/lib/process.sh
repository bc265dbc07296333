# shellcheck shell=bash
# The processes of Scripts/farm: starting them detached, and never signalling one that is not ours.
#
# A pid file holds "PID START_TIME". A pid alone may have been given to somebody else since; pid and start time
# (field 22 of /proc/PID/stat) together with the program's name may not.

# start_time PID: the kernel's start time of a process, empty when there is none.
start_time() {
    local stat
    { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
    # The program's name may hold spaces and brackets: count the fields after the last bracket.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    # A zombie has ended: it only waits for its parent to take notice.
    if [[ $1 != Z ]]; then printf '%s\n' "${20}"; fi
}

# program_name PID: the base name of the running file, also when that file has been replaced by a newer build.
program_name() {
    local path
    path=$(readlink "/proc/$1/exe" 2>/dev/null) || return 0
    path=${path% (deleted)}
    printf '%s\n' "${path##*/}"
}

# running_pid PID_FILE PROGRAM: prints the pid if that very process still runs, and fails otherwise.
running_pid() {
    local pid started
    [[ -r $1 ]] || return 1
    read -r pid started <"$1" || return 1
    [[ $pid =~ ^[0-9]+$ && -n $started ]] || return 1
    [[ $(start_time "$pid") == "$started" && $(program_name "$pid") == "$2" ]] || return 1
    printf '%s\n' "$pid"
}

# start_detached PID_FILE LOG_FILE COMMAND…: in a session of its own, so that closing the terminal or Ctrl-C
# does not reach it. Descriptor 9 is the lock of Scripts/farm, which must not live on in the child.
start_detached() {
    local pid_file=$1 log_file=$2 pid tries
    shift 2
    rotate_log "$log_file"
    setsid "$@" </dev/null >>"$log_file" 2>&1 9>&- &
    pid=$!
    disown "$pid"
    printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$pid_file"
    # Until it has become the program, the new process is still this shell, and nobody would know it by its name.
    for ((tries = 0; tries < 200; tries++)); do
        if [[ $(program_name "$pid") == "${1##*/}" || -z $(start_time "$pid") ]]; then return; fi
        sleep 0.01
    done
}

# Daemons say little, so ten megabytes are months; what is older than the previous file is let go.
rotate_log() {
    local limit=$((10 * 1024 * 1024))
    if [[ -f $1 ]] && (($(stat -c %s "$1") > limit)); then mv "$1" "$1.1"; fi
}

# signal_process SIGNAL PID_FILE PROGRAM: checks again right before signalling.
signal_process() {
    local pid
    pid=$(running_pid "$2" "$3") || return 0
    kill -s "$1" "$pid" 2>/dev/null || true
}

# wait_until_gone SECONDS PROGRAM PID_FILE…: true as soon as none of them runs any more.
wait_until_gone() {
    local deadline=$((SECONDS + $1 + 1)) program=$2 file alive
    shift 2
    while :; do
        alive=0
        for file in "$@"; do
            if running_pid "$file" "$program" >/dev/null; then alive=1; fi
        done
        ((alive)) || return 0
        ((SECONDS < deadline)) || return 1
        sleep 0.05
    done
}
