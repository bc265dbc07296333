# shellcheck shell=bash
# Scripts/bench peers: sourced, never run.
#
# Every way of rendering one clip with one filter and one encoder, in turns, and how many frames came out of each.

peer_seconds=60
peer_repeat=3
peer_filter='eq=contrast=1.1:saturation=1.2,unsharp=5:5:0.8,scale=960:540'
peer_encoder=(-c:v libx264 -preset ultrafast -crf 23 -pix_fmt yuv420p)

peers_usage() {
    cat <<'TEXT'
Usage: Scripts/bench peers [--seconds N] [--repeat N] [--filter CHAIN]

  --seconds N      length of the clip, 1280x720 with sound (default 60)
  --repeat N       runs of each way (default 3)
  --filter CHAIN   what is done to it (default: eq, unsharp and scale)
TEXT
}

bench_peers() {
    while (($#)); do
        case $1 in
            --help | -h)
                peers_usage
                exit 0
                ;;
            --seconds | --repeat)
                if ! is_whole_number "${2:-}" || (($2 < 1)); then fail_usage "$1 needs a whole number above 0"; fi
                if [[ $1 == --seconds ]]; then peer_seconds=$2; else peer_repeat=$2; fi
                shift
                ;;
            --filter)
                [[ -n ${2:-} ]] || fail_usage "--filter needs a chain of filters"
                peer_filter=$2
                shift
                ;;
            *) fail_usage "unknown argument $1" ;;
        esac
        shift
    done
    measure_peers
}

peer_ffmpeg() {
    "${FARM_FFMPEG:-ffmpeg}" -nostdin -v error -y "$@"
}

# count_frames FILE
count_frames() {
    "${FARM_FFPROBE:-ffprobe}" -v error -select_streams V:0 -count_packets -show_entries stream=nb_read_packets \
        -of csv=p=0 "$1" | tr -d ', \n'
}

run_peer() {
    case $1 in
        farm)
            "$(binaries)/renderctl" --coordinator 127.0.0.1:1 run "$clip" -o "$folder/farm.mp4" --overwrite \
                --filter "$peer_filter" --encoder libx264 --encoder-preset ultrafast --crf 23 --pixel-format yuv420p \
                >"$folder/farm.log" 2>&1
            ;;
        plain) peer_ffmpeg -i "$clip" -vf "$peer_filter" "${peer_encoder[@]}" -c:a copy "$folder/plain.mp4" ;;
        serial)
            peer_ffmpeg -threads 1 -filter_threads 1 -i "$clip" -vf "$peer_filter" "${peer_encoder[@]}" -threads 1 \
                -c:a copy "$folder/serial.mp4"
            ;;
        seek) render_pieces seek "$clip" ;;
        split)
            rm -rf "$folder/pieces"
            mkdir "$folder/pieces"
            peer_ffmpeg -i "$clip" -map 0:V:0 -c copy -f segment -segment_time "$piece_seconds" \
                "$folder/pieces/in_%04d.mp4"
            render_pieces split
            ;;
    esac
}

# render_pieces seek|split: renders the pieces side by side, and joins them with the sound of the original.
render_pieces() {
    local list=$folder/$1.txt
    export peer_filter clip folder
    export -f render_piece peer_ffmpeg
    rm -f "$folder/$1_"*.mp4
    if [[ $1 == seek ]]; then
        parallel --will-cite -j "$cores" render_piece seek {#} {} "$piece_seconds" ::: "${starts[@]}"
    else
        parallel --will-cite -j "$cores" render_piece split {#} {} 0 ::: "$folder/pieces/in_"*.mp4
    fi
    find "$folder" -maxdepth 1 -name "$1_*.mp4" | sort | sed "s/.*/file '&'/" >"$list"
    peer_ffmpeg -f concat -safe 0 -i "$list" -i "$clip" -map 0:v -map '1:a?' -c copy "$folder/$1.mp4"
}

# render_piece seek|split NUMBER START_OR_FILE SECONDS: run by parallel, one thread each, as the farm does.
render_piece() {
    local name
    name=$(printf '%s/%s_%04d.mp4' "$folder" "$1" "$2")
    local input=(-i "$3")
    if [[ $1 == seek ]]; then input=(-ss "$3" -t "$4" -i "$clip"); fi
    peer_ffmpeg -threads 1 -filter_threads 1 "${input[@]}" -an -vf "$peer_filter" -c:v libx264 -preset ultrafast \
        -crf 23 -pix_fmt yuv420p -threads 1 "$name"
}

# The time of every way goes into a file of its own, one number a line.
measure_peers() {
    local cache=$repo_root/.build/bench ways=(serial plain farm) way round
    mkdir -p "$cache"
    folder=$(mktemp -d "$cache/peers.XXXXXX")
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    cores=$(core_count)
    clip=$cache/clip_1280x720_$peer_seconds.mp4
    if [[ ! -f $clip ]]; then
        say "making a clip of $peer_seconds s"
        "$(binaries)/renderctl" generate "$clip" --seconds "$peer_seconds" --size 1280x720 --audio >&2
    fi
    plan_pieces
    if command -v parallel >/dev/null 2>&1; then
        ways+=(seek split)
    else
        say "skipped: GNU parallel is not installed (\`apt-get install parallel\`)"
    fi
    for ((round = 0; round <= peer_repeat; round++)); do
        for way in "${ways[@]}"; do
            # The first round warms up.
            if ((round == 0)); then
                run_peer "$way" || fail "$way failed" "see above"
                continue
            fi
            take_time "$folder/$way.times" run_peer "$way" || fail "$way failed" "see above"
            say "round $round of $peer_repeat: $way $(tail -n 1 "$folder/$way.times") ms"
        done
    done
    print_peers "${ways[@]}"
}

# As many pieces as the farm makes chunks, of equal length.
plan_pieces() {
    local count second
    count=$("$(binaries)/renderctl" --coordinator 127.0.0.1:1 --json plan "$clip" --slots "$cores" \
        --filter "$peer_filter" --encoder libx264 --encoder-preset ultrafast |
        grep -o '"chunk_id":' | wc -l)
    piece_seconds=$(awk -v length_of_clip="$peer_seconds" -v count="$count" 'BEGIN { printf "%.3f", length_of_clip / count }')
    starts=()
    for ((second = 0; second < count; second++)); do
        starts+=("$(awk -v n="$second" -v step="$piece_seconds" 'BEGIN { printf "%.3f", n * step }')")
    done
}

print_peers() {
    local way wanted frames middle least most
    wanted=$(count_frames "$clip")
    printf '| way | median | least–most | frames |\n|---|--:|--:|--:|\n'
    for way in "$@"; do
        frames=$(count_frames "$folder/$way.mp4")
        [[ $frames == "$wanted" ]] || frames="$frames instead of $wanted"
        read -r middle least most < <(spread "$folder/$way.times")
        printf '| %s | %s s | %s–%s s | %s |\n' "$way" "$middle" "$least" "$most" "$frames"
    done
    printf '\nserial: one ffmpeg, one thread. plain: one ffmpeg, its own threads. farm: renderctl run with a farm of its own.\n'
    printf 'seek: GNU parallel, as many pieces as the farm has chunks, cut by -ss and -t. split: pieces cut by stream copy.\n'
}
