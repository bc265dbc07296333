# shellcheck shell=bash
# Scripts/farm and other machines: joining a farm that runs elsewhere, and bringing a worker to another machine by ssh.

# Set by Scripts/farm: the machine to work on, as ssh knows it.
remote_host=

# Where things are put on another machine, below the home folder there.
remote_folder=.renderfarm

# with_port HOST[:PORT]: with the usual port where none is given.
with_port() {
    case $1 in
        *]:* | *[!]:]:[0-9]*) printf '%s\n' "$1" ;;
        *) printf '%s:7420\n' "$1" ;;
    esac
}

# The addresses of this machine that others may reach, one a line.
own_addresses() {
    local address
    for address in $(hostname -I 2>/dev/null); do
        case $address in
            127.* | *:*) ;;
            *) printf '%s\n' "$address" ;;
        esac
    done
}

# has_joined LOG_FILE: whether the worker says so in what it has written since it was started last.
has_joined() {
    # shellcheck disable=SC2016
    sed -n '/ worker .* slots, ffmpeg /h; //!H; ${x;p}' "$1" 2>/dev/null | grep -q ' joined the coordinator at '
}

on_host() {
    ssh -o BatchMode=yes -o ConnectTimeout=10 "$remote_host" "$@"
}

copy_to_host() {
    scp -q -o BatchMode=yes -o ConnectTimeout=10 "$@"
}

# The other machine has to be able to run what was built here, and must have an ffmpeg.
inspect_host() {
    local facts
    # shellcheck disable=SC2016
    facts=$(on_host 'uname -sm; command -v ffmpeg ffprobe; printf "from %s\n" "${SSH_CONNECTION:-}"') ||
        fail "cannot work on $remote_host" "ssh says why above" \
            "make \`ssh $remote_host true\` work without a password first: ssh-copy-id $remote_host"
    [[ $(head -n 1 <<<"$facts") == "$(uname -sm)" ]] ||
        fail "$remote_host cannot run these programs" "it is $(head -n 1 <<<"$facts"), this machine $(uname -sm)" \
            "build RenderFarm there, and use Scripts/farm join"
    [[ $facts == *ffmpeg* && $facts == *ffprobe* ]] ||
        fail "$remote_host has no ffmpeg" "neither ffmpeg nor ffprobe is on its PATH" \
            "ssh -t $remote_host sudo apt-get install ffmpeg"
    # The other side's own word for where we come from is the way back.
    seen_from_host=$(sed -n 's/^from \([^ ]*\).*/\1/p' <<<"$facts")
}

# The coordinator as the other machine reaches it.
address_for_host() {
    local host=${address%:*} port=${address##*:}
    case $host in
        127.* | localhost | "[::1]")
            fail "no other machine reaches this farm" "its coordinator listens on $address" \
                "Scripts/farm down, then Scripts/farm up --share"
            ;;
        0.0.0.0 | "" | "[::]")
            [[ -n $seen_from_host ]] ||
                fail "it is not known how $remote_host reaches this machine" "" "say so with --coordinator HOST:PORT"
            case $seen_from_host in
                *:*) host="[$seen_from_host]" ;;
                *) host=$seen_from_host ;;
            esac
            ;;
    esac
    printf '%s:%s\n' "$host" "$port"
}

# remote_script COMMAND [ARGUMENT…]: runs a part of the script below on the other machine. What it needs to know goes in as
# arguments, quoted for the shell there.
remote_script() {
    # shellcheck disable=SC2016
    on_host "bash -s -- $(printf '%q ' "$remote_folder" "$@")" <<'REMOTE'
set -eu
cd "$HOME" && mkdir -p "$1/bin" && cd "$1"
command=$2
shift 2

# The process of the pid file, if it is still that one.
running() {
    pid=$(cat worker.pid 2>/dev/null) && [ -n "$pid" ] || return 1
    case $(readlink "/proc/$pid/exe" 2>/dev/null) in */render-worker*) ;; *) return 1 ;; esac
}

stop() {
    running || return 0
    kill "$pid"
    for _ in $(seq 100); do running || return 0; sleep 0.1; done
    kill "$pid"
    for _ in $(seq 100); do running || return 0; sleep 0.1; done
    return 1
}

case $command in
    prepare) rm -rf new && mkdir new && chmod 700 . ;;
    start)
        stop || { echo "an earlier worker does not end" >&2; exit 1; }
        rm -f secret
        if [ -e new/secret ]; then chmod 600 new/secret && mv new/secret secret; fi
        mv -f new/* bin/ && rmdir new
        : >worker.log
        if [ -s secret ]; then set -- "$@" --secret-file "$PWD/secret"; fi
        setsid bin/render-worker "$@" --scratch "$PWD/scratch" </dev/null >>worker.log 2>&1 &
        echo $! >worker.pid
        for _ in $(seq 300); do
            if grep -q ' joined the coordinator at ' worker.log; then break; fi
            # Not by its name: for a moment it is still this shell.
            kill -0 "$(cat worker.pid)" 2>/dev/null || break
            sleep 0.1
        done
        tail -n 4 worker.log
        running && grep -q ' joined the coordinator at ' worker.log
        ;;
    stop) stop && rm -rf secret worker.pid ;;
esac
REMOTE
}

# copy_worker ADDRESS [SLOTS]: brings the worker there, and starts it.
copy_worker() {
    local there slots=${1:-auto} secret
    inspect_host
    there=${coordinator_for_host:-$(address_for_host)}
    build_release
    say "$remote_host: copying render-worker and renderctl to ~/$remote_folder/bin"
    remote_script prepare
    copy_to_host "$(binaries)/render-worker" "$(binaries)/renderctl" "$remote_host:$remote_folder/new/" ||
        fail "cannot copy to $remote_host" "scp says why above"
    if [[ -n ${FARM_SECRET_FILE:-} ]]; then
        # Only what a worker needs leaves this machine: it opens nothing but the way in for workers.
        secret=$(mktemp -d)
        "$(binaries)/renderctl" --secret-file "$FARM_SECRET_FILE" secret new "$secret/secret" --for workers >/dev/null
        copy_to_host -p "$secret/secret" "$remote_host:$remote_folder/new/secret"
        rm -rf "$secret"
    fi
    remote_script start --coordinator "$there" --slots "$slots" \
        --name "${remote_host##*@}" >&2 ||
        fail "the worker on $remote_host has not joined" "its last lines are above" \
            "see whether $there can be reached from there: ssh $remote_host $remote_folder/bin/renderctl --coordinator $there doctor"
    say "$remote_host: a worker runs and has joined $there; its log: ~/$remote_folder/worker.log there"
}

drop_worker() {
    remote_script stop || fail "the worker on $remote_host could not be stopped"
    say "$remote_host: no worker runs any more"
}
