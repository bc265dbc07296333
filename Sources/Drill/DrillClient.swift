import FarmModel
import FarmWire
import LinuxIO

/// Submits drills, as `renderctl` submits videos.
final class DrillClient {
    /// Drills submitted so far; their ids count up from 1, since nobody else submits to this coordinator.
    private(set) var submitted = 0
    private(set) var lastReport: JobReport?
    private(set) var problem: String?
    private var link: LineLink<ClientReply>?

    init(_ connection: TCPConnection) {
        let link = LineLink<ClientReply>(
            connection, onMessage: { [unowned self] in receive($0) }, onLost: { [unowned self] in problem = $0 })
        self.link = link
        link.send(ClientRequest.hello(version: FarmVersion.current))
    }

    private func receive(_ reply: ClientReply) {
        switch reply {
        case .report(let report): lastReport = report
        case .error(let error): problem = "\(error.summary): \(error.cause)"
        default: return
        }
    }

    /// Returns the moment of the submission.
    func submit(tasks: Int) -> Int64 {
        submit(.drill(tasks: tasks))
        return FarmClock.monotonicNanoseconds()
    }

    func submit(video path: String) { submit(.video(VideoRequest(input: path))) }

    private func submit(_ work: Work) {
        submitted += 1
        link?.send(ClientRequest.submit(JobRequest(work: work)))
    }

    /// Asks for the report of the last drill; it arrives as `lastReport`.
    func askForReport() {
        lastReport = nil
        link?.send(ClientRequest.report(JobID(submitted)))
    }

    func close() { link?.close() }
}
