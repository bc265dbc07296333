import Foundation

/// Test media, made by ffmpeg when a test needs it.
enum Clips {
    /// H.264 with B-frames, long groups of pictures and sound.
    static func make(_ path: String, seconds: Int = 8, rate: String = "25", size: String = "320x240") throws {
        let result = try run(
            "/usr/bin/env",
            [
                "ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                "testsrc2=size=\(size):rate=\(rate):duration=\(seconds)", "-f", "lavfi", "-i",
                "sine=frequency=440:duration=\(seconds)", "-c:v", "libx264", "-preset", "veryfast", "-g", "60", "-bf",
                "3",
                "-pix_fmt", "yuv420p", "-c:a", "aac", path,
            ], folder: NSTemporaryDirectory())
        guard result.status == 0 else { throw HarnessError("no clip: \(result.stderr)") }
    }

    /// One serial run with the same settings, the reference of every comparison.
    static func renderSerially(_ input: String, filter: String, to output: String) throws {
        let result = try run(
            "/usr/bin/env",
            [
                "ffmpeg", "-nostdin", "-v", "error", "-y", "-i", input, "-map", "0:v:0", "-map", "0:a?", "-vf", filter,
                "-fps_mode", "passthrough", "-enc_time_base", "-1", "-c:v", "ffv1", "-c:a", "copy", output,
            ], folder: NSTemporaryDirectory())
        guard result.status == 0 else { throw HarnessError("no reference: \(result.stderr)") }
    }

    /// Time stamp and hash of every decoded frame, and of every audio packet.
    static func fingerprint(_ path: String) throws -> [String] {
        func lines(_ arguments: [String]) throws -> [String] {
            let result = try run(
                "/usr/bin/env",
                ["ffmpeg", "-nostdin", "-v", "error", "-copyts", "-i", path] + arguments + ["-f", "framemd5", "-"],
                folder: NSTemporaryDirectory())
            guard result.status == 0 else { throw HarnessError("cannot read \(path): \(result.stderr)") }
            return result.stdout.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
        }
        return try lines(["-map", "0:v:0", "-fps_mode", "passthrough", "-enc_time_base", "-1"])
            + lines(["-map", "0:a?", "-c", "copy"])
    }
}
