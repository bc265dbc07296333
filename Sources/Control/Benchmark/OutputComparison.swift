import FarmModel
import Invocation
import JSONText
import LinuxIO
import MediaPlan

/// Holds what the farm made against what one ffmpeg made, and removes it.
struct OutputComparison {
    /// Finished and neither compared nor removed. Comparing takes time, and is done when nothing is measured any more.
    private(set) var waiting: [String] = []
    private var compared = 0
    private var unseen = 0
    private var frames = 0
    private var areIdentical = true
    /// What the outputs are held against, for people.
    var reference = "the serial run"

    /// A comparison prints a few dozen bytes.
    private static let answerBytes = 64 << 10

    mutating func add(_ path: String) { waiting.append(path) }

    /// What was found, for the reader of the benchmark.
    var words: String {
        guard compared > 0 else { return "nothing was compared: the farm's outputs are not to be seen from here" }
        let what = areIdentical ? "the same pixels at the same time" : "at its time, as many as there"
        let hidden = unseen > 0 ? "; \(unseen) could not be seen from here" : ""
        return
            "\(Words.count(compared, "output")) compared with \(reference): \(frames) frames, each \(what)\(hidden)"
    }

    mutating func compareAll(with serial: String, isLossless: Bool, _ turning: Turning) throws(UserError) {
        defer { removeAll() }
        for path in waiting where path != serial {
            guard Files.exists(path) else {
                unseen += 1
                continue
            }
            try compare(path, with: serial, isLossless: isLossless, turning)
        }
    }

    /// By a process of its own, which an interruption can end.
    private mutating func compare(
        _ path: String, with serial: String, isLossless: Bool, _ turning: Turning
    ) throws(UserError) {
        var answer: [UInt8] = []
        let program: String
        do throws(SystemError) {
            program = try executablePath()
        } catch {
            throw UserError("outputs cannot be compared", cause: error.cause)
        }
        _ = try turning.run(SpawnRequest(program: program, arguments: ["--json", "verify", serial, path])) {
            stream, bytes in
            if stream == .standardOutput, answer.count < Self.answerBytes { answer.append(contentsOf: bytes) }
        }
        let found: JSONValue
        do throws(JSONError) {
            found = try readJSON(JSONValue.self, from: answer)
        } catch {
            throw UserError("outputs cannot be compared", cause: String(decoding: answer.prefix(200), as: UTF8.self))
        }
        guard let left = found["frames"]?[0]?.intValue, let right = found["frames"]?[1]?.intValue,
            let times = found["different_timestamps"]?.intValue, let pixels = found["different_pixels"]?.intValue
        else {
            throw UserError(
                "outputs cannot be compared", cause: printable(found["cause"]?.stringValue ?? "verify did not answer"))
        }
        guard left == right, left > 0, times == 0, !isLossless || pixels == 0 else {
            throw UserError(
                "an output is not that of \(reference)",
                cause: "\(left) and \(right) frames, \(pixels) with other pixels, \(times) at another time",
                hint: "see `renderctl verify`; figures of a wrong result are worth nothing")
        }
        compared += 1
        frames = Int(left)
        if pixels > 0 { areIdentical = false }
    }

    mutating func removeAll() {
        for path in waiting { remove(path) }
        waiting = []
    }

    /// A file that somebody else has removed, or that belongs to another machine, is no business of ours.
    func remove(_ path: String) { try? Files.remove(path) }
}
