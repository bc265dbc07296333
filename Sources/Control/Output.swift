import Glibc
import Invocation
import JSONText
import LinuxIO

/// The one place that writes: data for stdout, as a text or as JSON, and words for people on stderr.
struct Output {
    let isJSON: Bool

    /// The width that tables have to keep; nil where nobody looks.
    var width: Int? { isTerminal(STDOUT_FILENO) ? terminalWidth() : nil }

    func show(_ text: @autoclosure () -> String, json value: some JSONWritable) {
        show(text()) { $0.value(value) }
    }

    func show(_ text: @autoclosure () -> String, json body: (inout JSONWriter) -> Void) {
        guard isJSON else {
            StandardOutput.write(text())
            return
        }
        var writer = JSONWriter()
        body(&writer)
        writer.endLine()
        StandardOutput.write(writer.bytes)
    }

    func show(_ error: UserError) {
        StandardError.write(error.text)
        if isJSON { show("", json: error) }
    }

    /// A line for people, which no program needs.
    func note(_ line: String) {
        StandardError.write(printable(line) + "\n")
    }
}

/// How a terminal may be painted.
extension ProgressText.Style {
    static func ofThisTerminal() -> ProgressText.Style {
        let terminal = environmentValue("TERM") ?? ""
        let isPlain = terminal.isEmpty || terminal == "dumb"
        // no-color.org: any value but the empty one means no.
        let wantsNoColor = !(environmentValue("NO_COLOR") ?? "").isEmpty
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environmentValue).first { !$0.isEmpty } ?? ""
        let isUnicode = ["utf-8", "utf8"].contains { locale.lowercased().hasSuffix($0) }
        return ProgressText.Style(hasColors: !isPlain && !wantsNoColor, hasUnicode: !isPlain && isUnicode)
    }
}
