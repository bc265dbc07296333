# shellcheck shell=bash
# Shared by the scripts beside this folder: sourced, never run.
# Finds the repository, Swift, ffmpeg and the release binaries, and speaks to people in one voice.

repo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# The oldest Swift that Package.swift admits.
minimum_swift_major=6
minimum_swift_minor=0

# What a quiet command has said; kept until the next one.
script_log=$repo_root/.build/script.log

# One place for the flags: two scripts that build with different flags would rebuild everything each time.
release_flags=(-c release --static-swift-stdlib -Xswiftc -warnings-as-errors)

# The tests are built once, optimised: 2,000 simulations run many times faster than in a debug build, and the same
# build holds the binaries that the integration tests start, where debug tests would need a second, release build.
# Assertions stay on. The folder is apart, so that these flags and those above do not undo each other's work.
test_flags=(-c release --scratch-path "$repo_root/.build/tests" -Xswiftc -enable-testing
    -Xswiftc -assert-config -Xswiftc Debug -Xswiftc -warnings-as-errors)

# Prints the comment block at the top of a script, without the shebang and the comment signs.
print_usage() {
    sed -n -e '1d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$1"
}

# Where progress for people goes: stdout is left to data.
say() {
    printf '%s\n' "$*" >&2
}

# fail SUMMARY [CAUSE] [HINT] [EXIT_STATUS]
fail() {
    say "error: $1"
    if [[ -n ${2:-} ]]; then say "cause: $2"; fi
    if [[ -n ${3:-} ]]; then say "hint:  $3"; fi
    exit "${4:-1}"
}

# fail_usage SUMMARY: for a wrong argument of the running script.
fail_usage() {
    fail "$1" "" "see \`Scripts/$(basename "$0") --help\`" 64
}

require_swift() {
    local version major minor
    if ! command -v swift >/dev/null 2>&1; then
        fail "Swift is needed to build RenderFarm" \
            "no \`swift\` on PATH" \
            "install Swift $minimum_swift_major.$minimum_swift_minor or newer from https://swift.org/install, open a new shell, and run this again"
    fi
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
    major=${version%%.*}
    minor=${version#*.}
    if [[ -z $version ]] || ((major < minimum_swift_major || (major == minimum_swift_major && minor < minimum_swift_minor))); then
        fail "this Swift is too old" \
            "found ${version:-an unknown version}, RenderFarm needs $minimum_swift_major.$minimum_swift_minor" \
            "install a newer one from https://swift.org/install"
    fi
}

# Runs a command as root: directly for root, by sudo for everybody else.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        fail "cannot install packages" "not root, and no sudo on this machine" "as root: $*"
    fi
}

# FARM_FFMPEG and FARM_FFPROBE name other programs than the ones on PATH, as they do for the daemons.
have_ffmpeg() {
    command -v "${FARM_FFMPEG:-ffmpeg}" >/dev/null 2>&1 && command -v "${FARM_FFPROBE:-ffprobe}" >/dev/null 2>&1
}

ensure_ffmpeg() {
    if have_ffmpeg; then return; fi
    if [[ -n ${FARM_FFMPEG:-}${FARM_FFPROBE:-} ]]; then
        fail "ffmpeg or ffprobe not found" \
            "FARM_FFMPEG=${FARM_FFMPEG:-} FARM_FFPROBE=${FARM_FFPROBE:-}" "unset them, or let them name programs" 78
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "ffmpeg and ffprobe are needed" "not on PATH, and this system has no apt-get" \
            "install the package that brings both (it is called \`ffmpeg\` nearly everywhere), and run this again"
    fi
    say "ffmpeg is missing: installing it with \`apt-get install ffmpeg\`$( ((EUID == 0)) || echo ' (sudo may ask for your password)')"
    mkdir -p "$repo_root/.build"
    # A source that cannot be refreshed does not matter when the package is known; if it is not, the install says so.
    as_root apt-get update >"$script_log" 2>&1 || say "warning: apt-get update was not complete"
    quietly "apt-get could not install ffmpeg" \
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ffmpeg
    have_ffmpeg || fail "ffmpeg is installed, but not on PATH" "" "add its folder to PATH"
}

# The folder of the release binaries: RENDERFARM_BIN when it is set, this checkout's own build otherwise.
binaries() {
    printf '%s\n' "${RENDERFARM_BIN:-$repo_root/.build/release}"
}

# Builds the release binaries unless RENDERFARM_BIN names finished ones. Nearly free when nothing has changed.
build_release() {
    if [[ -n ${RENDERFARM_BIN:-} ]]; then
        [[ -x $RENDERFARM_BIN/coordinatord ]] ||
            fail "no coordinatord in $RENDERFARM_BIN" "RENDERFARM_BIN is set" "unset it to build from this checkout" 78
        return
    fi
    require_swift
    [[ -x $repo_root/.build/release/coordinatord ]] || say "building (the first time takes a minute or two)"
    quietly "the build failed" swift build --package-path "$repo_root" "${release_flags[@]}"
}

build_tests() {
    [[ -d $repo_root/.build/tests ]] || say "building the tests (the first time takes a few minutes)"
    quietly "the build failed" swift build --package-path "$repo_root" --build-tests "${test_flags[@]}"
}

# run_tests OPTION…: ends with the test runner's own summary. As many tests at once as there are cores: many of them start a
# whole farm, and more would only wait for each other's ffmpeg. One after the other where the toolchain cannot count them.
run_tests() {
    local width=(--no-parallel)
    if swift test --help-hidden 2>/dev/null | grep -q -e --experimental-maximum-parallelization-width; then
        width=(--experimental-maximum-parallelization-width "$(core_count)")
    fi
    export RENDERFARM_BIN="$repo_root/.build/tests/release"
    swift test --package-path "$repo_root" --skip-build --disable-xctest "${width[@]}" "${test_flags[@]}" "$@" &
    tests_pid=$!
    trap stop_tests INT TERM
    wait "$tests_pid"
}

# `swift test` does not take the process that runs the tests down with it.
stop_tests() {
    local children
    children=$(cat "/proc/$tests_pid/task/"*/children 2>/dev/null) || true
    # shellcheck disable=SC2086
    kill $children "$tests_pid" 2>/dev/null || true
    exit 143
}

# quietly SUMMARY COMMAND…: shows what the command printed only if it fails.
quietly() {
    local summary=$1
    shift
    mkdir -p "$repo_root/.build"
    if ! "$@" >"$script_log" 2>&1; then
        cat "$script_log" >&2
        fail "$summary" "what it printed is above"
    fi
}

# Something accepts connections there: port_in_use HOST:PORT
port_in_use() {
    local host=${1%:*} port=${1##*:}
    host=${host#[}
    host=${host%]}
    (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null
}

core_count() {
    getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || echo 1
}

is_whole_number() {
    [[ $1 =~ ^[0-9]{1,9}$ ]]
}
