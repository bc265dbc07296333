import FarmModel
import LinuxIO
import MediaPlan

@testable import MediaStages

/// Generated test media in a folder that is removed with the last reference to it.
final class Clips {
    let folder: String

    struct Failed: Error { var command: String; var words: [String] }

    init() throws {
        folder = try Files.createTemporaryDirectory(prefix: "media-stages-", in: environmentValue("TMPDIR") ?? "/tmp")
    }

    deinit {
        do {
            try Files.removeTree(folder)
        } catch {
            StandardError.write("cannot remove \(folder): \(error)\n")
        }
    }

    func path(_ name: String) -> String { folder + "/" + name }

    /// Runs ffmpeg in the folder; the last argument is the name of the file to make.
    @discardableResult
    func make(_ arguments: [String]) throws -> String {
        var request = SpawnRequest(program: "ffmpeg", arguments: ["-nostdin", "-v", "error", "-y"] + arguments)
        request.workingDirectory = folder
        let result = try runCommand(request, timeoutMilliseconds: 120_000)
        guard result.isSuccess, let name = arguments.last else {
            throw Failed(command: shellQuoted(arguments), words: ErrorTail(of: result.standardErrorTail).lines)
        }
        return path(name)
    }

    /// Small moving pictures with noise, so that no two frames are alike.
    static func pictures(_ seconds: String, rate: String = "25", size: String = "160x90") -> [String] {
        ["-f", "lavfi", "-i", "testsrc2=s=\(size):r=\(rate):d=\(seconds)"]
    }

    static func sound(_ seconds: String, offset: String = "0") -> [String] {
        ["-itsoffset", offset, "-f", "lavfi", "-i", "sine=frequency=440:beep_factor=4:sample_rate=48000:d=\(seconds)"]
    }

    static let h264 = [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p", "-g", "25", "-bf", "3",
        "-b_strategy", "0", "-threads", "1",
    ]

    /// The packets of all audio streams: times, sizes and content.
    func audioPackets(_ path: String) throws -> [String] {
        let result = try runCommand(
            SpawnRequest(
                program: "ffmpeg",
                arguments: [
                    "-nostdin", "-v", "error", "-copyts", "-i", path, "-map", "0:a?", "-vn", "-c", "copy", "-f",
                    "framemd5",
                    "-",
                ]), timeoutMilliseconds: 60_000)
        return String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }
}

/// Numbers that look random and are the same in every run.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
