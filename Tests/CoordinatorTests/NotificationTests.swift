import FarmModel
import FarmWire
import Glibc
import Invocation
import LinuxIO
import TestPrograms
import Testing

@testable import Coordinator

@Suite("Telling others that a job has ended")
struct NotificationTests {
    private func job(_ status: String) -> JobSummary {
        JobSummary(
            id: JobID(3), status: status, priority: 0, input: "/in.mp4", output: "/out.mp4", runDirectory: "/run",
            chunksTotal: 1, chunksDone: 1, chunksRunning: 0, chunksFailed: 0, framesTotal: 1, framesDone: 1,
            framesPerSecond: 0, remainingMilliseconds: nil, submittedAt: Timestamp(milliseconds: 0),
            finishedAt: Timestamp(milliseconds: 1), waitingFor: nil, failure: nil)
    }

    @Test("a target is a program or an address, and anything else is explained")
    func targets() throws {
        #expect(try NotificationTarget("/usr/bin/tell", of: "on_done") == .program(path: "/usr/bin/tell"))
        #expect(
            try NotificationTarget("http://a:81/x?y=1", of: "on_done")
                == .webhook(HostPort(host: "a", port: 81), target: "/x?y=1"))
        #expect(
            try NotificationTarget("http://[::1]", of: "on_done")
                == .webhook(HostPort(host: "::1", port: 80), target: "/"))
        for wrong in ["tell", "https://a/", "http://a:b/", "http://a/ x"] {
            #expect(throws: UserError.self) { try NotificationTarget(wrong, of: "on_done") }
        }
    }

    @Test("a program gets the notice on its standard input, and only for what it was named for")
    func program() throws {
        let folder = try TemporaryFolder()
        let script = folder.path + "/tell"
        try TestProgram.write(
            "#!/bin/sh\ncat > \(folder.path)/got.partial && mv \(folder.path)/got.partial \(folder.path)/got\n",
            to: script)
        let loop = try EventLoop()
        let desk = NotificationDesk(loop: loop, onDone: .program(path: script), onFailed: nil, say: { _ in })
        desk.tell(job("failed"), report: "/run/report.json", at: Timestamp(milliseconds: 5))
        desk.tell(job("cancelled"), report: "/run/report.json", at: Timestamp(milliseconds: 5))
        desk.tell(job("done"), report: "/run/report.json", at: Timestamp(milliseconds: 5))
        let path = folder.path + "/got"
        #expect(try loop.run(until: { Files.exists(path) }, deadlineMilliseconds: 20_000))
        let text = String(decoding: try Files.read(path, limitBytes: 1 << 20), as: UTF8.self)
        #expect(text.hasPrefix(#"{"event":"job_done","at":5,"job":{"job_id":3,"status":"done""#))
        #expect(text.hasSuffix(#""report":"/run/report.json"}"# + "\n"))
    }

    @Test("an address that refuses is asked again, and what went wrong is said")
    func webhook() throws {
        let loop = try EventLoop()
        var requests: [String] = []
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { connection in
            connection.onBytes = { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                guard text.hasSuffix("}\n") else { return 0 }
                requests.append(text)
                let status = requests.count == 1 ? "500 No" : "204 No Content"
                connection.send(Array("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n".utf8))
                connection.closeAfterFlush()
                return bytes.count
            }
        }
        var said: [String] = []
        let address = HostPort(host: "127.0.0.1", port: listener.port)
        let desk = NotificationDesk(
            loop: loop, onDone: nil, onFailed: .webhook(address, target: "/hook"), say: { said.append($0.line) })
        desk.tell(job("failed"), report: "/run/report.json", at: Timestamp(milliseconds: 5))
        #expect(try loop.run(until: { requests.count == 2 }, deadlineMilliseconds: 20_000))
        #expect(
            requests.allSatisfy { $0.hasPrefix("POST /hook HTTP/1.1\r\n") && $0.contains(#""event":"job_failed""#) })
        #expect(said == ["job 3: nobody was told of its end, trying again: \(address): it answered 500"])
        listener.close()
    }

    @Test("a program that is not there is given up after four tries at most, one at a time")
    func missingProgram() throws {
        let loop = try EventLoop()
        var said: [String] = []
        let desk = NotificationDesk(
            loop: loop, onDone: .program(path: "/nothing/here"), onFailed: nil, say: { said.append($0.line) })
        desk.tell(job("done"), report: "", at: Timestamp(milliseconds: 5))
        #expect(try loop.run(until: { said.count == 1 }, deadlineMilliseconds: 20_000))
        #expect(said.first?.contains("trying again") == true)
        #expect(NotificationDesk.retryMilliseconds.count == 3)
    }
}
