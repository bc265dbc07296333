import FarmModel
import FarmWire
import LinuxIO

/// What workers have logged about a job: the end of each file, and then what is added to it.
final class JobLogs {
    private let job: JobID
    private let tail: LogTail
    private let conversation: ClientConversation
    private var timer: LoopTimer?

    init(job: Job, chunk: Int?, conversation: ClientConversation) {
        self.job = job.id
        tail = LogTail(folder: job.run.directory + "/logs", chunk: chunk)
        self.conversation = conversation
    }

    func send(follow: Bool, for coordinator: Coordinator) {
        conversation.beginStreaming()
        sendNewLines()
        guard follow, !hasEnded(coordinator) else { return conversation.reply(.done) }
        // The timer keeps the object, and the object ends the timer.
        timer = coordinator.loop.every(milliseconds: 500) { [self, unowned coordinator] in
            if goOn(coordinator) { return }
            timer?.cancel()
            timer = nil
        }
    }

    /// Sends what is new, and tells whether there may be more.
    private func goOn(_ coordinator: Coordinator) -> Bool {
        guard conversation.connection.isOpen else { return false }
        // What a client does not read it does not get yet: the files keep it.
        if conversation.isBehind { return true }
        let hasEnded = hasEnded(coordinator)
        if sendNewLines() || !hasEnded { return true }
        conversation.reply(.done)
        return false
    }

    private func hasEnded(_ coordinator: Coordinator) -> Bool {
        coordinator.farm.state.job(job)?.phase.isFinal ?? true
    }

    /// Returns whether there was anything.
    @discardableResult
    private func sendNewLines() -> Bool {
        let lines = tail.newLines()
        if !lines.isEmpty { conversation.stream(.logText(lines)) }
        return tail.hasMoved
    }
}
