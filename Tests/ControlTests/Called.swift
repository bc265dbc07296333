import Invocation
import Synchronization

@testable import Control

/// What a call of `renderctl` has written and how it ended.
struct Called {
    var status: Int32
    var data: String
    var words: String

    /// Calls it inside this process, with the coordinator at `port`.
    static func renderctl(_ words: String..., port: UInt16? = nil) -> Called {
        let all = (port.map { ["--coordinator", "127.0.0.1:\($0)"] } ?? []) + words
        let collected = Collected()
        let output = Output(
            isJSON: Renderctl.wantsJSON(all), width: nil, isLive: false,
            style: ProgressText.Style(hasColors: false, hasUnicode: false),
            writeData: { collected.data += $0 }, writeWords: { collected.words += $0 })
        let status = Renderctl.run(all, output)
        return Called(status: status, data: String(decoding: collected.data, as: UTF8.self), words: collected.words)
    }

    private final class Collected {
        var data: [UInt8] = []
        var words = ""
    }
}
