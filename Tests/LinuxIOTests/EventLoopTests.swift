import Glibc
import Synchronization
import Testing

@testable import LinuxIO

@Suite struct EventLoopTests {
    @Test func timersFireInTheOrderInWhichTheyAreDue() throws {
        let loop = try EventLoop()
        var fired: [String] = []
        loop.after(milliseconds: 30) { fired.append("late") }
        loop.after(milliseconds: 5) { fired.append("early") }
        loop.after(milliseconds: 15) { fired.append("middle") }
        loop.after(milliseconds: 0) { fired.append("now") }
        loop.after(milliseconds: 0) { fired.append("now, second") }
        try loop.runUntil { fired.count == 5 }
        #expect(fired == ["now", "now, second", "early", "middle", "late"])
    }

    @Test func noTimerFiresEarly() throws {
        let loop = try EventLoop()
        let start = FarmClock.monotonicNanoseconds()
        var elapsed: [Int64] = []
        for delay in [1, 3, 10, 25] {
            loop.after(milliseconds: delay) {
                elapsed.append(FarmClock.monotonicNanoseconds() - start - Int64(delay) * 1_000_000)
            }
        }
        try loop.runUntil { elapsed.count == 4 }
        #expect(elapsed.allSatisfy { $0 >= 0 })
    }

    @Test func cancelledTimersDoNotFireAndAreSweptOut() throws {
        let loop = try EventLoop()
        var fired = 0
        var kept: [LoopTimer] = []
        for index in 0..<10_000 {
            let timer = loop.after(milliseconds: 5) { fired += 1 }
            if index % 100 == 0 { kept.append(timer) } else { timer.cancel() }
        }
        loop.cancel(kept[0])
        #expect(kept[0].isActive == false)
        try loop.runUntil { fired == 99 }
        var isOver = false
        loop.after(milliseconds: 10) { isOver = true }
        try loop.runUntil { isOver }
        #expect(fired == 99)
        #expect(kept.allSatisfy { !$0.isActive })
    }

    @Test func randomTimersComeOutSorted() {
        let schedule = TimerSchedule()
        var generator = SystemRandomNumberGenerator()
        var expected: [Int64] = []
        for _ in 0..<2000 {
            let due = Int64.random(in: 0..<500, using: &generator)
            let timer = LoopTimer(intervalNanoseconds: 0, schedule: schedule) {}
            schedule.add(timer, dueNanoseconds: due)
            if Bool.random(using: &generator) { timer.cancel() } else { expected.append(due) }
        }
        var taken: [Int64] = []
        while let due = schedule.nextDueNanoseconds() {
            _ = schedule.takeDue(at: due)
            taken.append(due)
        }
        #expect(taken == expected.sorted())
    }

    @Test func aRepeatingTimerGoesOnUntilItIsCancelled() throws {
        let loop = try EventLoop()
        var ticks = 0
        var timer: LoopTimer?
        timer = loop.every(milliseconds: 2) {
            ticks += 1
            if ticks == 5 { timer?.cancel() }
        }
        try loop.runUntil { ticks == 5 }
        var isOver = false
        loop.after(milliseconds: 20) { isOver = true }
        try loop.runUntil { isOver }
        #expect(ticks == 5)
    }

    @Test func missedTicksAreSkipped() {
        let schedule = TimerSchedule()
        let timer = LoopTimer(intervalNanoseconds: 10, schedule: schedule) {}
        schedule.add(timer, dueNanoseconds: 10)
        #expect(schedule.takeDue(at: 57) === timer)
        #expect(schedule.takeDue(at: 57) == nil)
        #expect(schedule.nextDueNanoseconds() == 60)
    }

    @Test func aTimerThatRearmsItselfDoesNotHoldTheLoop() throws {
        let loop = try EventLoop()
        var rounds = 0
        func again() {
            rounds += 1
            loop.after(milliseconds: 0, again)
        }
        again()
        var wasPosted = false
        loop.poster.post { [flag = Flag()] in flag.raise() }
        let mailbox = loop.mailbox { (_: Int) in wasPosted = true }
        mailbox.send(1)
        try loop.runUntil { wasPosted && rounds > 10 }
    }

    @Test func endOfTurnWorkRunsAfterTheEventsAndOnce() throws {
        let loop = try EventLoop()
        let pipe = try makePipe()
        var order: [String] = []
        _ = try loop.watch(pipe.reading.number, for: .readable) { _ in
            var byte: UInt8 = 0
            #expect(read(pipe.reading.number, &byte, 1) == 1)
            order.append("event")
            loop.atEndOfTurn {
                order.append("end")
                loop.atEndOfTurn { order.append("end of end") }
            }
        }
        try pipe.writing.writeAll([1])
        loop.after(milliseconds: 0) { order.append("timer") }
        usleep(100)
        try loop.runUntil { order.contains("end of end") }
        #expect(order == ["event", "timer", "end", "end of end"])
    }

    @Test func endOfTurnWorkThatNeverEndsLeavesRoomForEvents() throws {
        let loop = try EventLoop()
        var isOver = false
        func again() { if !isOver { loop.atEndOfTurn(again) } }
        again()
        loop.after(milliseconds: 5) { isOver = true }
        try loop.runUntil { isOver }
    }

    @Test func otherThreadsPostInOrder() throws {
        let loop = try EventLoop()
        var received: [Int] = []
        let mailbox = loop.mailbox { (number: Int) in received.append(number) }
        let flag = Flag()
        let thread = try BackgroundThread(name: "poster")
        let poster = loop.poster
        thread.enqueue {
            for number in 0..<10_000 { mailbox.send(number) }
            poster.post { flag.raise() }
        }
        try loop.runUntil { flag.isRaised }
        #expect(received == Array(0..<10_000))
        thread.finish()
    }

    @Test func twoMailboxesKeepTheirMessagesApart() throws {
        let loop = try EventLoop()
        var words: [String] = []
        var numbers: [Int] = []
        let wordBox = loop.mailbox { words.append($0) }
        let numberBox = loop.mailbox { numbers.append($0) }
        wordBox.send("a")
        numberBox.send(1)
        wordBox.send("b")
        numberBox.send(2)
        try loop.runUntil { words.count + numbers.count == 4 }
        #expect(words == ["a", "b"])
        #expect(numbers == [1, 2])
    }

    @Test func signalsArriveOnTheLoop() throws {
        let loop = try EventLoop()
        var received: [Int32] = []
        try loop.onSignal([SIGUSR1]) { received.append($0) }
        try loop.onSignal([SIGUSR2]) { received.append($0) }
        #expect(pthread_kill(pthread_self(), SIGUSR1) == 0)
        try loop.runUntil { received == [SIGUSR1] }
        #expect(pthread_kill(pthread_self(), SIGUSR2) == 0)
        try loop.runUntil { received == [SIGUSR1, SIGUSR2] }
    }

    @Test func anEventForADescriptorClosedInTheSameBatchIsDropped() throws {
        let loop = try EventLoop()
        let first = try makePipe()
        let second = try makePipe()
        var calls = 0
        var registrations: [EventLoop.Registration] = []
        for pipe in [first, second] {
            registrations.append(
                try loop.watch(pipe.reading.number, for: .readable) { _ in
                    calls += 1
                    for registration in registrations { loop.unwatch(registration) }
                    // The numbers are free again and belong to new pipes at once.
                    first.reading.close()
                    second.reading.close()
                })
        }
        try first.writing.writeAll([1])
        try second.writing.writeAll([1])
        try loop.runUntil { calls > 0 }
        let reused = try makePipe()
        _ = try loop.watch(reused.reading.number, for: .readable) { _ in Issue.record("nothing was written here") }
        for registration in registrations { loop.modify(registration, to: .readable) }
        var isOver = false
        loop.after(milliseconds: 5) { isOver = true }
        try loop.runUntil { isOver }
        #expect(calls == 1)
    }

    @Test func stopEndsTheRunAfterItsTurn() throws {
        let loop = try EventLoop()
        var didFinishTurn = false
        loop.after(milliseconds: 1) {
            loop.stop()
            loop.atEndOfTurn { didFinishTurn = true }
        }
        try loop.run()
        #expect(didFinishTurn)
        #expect(try loop.run(until: { false }, deadlineMilliseconds: 5) == false)
    }

    @Test func aBackgroundThreadFinishesWhatIsQueued() throws {
        let thread = try BackgroundThread(name: "finishing")
        let counter = Flag()
        for _ in 0..<1000 { thread.enqueue { counter.raise() } }
        thread.finish()
        thread.finish()
        #expect(counter.count == 1000)
    }

    @Test func whatMovesMuchComesBehindEverythingElseAndInMeasure() throws {
        let loop = try EventLoop()
        var order: [String] = []
        for number in 0..<5 {
            loop.inBulk {
                order.append("bulk \(number)")
                loop.atEndOfTurn { order.append("message") }
                return 128 << 10
            }
        }
        loop.atEndOfTurn { order.append("first") }
        #expect(try loop.run(until: { order.count == 11 }, deadlineMilliseconds: 20_000))
        #expect(
            order == [
                "first", "bulk 0", "bulk 1", "message", "message", "bulk 2", "bulk 3", "message", "message", "bulk 4",
                "message",
            ])
    }
}

/// Something a thread may do and a test may look at.
final class Flag: Sendable {
    private let raised = Mutex(0)
    func raise() { raised.withLock { $0 += 1 } }
    var isRaised: Bool { count > 0 }
    var count: Int { raised.withLock { $0 } }
}
