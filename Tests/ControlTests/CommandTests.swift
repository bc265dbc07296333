import FarmModel
import FarmWire
import JSONText
import Testing

@testable import Control

@Suite struct CommandTests {
    private static let run = RunIdentity(name: "run_1", directory: "/o/runs/run_1", output: "/o/final/output_run_1.mp4")

    private func answering(_ reply: ClientReply) throws -> FakeCoordinator {
        try FakeCoordinator { _, _ in [.reply(reply)] }
    }

    @Test func listsJobs() throws {
        let farm = try answering(.jobs([Fixtures.summary()]))
        defer { farm.stop() }
        let text = Called.renderctl("jobs", port: farm.port)
        #expect(text.status == 0)
        #expect(text.data == JobPages.list([Fixtures.summary()], width: nil))
        #expect(text.words == "")
        let json = try readJSON(
            JSONValue.self, from: Array(Called.renderctl("jobs", "--json", port: farm.port).data.utf8))
        #expect(json["jobs"]?[0]?["job_id"]?.intValue == 7)
        #expect(farm.requests == [.jobs, .jobs])
    }

    @Test func showsOneJob() throws {
        let detail = JobDetail(summary: Fixtures.summary(), manifest: [Fixtures.chunk(0)], warnings: [], reasons: [])
        let farm = try answering(.job(detail))
        defer { farm.stop() }
        #expect(Called.renderctl("show", "7", port: farm.port).data.hasPrefix("job        7\n"))
        #expect(Called.renderctl("show", "7", "--json", port: farm.port).data == detail.jsonText + "\n")
        #expect(farm.requests.first == .job(JobID(7)))
        #expect(Called.renderctl("show", "seven", port: farm.port).status == 64)
        #expect(Called.renderctl("show", "0", port: farm.port).status == 64)
    }

    @Test func reportsAndListsWorkers() throws {
        let farm = try FakeCoordinator { request, _ in
            [.reply(request == .workers ? .workers(Fixtures.workers()) : .report(Fixtures.report()))]
        }
        defer { farm.stop() }
        #expect(Called.renderctl("report", "7", port: farm.port).data == ReportPage.text(Fixtures.report()))
        #expect(Called.renderctl("--json", "report", "7", port: farm.port).data == Fixtures.report().jsonText + "\n")
        #expect(Called.renderctl("workers", port: farm.port).data == WorkerPage.list(Fixtures.workers(), width: nil))
    }

    @Test func steers() throws {
        let farm = try answering(.done)
        defer { farm.stop() }
        #expect(Called.renderctl("cancel", "7", port: farm.port).data == "job 7 is cancelled\n")
        #expect(Called.renderctl("pause", "7", port: farm.port).status == 0)
        #expect(Called.renderctl("resume", "7", port: farm.port).status == 0)
        #expect(
            Called.renderctl("retry", "7", "--json", port: farm.port).data == "{\"job_id\":7,\"command\":\"retry\"}\n")
        #expect(Called.renderctl("priority", "7", "-5", port: farm.port).data == "job 7 has priority -5\n")
        #expect(Called.renderctl("drain", "w1", port: farm.port).data == "worker w1 leaves when it has finished\n")
        #expect(Called.renderctl("kick", "w1", port: farm.port).status == 0)
        let job = JobID(7)
        #expect(
            farm.requests == [
                .cancel(job), .pause(job), .resume(job), .retry(job), .setPriority(job, -5), .drain(workerName: "w1"),
                .kick(workerName: "w1"),
            ])
        #expect(Called.renderctl("priority", "7", "101", port: farm.port).status == 64)
    }

    @Test func cleansWhatIsOlderThanAWeekUnlessToldOtherwise() throws {
        let farm = try answering(.cleaned(runs: 3, bytes: 1_500_000_000))
        defer { farm.stop() }
        #expect(Called.renderctl("clean", port: farm.port).data == "removed 3 run folders, 1.5 GB\n")
        #expect(
            Called.renderctl("clean", "--all", "--json", port: farm.port).data
                == "{\"runs\":3,\"bytes\":1500000000}\n")
        #expect(Called.renderctl("clean", "--older-than", "12h", port: farm.port).status == 0)
        #expect(
            farm.requests == [
                .clean(all: false, olderThanMilliseconds: 604_800_000), .clean(all: true, olderThanMilliseconds: nil),
                .clean(all: false, olderThanMilliseconds: 43_200_000),
            ])
    }

    @Test func printsLogsInPieces() throws {
        let farm = try FakeCoordinator { _, _ in
            [.reply(.logText(["one", "two"])), .reply(.logText(["three"])), .reply(.done)]
        }
        defer { farm.stop() }
        #expect(Called.renderctl("logs", "7", "--chunk", "3", port: farm.port).data == "one\ntwo\nthree\n")
        #expect(
            Called.renderctl("logs", "7", "--json", port: farm.port).data
                == "{\"job_id\":7,\"lines\":[\"one\",\"two\",\"three\"]}\n")
        #expect(
            Called.renderctl("logs", "7", "-f", "--json", port: farm.port).data
                == "{\"line\":\"one\"}\n{\"line\":\"two\"}\n{\"line\":\"three\"}\n")
        #expect(
            farm.requests == [
                .logs(JobID(7), chunk: 3, follow: false), .logs(JobID(7), chunk: nil, follow: false),
                .logs(JobID(7), chunk: nil, follow: true),
            ])
    }

    @Test func submits() throws {
        let farm = try answering(.submitted(JobID(7), Self.run))
        defer { farm.stop() }
        let text = Called.renderctl(
            "submit", "/v/in.mp4", "-o", "/v/out.mp4", "--filter", "scale=640:-2", "--crf", "20", "--chunks", "4",
            "--priority", "-3", "--keep-temp", port: farm.port)
        #expect(text.status == 0)
        #expect(text.data == "job 7\n")
        #expect(
            text.words.hasPrefix("the video goes to /o/final/output_run_1.mp4; `renderctl --coordinator 127.0.0.1:"))
        let json = Called.renderctl("submit", "/v/in.mp4", "--json", port: farm.port)
        #expect(
            json.data
                == "{\"job_id\":7,\"run\":\"run_1\",\"run_directory\":\"/o/runs/run_1\",\"output\":\"/o/final/output_run_1.mp4\"}\n"
        )
        #expect(json.words == "")
        let video = VideoRequest(
            input: "/v/in.mp4", output: "/v/out.mp4", filter: "scale=640:-2", encoding: EncoderSettings(crf: 20),
            chunking: .count(4))
        #expect(
            farm.requests == [
                .submit(JobRequest(work: .video(video), priority: -3, keepTemporary: true)),
                .submit(JobRequest(work: .video(VideoRequest(input: "/v/in.mp4")))),
            ])
    }
}
