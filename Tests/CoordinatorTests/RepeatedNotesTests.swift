import Testing

@testable import Coordinator

@Suite("What comes again and again is logged once")
struct RepeatedNotesTests {
    @Test("a line is written once in a minute, then counted")
    func countsRepeats() {
        var notes = RepeatedNotes()
        #expect(notes.note("a", atMilliseconds: 0) == ["a"])
        for moment in 1...1_000 { #expect(notes.note("a", atMilliseconds: Int64(moment)).isEmpty) }
        #expect(notes.note("b", atMilliseconds: 1_001) == ["b"])
        #expect(notes.summary(atMilliseconds: 59_999).isEmpty)
        #expect(notes.summary(atMilliseconds: 60_000) == ["a (1000 more times within a minute)"])
        #expect(notes.summary(atMilliseconds: 60_001).isEmpty)
        #expect(notes.note("a", atMilliseconds: 60_002) == ["a"])
    }

    @Test("many different lines are counted together, and the next minute begins anew")
    func leavesOutTheRest() {
        var notes = RepeatedNotes()
        let written = (0..<1_000_000).flatMap { notes.note("line \($0)", atMilliseconds: 5) }
        #expect(written == (0..<RepeatedNotes.notesInAPeriod).map { "line \($0)" })
        let left = 1_000_000 - RepeatedNotes.notesInAPeriod
        #expect(notes.note("next", atMilliseconds: 60_005) == ["\(left) more lines like these were left out", "next"])
    }
}
