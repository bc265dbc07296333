import FarmCore
import FarmModel
import FarmWire
import LinuxIO

/// The connections of clients, and what is told to those who follow a job.
final class ClientLinks {
    private var waitingAnswers: [RequestID: (CommandAnswer) -> Void] = [:]
    private var nextRequest = 1
    private(set) var connectionCount = 0
    private var followers: [Follower] = []
    /// Jobs that have ended and whose report is written.
    private var concluded: Set<JobID> = []

    private struct Follower {
        let conversation: ClientConversation
        let job: JobID
        var lastSent: JobSummary?
    }

    /// Takes over a connection whose first line is a client's hello.
    func adopt(
        _ connection: TCPConnection, introducedBy line: UnsafeRawBufferPointer, for coordinator: Coordinator
    ) throws {
        guard case .hello = try ClientRequest(line: line) else { return }
        connection.send(ClientReply.welcome(version: FarmVersion.current).line)
        ClientConversation(connection, coordinator: coordinator).begin()
        connectionCount += 1
        connection.onClose = { [unowned self] _ in
            connectionCount -= 1
            followers.removeAll { $0.conversation.connection === connection }
        }
    }

    // MARK: Commands

    /// Names a command whose answer is wanted.
    func expectAnswer(_ body: @escaping (CommandAnswer) -> Void) -> RequestID {
        let request = RequestID(nextRequest)
        nextRequest += 1
        waitingAnswers[request] = body
        return request
    }

    func answer(_ request: RequestID, with answer: CommandAnswer) {
        waitingAnswers.removeValue(forKey: request)?(answer)
    }

    // MARK: Following

    func follow(_ job: JobID, in conversation: ClientConversation) {
        conversation.beginStreaming()
        followers.append(Follower(conversation: conversation, job: job))
    }

    func markConcluded(_ job: JobID) { concluded.insert(job) }

    func isConcluded(_ job: JobID) -> Bool { concluded.contains(job) }

    func markReopened(_ job: JobID) { concluded.remove(job) }

    /// Sends what has changed to those who follow a job and, once its report is written, the report.
    func updateFollowers(_ coordinator: Coordinator) {
        for index in followers.indices.reversed() {
            let follower = followers[index]
            guard let job = coordinator.farm.state.job(follower.job) else {
                follower.conversation.reply(.error(.noSuchJob(follower.job)))
                followers.remove(at: index)
                continue
            }
            let summary = coordinator.farm.summary(of: job)
            if summary != follower.lastSent, !follower.conversation.isBehind {
                follower.conversation.stream(.progress(summary))
                followers[index].lastSent = summary
            }
            if job.phase.isFinal, concluded.contains(job.id) {
                follower.conversation.reply(.report(coordinator.farm.report(of: job)))
                followers.remove(at: index)
            }
        }
    }
}
