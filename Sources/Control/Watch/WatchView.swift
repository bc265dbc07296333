import FarmModel
import FarmScreen
import FarmSecrets
import FarmWire
import Glibc
import Invocation
import LinuxIO

/// The live view on a terminal: events and keys come in, the pure screen says what is to be seen, and what a person wishes
/// is asked of the coordinator.
final class WatchView {
    /// As smooth as reading allows, and what a slow connection still carries.
    private static let redrawMilliseconds = 100

    private let loop: EventLoop
    private let farm: FarmEndpoint
    private let style: ScreenStyle
    private let terminal = WatchTerminal()
    private let stream: CoordinatorStream
    private var errand: CoordinatorStream?
    private var picture = LiveFarm()
    private var state: WatchState
    private var keys = KeyReader()
    private var input: EventLoop.Registration?
    private var redraw: LoopTimer?
    private var lastDrawn = Int64.min / 2

    /// The person has seen enough; the view is closed.
    var onQuit: () -> Void = {}
    /// The coordinator will not answer; the view is closed.
    var onFailure: (ConnectionProblem) -> Void = { _ in }

    init(loop: EventLoop, farm: FarmEndpoint, style: ProgressText.Style, job: JobID?) {
        self.loop = loop
        self.farm = farm
        self.style = ScreenStyle(hasColors: style.hasColors, hasUnicode: style.hasUnicode)
        state = WatchState(job: job)
        stream = CoordinatorStream(loop: loop, farm: farm, question: .watch(job))
    }

    func open() throws(SystemError) {
        try terminal.take()
        input = try loop.watch(STDIN_FILENO, for: .readable) { [weak self] _ in self?.readKeys() }
        try loop.onSignal([SIGWINCH]) { [weak self] _ in
            self?.terminal.forget()
            self?.draw()
        }
        try loop.onSignal([SIGTSTP]) { [weak self] _ in self?.suspend() }
        stream.onGreeting = { [weak self] in self?.show(.live) }
        stream.onReply = { [weak self] in if case .event(let event) = $0 { self?.take(event) } }
        stream.onLoss = { [weak self] in self?.show(.lost($0.words)) }
        stream.onFailure = { [weak self] problem in
            self?.close()
            self?.onFailure(problem)
        }
        stream.start()
        draw()
    }

    /// Leaves the terminal as it was found.
    func close() {
        terminal.leave()
        stream.close()
        errand?.close()
        redraw?.cancel()
        if let input { loop.unwatch(input) }
        input = nil
    }

    private func quit() {
        close()
        onQuit()
    }

    private func show(_ link: WatchState.Link) {
        state.setLink(link)
        drawSoon()
    }

    /// Gives the terminal back, sleeps, and takes it again when this program is brought back to the foreground.
    private func suspend() {
        terminal.leave()
        raise(SIGSTOP)
        guard input != nil else { return }
        do throws(SystemError) {
            try terminal.take()
            draw()
        } catch {
            quit()
        }
    }

    // MARK: Events

    private func take(_ event: FarmEvent) {
        picture.apply(event)
        state.settle(on: picture)
        drawSoon()
    }

    private func drawSoon() {
        guard redraw == nil else { return }
        let age = FarmClock.monotonicMilliseconds() - lastDrawn
        guard age < Int64(Self.redrawMilliseconds) else { return draw() }
        redraw = loop.after(milliseconds: Self.redrawMilliseconds - Int(age)) { [weak self] in
            self?.redraw = nil
            self?.draw()
        }
    }

    private func draw() {
        lastDrawn = FarmClock.monotonicMilliseconds()
        let screen = WatchScreen(
            farm: picture, state: state, size: terminal.size, style: style, address: "\(farm.address)",
            clock: { String(ShowCommand.localTime($0).suffix(8)) })
        terminal.draw(screen.lines, hasColors: style.hasColors)
    }

    // MARK: Keys

    private func readKeys() {
        guard let bytes = TerminalMode.typed() else { return quit() }
        for key in keys.keys(in: bytes) {
            if let wish = state.press(key, on: picture) { fulfil(wish) }
        }
        draw()
    }

    private func fulfil(_ wish: WatchState.Wish) {
        switch wish {
        case .quit: quit()
        case .cancel(let job): ask(.cancel(job), "job \(job.number) is cancelled")
        case .pause(let job): ask(.pause(job), "job \(job.number) is paused")
        case .resume(let job): ask(.resume(job), "job \(job.number) goes on")
        case .retry(let job): ask(.retry(job), "job \(job.number) is tried again")
        case .setPriority(let job, let priority):
            ask(.setPriority(job, priority), "job \(job.number) has priority \(priority)")
        case .drain(let worker): ask(.drain(workerName: worker), "worker \(worker) is draining")
        }
    }

    private func ask(_ request: ClientRequest, _ done: String) {
        let errand = CoordinatorStream(loop: loop, farm: farm, question: request, asksAgain: false)
        errand.onReply = { [weak self] _ in self?.conclude(done, isBad: false) }
        errand.onFailure = { [weak self] problem in
            if case .saysNo(let error) = problem {
                self?.conclude("\(error.summary): \(error.cause)", isBad: true)
            } else {
                self?.conclude(problem.words, isBad: true)
            }
        }
        self.errand?.close()
        self.errand = errand
        errand.start()
    }

    private func conclude(_ message: String, isBad: Bool) {
        errand?.close()
        state.say(message, isBad: isBad)
        drawSoon()
    }
}
