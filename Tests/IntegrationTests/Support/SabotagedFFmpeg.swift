import Foundation
import TestPrograms

/// An ffmpeg that renders something else than it is told: each word of a render's command line goes through an awk
/// program before the real ffmpeg sees it. Everything but renders it does honestly.
final class SabotagedFFmpeg {
    private let folder: String

    /// `sabotage` is the body of an awk program; the word is `$0`, the word before it `before`. `version` replaces what
    /// ffmpeg says about itself.
    init(in parent: String, _ sabotage: String, version: String? = nil) throws {
        folder = parent + "/sabotage"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try sabotage.write(toFile: folder + "/sabotage.awk", atomically: true, encoding: .utf8)
        try TestProgram.write(script(version: version), to: folder + "/ffmpeg")
    }

    var environment: [String: String] { ["FARM_FFMPEG": folder + "/ffmpeg"] }

    /// How many renders were not what they should have been.
    var sabotagedRenders: Int {
        ((try? String(contentsOfFile: folder + "/done", encoding: .utf8)) ?? "").split(separator: "\n").count
    }

    private func script(version: String?) -> String {
        """
        #!/bin/sh
        here='\(folder)'
        if [ "$1" = -version ] && [ -n '\(version ?? "")' ]; then
            echo 'ffmpeg version \(version ?? "") Copyright (c) the FFmpeg developers'
            exit 0
        fi
        case "$*" in
            */chunks/.chunk_*)
                told="$*"
                before=
                for word; do
                    shift
                    new=$(printf '%s' "$word" | awk -v before="$before" -f "$here/sabotage.awk")
                    set -- "$@" "$new"
                    before=$word
                done
                [ "$*" = "$told" ] || echo "$*" >>"$here/done"
                ;;
        esac
        exec ffmpeg "$@"

        """
    }
}
