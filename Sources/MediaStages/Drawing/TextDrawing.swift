import Glibc
import LinuxIO
import MediaPlan
import SceneRenderer

/// Draws a text of a scene into a file: once, by this machine, so that all workers show the same letters whatever fonts
/// they have.
struct TextDrawing {
    let text: TextSource
    let number: Int
    let folder: String
    let tools: MediaTools

    func run() throws(MediaError) -> PreparedScene.Mask {
        let command = try prepared()
        let (pixels, words) = try drawn(command)
        let mask = try cropped(pixels, command, words)
        do throws(SystemError) {
            try Files.writeAtomically("\(folder)/\(PreparedScene.maskName(number))", mask.bytes, synced: false)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
        return PreparedScene.Mask(width: mask.width, height: mask.height)
    }

    /// Lines and font lie in the folder that ffmpeg runs in: neither has to fit into a description of filters.
    private func prepared() throws(MediaError) -> TextMaskCommand {
        var names: [String] = []
        var font = TextMaskCommand.Font.usual
        do throws(SystemError) {
            for (index, line) in text.lines.enumerated() {
                let name = "text_\(number)_line_\(index).txt"
                try Files.writeAtomically("\(folder)/\(name)", Array(line.utf8), synced: false)
                names.append(name)
            }
            if let wanted = text.font {
                if wanted.utf8.first == UInt8(ascii: "/") {
                    let name = "text_\(number)_font"
                    let bytes = try Files.read(wanted, limitBytes: StageLimits.fontBytes)
                    try Files.writeAtomically("\(folder)/\(name)", bytes, synced: false)
                    font = .file(name)
                } else {
                    font = .named(wanted)
                }
            }
        } catch {
            throw MediaError("a text of the scene cannot be drawn", cause: error.description)
        }
        if let name = text.font, case .named = font, !Self.isPlain(name) {
            throw MediaError("a text of the scene cannot be drawn", cause: "`\(name)` is not the name of a font")
        }
        let alignment: TextMaskCommand.Alignment =
            switch text.alignment {
            case .left: .left
            case .center: .center
            case .right: .right
            }
        return TextMaskCommand(
            lineFiles: names, font: font, size: text.size, alignment: alignment,
            letters: text.lines.map(\.unicodeScalars.count).max() ?? 0)
    }

    private static func isPlain(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || " -_".unicodeScalars.contains($0)
        }
    }

    private func drawn(_ command: TextMaskCommand) throws(MediaError) -> (pixels: [UInt8], lastLines: [String]) {
        var request = SpawnRequest(program: tools.programs.ffmpeg, arguments: command.arguments)
        request.workingDirectory = folder
        let expected = command.width * command.height * 3
        do throws(SystemError) {
            let result = try runCommand(
                request, timeoutMilliseconds: StageLimits.questionMilliseconds, outputLimitBytes: expected)
            guard result.isSuccess, result.standardOutput.count == expected else {
                throw SystemError(
                    operation: "draw text", code: 0,
                    detail: ErrorTail(of: result.standardErrorTail).lines.last ?? "ffmpeg made no picture of it")
            }
            return (result.standardOutput, ErrorTail(of: result.standardErrorTail).lines)
        } catch {
            throw MediaError(
                "a text of the scene cannot be drawn", cause: error.cause,
                hint: "ffmpeg needs its drawtext filter, and a font: name one with \"font\"")
        }
    }

    /// As wide as its letters, with room for its shadow; as high as its lines, whatever letters they have.
    private func cropped(
        _ pixels: [UInt8], _ command: TextMaskCommand, _ words: [String]
    ) throws(MediaError) -> (width: Int, height: Int, bytes: [UInt8]) {
        func value(_ x: Int, _ y: Int) -> UInt8 { pixels[(y * command.width + x) * 3] }
        let columns = (0..<command.width).filter { x in (0..<command.height).contains { value(x, $0) > 0 } }
        guard let first = columns.first, let last = columns.last else {
            throw MediaError(
                "a text of the scene cannot be drawn", cause: "the font has none of its letters", lastLines: words)
        }
        let room = Int((text.shadow?.distance ?? 0).rounded(.up)) + 1
        let left = max(0, first - room)
        let right = min(command.width, last + 1 + room)
        let rows = max(0, command.rows.lowerBound - room)..<min(command.height, command.rows.upperBound + room)
        let bytes = rows.flatMap { y in (left..<right).map { value($0, y) } }
        return (right - left, rows.count, bytes)
    }
}
