# shellcheck shell=bash
# Scripts/bench scenes: sourced, never run.
#
# One scene of ten seconds, three stills of 2560x1440 with a moving camera and crossfades, drawn in turns by one worker,
# by two, and by MoviePy where that is installed.

scene_repeat=3

scenes_usage() {
    cat <<'TEXT'
Usage: Scripts/bench scenes [--repeat N]

  --repeat N   runs of each way (default 3)

MoviePy is measured where `python3 -c 'import moviepy'` works.
TEXT
}

bench_scenes() {
    while (($#)); do
        case $1 in
            --help | -h)
                scenes_usage
                exit 0
                ;;
            --repeat)
                if ! is_whole_number "${2:-}" || (($2 < 1)); then fail_usage "$1 needs a whole number above 0"; fi
                scene_repeat=$2
                shift
                ;;
            *) fail_usage "unknown argument $1" ;;
        esac
        shift
    done
    measure_scenes
}

write_scene() {
    local still
    for still in 0 1 2; do
        "${FARM_FFMPEG:-ffmpeg}" -nostdin -v error -y -f lavfi \
            -i "mandelbrot=size=2560x1440:start_scale=$((3 - still))" -frames:v 1 "$folder/still_$still.png"
    done
    cat >"$folder/scene.json" <<'JSON'
{
    "size": "1280x720", "fps": 25,
    "sequence": [
        {"image": "still_0.png", "duration": 4, "fit": "fill",
         "effects": [{"kind": "ken_burns", "from": {"zoom": 1}, "to": {"zoom": 1.2}}]},
        {"image": "still_1.png", "duration": 4, "fit": "fill", "transition": {"kind": "crossfade", "duration": 1},
         "effects": [{"kind": "ken_burns", "from": {"zoom": 1.2, "center": [0.4, 0.5]},
                      "to": {"zoom": 1.2, "center": [0.6, 0.5]}}]},
        {"image": "still_2.png", "duration": 4, "fit": "fill", "transition": {"kind": "crossfade", "duration": 1},
         "effects": [{"kind": "ken_burns", "from": {"zoom": 1.2}, "to": {"zoom": 1}}]}
    ]
}
JSON
}

write_moviepy_script() {
    cat >"$folder/scene.py" <<'PYTHON'
import sys
from moviepy import CompositeVideoClip, ImageClip, vfx

folder, output = sys.argv[1:]
fade = [vfx.CrossFadeIn(1)]


def still(number):
    return ImageClip(f"{folder}/still_{number}.png", duration=4).with_start(3 * number)


def zoomed(number, zoom):
    return still(number).resized(lambda t: zoom(t) / 2).with_position("center")


clips = [
    zoomed(0, lambda t: 1 + 0.05 * t),
    still(1).resized(0.6).with_position(lambda t: (-102 - 38 * t, "center")).with_effects(fade),
    zoomed(2, lambda t: 1.2 - 0.05 * t).with_effects(fade),
]
CompositeVideoClip(clips, size=(1280, 720)).with_duration(10).write_videofile(
    output, fps=25, codec="libx264", preset="ultrafast", audio=False, logger=None)
PYTHON
}

# start_scene_farm NAME WORKERS: a farm of its own, which ends with the script; its address is in `farms[NAME]`.
start_scene_farm() {
    local name=$1 workers=$2 worker address=
    "$(binaries)/coordinatord" --listen 127.0.0.1:0 --state "$folder/$name/state" --outputs "$folder/$name/outputs" \
        >"$folder/$name.log" 2>&1 &
    scene_processes+=($!)
    until [[ -n $address ]]; do
        kill -0 "${scene_processes[-1]}" 2>/dev/null || fail "the coordinator ended" "$(tail -n 1 "$folder/$name.log")"
        sleep 0.1
        address=$(sed -n 's/.*listens on \([0-9.:]*\) .*/\1/p' "$folder/$name.log")
    done
    farms[$name]=$address
    for ((worker = 1; worker <= workers; worker++)); do
        "$(binaries)/render-worker" --coordinator "$address" --name "$name-$worker" --slots 1 \
            >"$folder/$name-$worker.log" 2>&1 &
        scene_processes+=($!)
    done
}

end_scenes() {
    # A worker must not come back to a coordinator that is about to end.
    if ((${#scene_processes[@]})); then
        kill "${scene_processes[@]}" 2>/dev/null || true
        wait "${scene_processes[@]}" 2>/dev/null || true
    fi
    rm -rf "$folder"
}

run_scene() {
    if [[ $1 == moviepy ]]; then
        # What it and its encoder took of the processor goes into a file, as seconds of both kinds.
        local TIMEFORMAT='%U %S'
        { time python3 "$folder/scene.py" "$folder" "$folder/moviepy.mp4" 2>"$folder/moviepy.log"; } \
            2>>"$folder/moviepy.processor"
    else
        "$(binaries)/renderctl" --coordinator "${farms[$1]}" render "$folder/scene.json" -o "$folder/$1.mp4" \
            --overwrite --encoder libx264 --encoder-preset ultrafast --wait >"$folder/$1.out" 2>&1
    fi
}

measure_scenes() {
    local cache=$repo_root/.build/bench ways=(one two) way round
    local -A farms
    scene_processes=()
    mkdir -p "$cache"
    folder=$(mktemp -d "$cache/scenes.XXXXXX")
    trap end_scenes EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    write_scene
    start_scene_farm one 1
    start_scene_farm two 2
    if python3 -c 'import moviepy' 2>/dev/null; then
        ways+=(moviepy)
        write_moviepy_script
    else
        say "skipped: MoviePy is not installed (\`pip install moviepy\`)"
    fi
    for ((round = 1; round <= scene_repeat; round++)); do
        for way in "${ways[@]}"; do
            take_time "$folder/$way.times" run_scene "$way" || fail "$way failed" "see above"
            say "round $round of $scene_repeat: $way $(tail -n 1 "$folder/$way.times") ms"
        done
    done
    print_scenes "${ways[@]}"
}

print_scenes() {
    local way middle least most
    printf '| way | median | least–most | frames/s |\n|---|--:|--:|--:|\n'
    for way in "$@"; do
        read -r middle least most < <(spread "$folder/$way.times")
        printf '| %s | %s s | %s–%s s | %s |\n' "$way" "$middle" "$least" "$most" \
            "$(awk -v middle="$middle" 'BEGIN { printf "%.1f", 250 / middle }')"
    done
    # Frames beside seams are drawn twice; they count once.
    printf '\n'
    print_frames_a_core 'drawing alone' "$(logged_milliseconds one 'drawing')"
    print_frames_a_core 'drawing and encoding' "$(logged_milliseconds one '(drawing|ffmpeg)')"
    if [[ -f $folder/moviepy.processor ]]; then
        print_frames_a_core 'MoviePy and its encoder' \
            "$(awk '{ total += $1 + $2 } END { print total * 1000 }' "$folder/moviepy.processor")"
    fi
    printf 'one, two: workers of one slot; the job from its submission to the finished file, with analysis and checks.\n'
}

# print_frames_a_core WHAT MILLISECONDS: whatever else runs beside it, processor time is hardly more for that.
print_frames_a_core() {
    awk -v what="$1" -v frames=$((250 * scene_repeat)) -v milliseconds="$2" \
        'BEGIN { printf "%s: %.1f frames/s a core, by processor time\n", what, frames * 1000 / milliseconds }'
}

# logged_milliseconds FARM PROCESSES: the processor time in the logs of its runs.
logged_milliseconds() {
    cat "$folder/$1"/outputs/runs/*/logs/*.log | awk -v processes="$2" '
        match($0, processes " ended: .*, [0-9]+ ms of processor time") {
            line = substr($0, RSTART, RLENGTH); sub(/ ms of.*/, "", line); sub(/.*, /, "", line); total += line
        }
        END { print total }'
}
