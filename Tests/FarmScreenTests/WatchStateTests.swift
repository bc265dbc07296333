import FarmModel
import Testing

@testable import FarmScreen

@Suite("Keys of the live view")
struct WatchStateTests {
    private let farm = ScreenFixtures.farm

    private func pressed(_ keys: [WatchKey], from job: Int = 3) -> (state: WatchState, wishes: [WatchState.Wish]) {
        var state = WatchState(job: JobID(job))
        let wishes = keys.compactMap { state.press($0, on: farm) }
        return (state, wishes)
    }

    @Test("what steers a job")
    func steering() {
        #expect(pressed([.character("p")]).wishes == [.pause(JobID(3))])
        #expect(pressed([.character("r")]).wishes == [.resume(JobID(3))])
        #expect(pressed([.character("+")]).wishes == [.setPriority(JobID(3), 1)])
        #expect(pressed([.character("-")], from: 4).wishes == [.setPriority(JobID(4), 4)])
        #expect(pressed([.character("t")], from: 2).wishes == [.retry(JobID(2))])
        #expect(pressed([.character("q")]).wishes == [.quit])
    }

    @Test("cancelling and draining ask first")
    func questions() {
        #expect(pressed([.character("c")]).wishes.isEmpty)
        #expect(pressed([.character("c"), .character("y")]).wishes == [.cancel(JobID(3))])
        for no: WatchKey in [.character("n"), .escape, .enter, .character("c")] {
            #expect(pressed([.character("c"), no]).wishes.isEmpty)
        }
        #expect(pressed([.character("d"), .character("d"), .character("y")]).wishes == [.drain("elm-1")])
        #expect(
            pressed([.tab, .down, .character("d"), .character("y")]).wishes == [.drain("oak-1")])
    }

    @Test("a priority is typed, and checked")
    func priority() {
        let minusFive: [WatchKey] = [.character("n"), .character("-"), .character("5"), .enter]
        #expect(pressed(minusFive).wishes == [.setPriority(JobID(3), -5)])
        #expect(pressed([.character("n"), .character("9"), .character("9"), .character("9"), .enter]).wishes.isEmpty)
        let corrected: [WatchKey] = [.character("n"), .character("9"), .character("1"), .backspace, .enter]
        #expect(pressed(corrected).wishes == [.setPriority(JobID(3), 9)])
        #expect(pressed([.character("n"), .escape, .character("p")]).wishes == [.pause(JobID(3))])
    }

    @Test("what makes no sense is refused with a reason")
    func refusals() {
        let ended = pressed([.character("c")], from: 1)
        #expect(ended.wishes.isEmpty && ended.state.isMessageBad && ended.state.message == "job 1 has ended")
        #expect(pressed([.character("t")]).state.message == "job 3 has not failed")
        var state = WatchState()
        #expect(state.press(.character("p"), on: LiveFarm()) == nil)
        #expect(state.message == "there is no job")
    }

    @Test("arrows go through jobs by priority, and end at the ends")
    func moving() {
        #expect(farm.jobsInOrder.map(\.id.number) == [4, 3, 5, 2, 1])
        #expect(pressed([.down]).state.job == JobID(5))
        #expect(pressed([.up, .up, .up]).state.job == JobID(4))
        #expect(pressed([.end]).state.job == JobID(1))
        #expect(pressed([.tab, .end]).state.worker == "oak-2")
    }

    @Test("bytes of a terminal become keys, however they are cut")
    func keys() {
        var reader = KeyReader()
        #expect(
            reader.keys(in: Array("q\u{1B}[A\u{1B}OB\u{1B}[5~\t\r\u{7F}".utf8)) == [
                .character("q"), .up, .down, .pageUp, .tab, .enter, .backspace,
            ])
        #expect(reader.keys(in: [0x1B]) == [.escape])
        #expect(reader.keys(in: [0x1B, UInt8(ascii: "[")]) == [])
        #expect(reader.keys(in: [UInt8(ascii: "B")]) == [.down])
        #expect(reader.keys(in: Array("ü".utf8)) == [.character("ü")])
        #expect(reader.keys(in: [0xC3]) == [.character("\u{FFFD}")])
        #expect(reader.keys(in: Array("\u{1B}[1;5Xp".utf8)) == [.character("p")])
    }
}
