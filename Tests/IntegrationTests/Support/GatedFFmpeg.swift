import Foundation
import TestPrograms

/// An ffmpeg and an ffprobe that a test can hold at a certain kind of call, or make fail: so that "in the middle of
/// merging" is a moment that a test reaches for certain, and not by waiting long enough.
final class GatedFFmpeg {
    enum Call: String {
        case probe, render, merge
        /// Every other call: trials, decoding for verification.
        case other
    }

    let folder: String

    init(in parent: String) throws {
        folder = parent + "/gates"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(Self.script(program: "ffmpeg", gates: folder), to: "ffmpeg")
        try write(Self.script(program: "ffprobe", gates: folder), to: "ffprobe")
    }

    var environment: [String: String] {
        ["FARM_FFMPEG": folder + "/ffmpeg", "FARM_FFPROBE": folder + "/ffprobe"]
    }

    func hold(_ call: Call) throws { try Data().write(to: URL(fileURLWithPath: path("hold-\(call.rawValue)"))) }

    func release(_ call: Call) {
        for file in ["hold-\(call.rawValue)", "held-\(call.rawValue)"] {
            try? FileManager.default.removeItem(atPath: path(file))
        }
    }

    func waitUntilHeld(_ call: Call) throws {
        try waitFor("a \(call.rawValue) call to be held") {
            FileManager.default.fileExists(atPath: self.path("held-\(call.rawValue)"))
        }
    }

    /// Lets every render fail whose command line contains `text`.
    func poison(_ text: String) throws { try text.write(toFile: path("poison"), atomically: true, encoding: .utf8) }

    func cure() { try? FileManager.default.removeItem(atPath: path("poison")) }

    /// How often ffmpeg was started to render.
    var renders: Int {
        ((try? String(contentsOfFile: path("renders"), encoding: .utf8)) ?? "").split(separator: "\n").count
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func write(_ script: String, to name: String) throws {
        try TestProgram.write(script, to: path(name))
    }

    private static func script(program: String, gates: String) -> String {
        """
        #!/bin/sh
        gates='\(gates)'
        kind=\(program == "ffprobe" ? "probe" : "other")
        for word in "$@"; do
            case "$word" in
                */chunks/.chunk_*) [ "$kind" = probe ] || kind=render ;;
                concat) kind=merge ;;
            esac
        done
        if [ "$kind" = render ]; then
            echo render >>"$gates/renders"
            if [ -e "$gates/poison" ] && printf '%s' "$*" | grep -qF -- "$(cat "$gates/poison")"; then
                echo "this chunk is poisoned" >&2
                exit 1
            fi
        fi
        while [ -e "$gates/hold-$kind" ]; do
            : >"$gates/held-$kind"
            sleep 0.02
        done
        exec \(program) "$@"

        """
    }
}
