import Glibc
import Invocation
import JSONText
import LinuxIO

/// The one place that writes: data for stdout, as a text or as JSON, and words for people on stderr.
struct Output {
    let isJSON: Bool
    /// The width that tables have to keep; nil where nobody looks.
    var width: Int?
    /// Somebody watches stderr on a terminal that can draw a line anew.
    var isLive: Bool
    var style: ProgressText.Style
    var writeData: ([UInt8]) -> Void
    var writeWords: (String) -> Void

    /// stdout and stderr of this process.
    static func ofThisProcess(isJSON: Bool) -> Output {
        Output(
            isJSON: isJSON, width: isTerminal(STDOUT_FILENO) ? terminalWidth() : nil,
            isLive: isTerminal(STDERR_FILENO) && !ProgressText.Style.isDumbTerminal, style: .ofThisTerminal(),
            writeData: { StandardOutput.write($0) }, writeWords: { StandardError.write($0) })
    }

    func show(_ text: @autoclosure () -> String, json value: some JSONWritable) {
        show(text()) { $0.value(value) }
    }

    func show(_ text: @autoclosure () -> String, json body: (inout JSONWriter) -> Void) {
        guard isJSON else {
            writeData(Array(text().utf8))
            return
        }
        var writer = JSONWriter()
        body(&writer)
        writer.endLine()
        writeData(writer.bytes)
    }

    func show(_ error: UserError) {
        writeWords(error.text)
        if isJSON { show("", json: error) }
    }

    /// A line for people, which no program needs.
    func note(_ line: String) {
        writeWords(printable(line) + "\n")
    }
}

/// How a terminal may be painted.
extension ProgressText.Style {
    static func ofThisTerminal() -> ProgressText.Style {
        // no-color.org: any value but the empty one means no.
        let wantsNoColor = !(environmentValue("NO_COLOR") ?? "").isEmpty
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environmentValue).first { !$0.isEmpty } ?? ""
        let isUnicode = ["utf-8", "utf8"].contains { locale.lowercased().hasSuffix($0) }
        return ProgressText.Style(
            hasColors: !isDumbTerminal && !wantsNoColor, hasUnicode: !isDumbTerminal && isUnicode)
    }

    static var isDumbTerminal: Bool {
        let terminal = environmentValue("TERM") ?? ""
        return terminal.isEmpty || terminal == "dumb"
    }
}
