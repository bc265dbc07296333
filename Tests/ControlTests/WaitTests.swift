import FarmModel
import FarmWire
import JSONText
import LinuxIO
import Synchronization
import Testing

@testable import Control

@Suite struct WaitTests {
    private static let run = RunIdentity(name: "run_1", directory: "/o/runs/run_1", output: "/o/final/x.mp4")

    private func farm(_ follow: @escaping @Sendable (Int) -> [FakeCoordinator.Reaction]) throws -> FakeCoordinator {
        try FakeCoordinator { request, connection in
            switch request {
            case .submit: [.reply(.submitted(JobID(7), Self.run))]
            case .follow: follow(connection)
            default: [.reply(.done)]
            }
        }
    }

    @Test func waitsForTheReport() throws {
        let farm = try farm { _ in
            [
                .reply(.progress(Fixtures.waiting())), .reply(.progress(Fixtures.summary())),
                .reply(.report(Fixtures.report())),
            ]
        }
        defer { farm.stop() }
        let called = Called.renderctl("submit", "/in.mp4", "--wait", port: farm.port)
        #expect(called.status == 0)
        #expect(called.data == ReportPage.text(Fixtures.report()))
        #expect(
            called.words == """
                job 7, the video goes to /o/final/x.mp4
                job 8: analyzing, waiting: a worker
                job 7: rendering, 42 %, 378/900 frames, 5/12 chunks, 120.4 frames/s, ETA 0:45

                """)
    }

    @Test func aFailedJobEndsWithTwo() throws {
        let farm = try farm { _ in [.reply(.report(Fixtures.failedReport()))] }
        defer { farm.stop() }
        let called = Called.renderctl("submit", "/in.mp4", "--wait", "--json", port: farm.port)
        #expect(called.status == 2)
        #expect(called.data == Fixtures.failedReport().jsonText + "\n")
    }

    @Test func comesBackAfterALostConnection() throws {
        // The first connection submits, the second is cut in the middle, the third brings the report.
        let farm = try farm { connection in
            connection == 1
                ? [.reply(.progress(Fixtures.summary())), .hangUp] : [.reply(.report(Fixtures.report()))]
        }
        defer { farm.stop() }
        let called = Called.renderctl("submit", "/in.mp4", "--wait", port: farm.port)
        #expect(called.status == 0)
        #expect(called.words.contains("lost the coordinator (closed by the other side); waiting for it to come back\n"))
        #expect(called.words.contains("the coordinator is back\n"))
    }

    @Test func waitsForACoordinatorThatIsStartedAgain() throws {
        let first = try farm { _ in [.reply(.progress(Fixtures.summary())), .hangUp] }
        let port = first.port
        let loop = try EventLoop()
        var words = ""
        let output = Output(
            isJSON: false, width: nil, isLive: false, style: .init(hasColors: false, hasUnicode: false),
            writeData: { _ in }, writeWords: { words += $0 })
        let view = ProgressView(loop: loop, output: output)
        let waiter = JobWaiter(
            loop: loop, farm: .init(.init(host: "127.0.0.1", port: port)), job: JobID(7), view: view)
        waiter.start()
        #expect(try loop.run(until: { words.contains("lost the coordinator") }, deadlineMilliseconds: 10_000))
        first.stop()
        // Nobody listens for a while: the attempts in between fail and change nothing.
        #expect(try !loop.run(until: { waiter.outcome != nil }, deadlineMilliseconds: 500))
        let second = try FakeCoordinator(port: port) { _, _ in [.reply(.report(Fixtures.report()))] }
        defer { second.stop() }
        #expect(try loop.run(until: { waiter.outcome != nil }, deadlineMilliseconds: 10_000))
        guard case .ended(let report) = waiter.outcome else {
            Issue.record("no report: \(String(describing: waiter.outcome))")
            return
        }
        #expect(report == Fixtures.report())
    }

    @Test func aJobThatIsUnknownEndsTheWait() throws {
        let farm = try farm { _ in
            [.reply(.error(ClientError(.noSuchJob, summary: "there is no job 7", cause: "it was removed")))]
        }
        defer { farm.stop() }
        let called = Called.renderctl("submit", "/in.mp4", "--wait", port: farm.port)
        #expect(called.status == 1)
        #expect(called.words.contains("error: there is no job 7\n"))
    }

    @Test func aLiveBarLeavesTheTerminalAsItWas() throws {
        let loop = try EventLoop()
        var words = ""
        let output = Output(
            isJSON: false, width: 80, isLive: true, style: .init(hasColors: false, hasUnicode: false),
            writeData: { _ in }, writeWords: { words += $0 })
        let view = ProgressView(loop: loop, output: output)
        view.update(Fixtures.summary())
        let afterOne = words
        view.update(Fixtures.summary(8))
        #expect(words == afterOne, "a second drawing waits for its time")
        #expect(try loop.run(until: { words != afterOne }, deadlineMilliseconds: 10_000))
        view.say("a line")
        view.finish()
        #expect(words.hasPrefix("\u{1B}[?25l\r\u{1B}[Kjob 7  rendering"))
        #expect(words.contains("\r\u{1B}[Ka line\n\r\u{1B}[Kjob 8  rendering"))
        #expect(words.hasSuffix("\r\u{1B}[K\u{1B}[?25h"))
        let end = words
        view.finish()
        #expect(words == end)
    }
}
