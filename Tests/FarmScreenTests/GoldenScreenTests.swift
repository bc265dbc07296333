import FarmModel
import Foundation
import Testing

@testable import FarmScreen

/// Screens as files: `UPDATE_GOLDEN=1 swift test` writes them anew, and the diff shows what changed.
@Suite("The live view, screen by screen")
struct GoldenScreenTests {
    @Test("every size, with and without colours", arguments: [(80, 24), (120, 40), (200, 60)], [false, true])
    func sizes(size: (Int, Int), hasColors: Bool) throws {
        let screen = ScreenFixtures.screen(size.0, size.1, hasColors: hasColors)
        try check(screen, "watch_\(size.0)x\(size.1)\(hasColors ? "_colours" : "")")
    }

    @Test("a terminal that knows only ASCII")
    func ascii() throws {
        try check(ScreenFixtures.screen(80, 24, hasUnicode: false), "watch_ascii")
    }

    @Test("the help")
    func help() throws {
        var state = WatchState(job: JobID(3))
        state.setLink(.live)
        _ = state.press(.character("?"), on: ScreenFixtures.farm)
        try check(ScreenFixtures.screen(80, 24, state: state), "watch_help")
    }

    @Test("nothing there, and the coordinator gone")
    func lost() throws {
        var state = WatchState()
        state.setLink(.lost("connection refused"))
        try check(ScreenFixtures.screen(80, 24, farm: LiveFarm(), state: state), "watch_lost")
    }

    private func check(_ screen: WatchScreen, _ name: String) throws {
        let lines = screen.lines
        #expect(lines.count == screen.size.rows)
        for line in lines { #expect(line.cells.count <= screen.size.columns) }
        // Escapes are shown as a letter, so that the file can be read and compared.
        let text =
            lines.map { line in
                line.text(hasColors: screen.style.hasColors).replacingOccurrences(of: "\u{1B}", with: "␛")
            }.joined(separator: "\n") + "\n"
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Golden/\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil { try Data(text.utf8).write(to: url) }
        #expect(try text == String(contentsOf: url, encoding: .utf8), "\(name)")
    }
}
