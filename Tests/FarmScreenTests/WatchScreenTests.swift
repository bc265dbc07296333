import FarmModel
import FarmWire
import Testing

@testable import FarmScreen

@Suite("The live view at its limits")
struct WatchScreenTests {
    private func text(_ screen: WatchScreen) -> String {
        screen.lines.map { $0.cells.map(\.text).joined() }.joined(separator: "\n")
    }

    @Test("no size breaks it, and no line is wider than the screen")
    func everySize() {
        for columns in stride(from: 1, to: 240, by: 7) {
            for rows in stride(from: 1, to: 70, by: 5) {
                let screen = ScreenFixtures.screen(columns, rows)
                #expect(screen.lines.count == rows)
                #expect(screen.lines.allSatisfy { $0.cells.count <= columns })
            }
        }
    }

    @Test("each meaning of a chunk has a character of its own, without colours too", arguments: [false, true])
    func glyphsDiffer(hasUnicode: Bool) {
        let glyphs = Glyphs(hasUnicode: hasUnicode)
        let all = ChunkCell.allCases.map(glyphs.glyph(for:)) + [glyphs.partlyDone]
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.columns == 1 })
    }

    @Test("ten thousand chunks fit, and a failed one among them is seen")
    func manyChunks() {
        var cells = [ChunkCell](repeating: .done, count: 10_000)
        cells[5_000] = .failed
        var farm = ScreenFixtures.farm
        farm.apply(.chunks(ChunkMap(job: JobID(3), first: 0, total: 10_000, cells: cells)))
        let screen = ScreenFixtures.screen(80, 24, farm: farm)
        #expect(text(screen).contains("█X█"))
        #expect(text(screen).contains("X 1 failed  "))
    }

    @Test("the chosen one of 500 jobs is on the screen")
    func manyJobs() {
        var farm = ScreenFixtures.farm
        for id in 10..<510 { farm.apply(.job(ScreenFixtures.job(id, "rendering", "/in/\(id).mp4", chunks: 4))) }
        #expect(text(ScreenFixtures.screen(80, 24, farm: farm, state: WatchState(job: JobID(400)))).contains("▸ 400"))
    }

    @Test("a name in a file cannot draw on the terminal")
    func controlCharacters() {
        var farm = ScreenFixtures.farm
        farm.apply(.job(ScreenFixtures.job(3, "rendering", "/in/\u{1B}[2Jx.mp4", chunks: 4, fps: 1)))
        farm.apply(.note(FarmNote(at: ScreenFixtures.moment, text: "a\u{1B}]0;title\u{7}b")))
        #expect(!text(ScreenFixtures.screen(120, 40, farm: farm)).contains("\u{1B}"))
    }

    @Test("the log shows what was asked for")
    func logFilter() {
        var state = WatchState(job: JobID(4))
        func log() -> String { text(ScreenFixtures.screen(120, 40, state: state)) }
        #expect(log().contains("is new") && log().contains("paused"))
        _ = state.press(.character("f"), on: ScreenFixtures.farm)
        #expect(!log().contains("is new") && log().contains("job 4: paused"))
        _ = state.press(.character("f"), on: ScreenFixtures.farm)
        #expect(!log().contains("is new") && log().contains("fell silent"))
    }
}
