import FarmModel

/// What has gathered on the way from the video to one place in the graph.
private struct Flow {
    var window = FilterWindow.none
    /// Warm-up that converging filters ask for, the windows of the others included.
    var warmUpFrames = 0
    var frames = FrameRule.same
    var timeMove: TimeMove?
    /// Some filter has looked at the times.
    var dependsOnTime = false
    /// The video has come this way; otherwise the pictures are those of a source.
    var isVideo = true
}

/// What keeps a graph in one piece.
private struct Obstacle: Error {
    var reason: String
    var isUnknown = false
}

extension FilterCheck {
    /// Windows add up along a path, and where paths join the larger one counts.
    mutating func follow(_ graph: FilterGraph, _ links: FilterLinks?) {
        // What is proved impossible counts more than what is only unknown.
        if let step = steps.first(where: { !$0.judgement.isChunkable && $0.judgement.kind != .unknown })
            ?? steps.first(where: { !$0.judgement.isChunkable })
        {
            refuse(Self.clause(step), isUnknown: step.judgement.kind == .unknown)
            return
        }
        guard let links else {
            refuse("how the filters are linked is not known", isUnknown: true)
            return
        }
        do throws(Obstacle) {
            let flow = try flow(graph, links)
            guard flow.isVideo else { throw Obstacle(reason: "the result is not made of the video") }
            verdict = .chunkable(flow.window)
            frames = flow.frames
            timeMove = flow.timeMove
            noteConvergence(flow)
        } catch { refuse(error.reason, isUnknown: error.isUnknown) }
    }

    private mutating func noteConvergence(_ flow: Flow) {
        let step = steps.first { if case .converging = $0.judgement.kind { true } else { false } }
        guard let step else { return }
        convergence = Convergence(
            reason: Self.clause(step), warmUpFrames: min(flow.warmUpFrames, FilterLimits.warmUpFrames))
    }

    /// The reason as it fits behind `rendered in one piece: `.
    private static func clause(_ step: Step) -> String {
        let sentence = step.judgement.why
        return
            "\(step.name): \(sentence.prefix(1).lowercased())\(sentence.dropFirst(1).dropLast(sentence.hasSuffix(".") ? 1 : 0))"
    }

    private mutating func flow(_ graph: FilterGraph, _ links: FilterLinks) throws(Obstacle) -> Flow {
        var flows: [Flow?] = Array(repeating: nil, count: graph.filters.count)
        var isGoingOn = true
        // Labels may lead backwards in the description, so it may take several rounds; the last one finds nothing.
        while isGoingOn {
            isGoingOn = false
            for index in flows.indices where flows[index] == nil {
                let inputs = links.sources[index].map { source in
                    switch source {
                    case .video: Flow()
                    case .filter(let other): flows[other]
                    }
                }
                let known = inputs.compactMap(\.self)
                guard known.count == inputs.count else { continue }
                flows[index] = try pass(known, through: steps[index], graph.filters[index])
                isGoingOn = true
            }
        }
        guard let result = flows[links.exit.filter] else {
            throw Obstacle(reason: "the filters are linked in a circle")
        }
        return result
    }

    private mutating func pass(_ inputs: [Flow], through step: Step, _ filter: FilterGraph.Filter) throws(Obstacle)
        -> Flow
    {
        guard let first = inputs.first(where: \.isVideo) ?? inputs.first else {
            var source = Flow()
            source.isVideo = false
            return source
        }
        var flow = first
        if inputs.count > 1 { flow = try join(inputs, at: step, filter) }
        return try add(step, to: flow)
    }

    /// Several streams into one: the frames that are shown at the same time meet.
    private mutating func join(_ inputs: [Flow], at step: Step, _ filter: FilterGraph.Filter) throws(Obstacle) -> Flow {
        mixedTicks = mixedTicks ?? []
        var flow = inputs[0]
        guard flow.isVideo else {
            throw Obstacle(reason: "\(step.name): its first input is not the video, and the first one sets the times")
        }
        for other in inputs.dropFirst() {
            guard other.isVideo else {
                let ticks = try ticks(endingWith: filter, step)
                mixedTicks?.append(ticks)
                continue
            }
            guard other.frames == flow.frames, other.timeMove == flow.timeMove else {
                throw Obstacle(reason: "\(step.name): its inputs do not have the same frames")
            }
            flow.dependsOnTime = flow.dependsOnTime || other.dependsOnTime
            flow.window = flow.window.joined(with: other.window)
            flow.warmUpFrames = max(flow.warmUpFrames, other.warmUpFrames)
        }
        return flow
    }

    /// The ticks a second of all sources, when what they give ends with the video.
    private func ticks(endingWith filter: FilterGraph.Filter, _ step: Step) throws(Obstacle) -> Int64 {
        let sources = steps.filter { $0.judgement.kind == .source }
        let endsWithVideo =
            filter.has("shortest", otherThan: "0", "false") || filter.value("eof_action") == "endall"
            || sources.allSatisfy { $0.name == "movie" }
        guard endsWithVideo else {
            throw Obstacle(reason: "\(step.name): without `shortest=1` the source goes on when the video has ended")
        }
        var common: Int64 = 25
        for source in sources {
            guard let rate = source.judgement.sourceRate else {
                throw Obstacle(reason: "\(source.name): its frame rate is not known", isUnknown: true)
            }
            common *= rate.numerator / FrameRate.greatestCommonDivisor(rate.numerator, common)
            guard common < FilterLimits.syncedTicksPerSecond else {
                throw Obstacle(reason: "\(source.name): its frame rate does not fit that of others")
            }
        }
        return common
    }

    private func add(_ step: Step, to input: Flow) throws(Obstacle) -> Flow {
        var flow = input
        guard flow.isVideo else {
            // A source's pictures are worked on one by one, or not at all.
            switch step.judgement.kind {
            case .stateless, .sink: return flow
            default:
                throw Obstacle(
                    reason: "\(step.name): what it makes of a source has not been established", isUnknown: true)
            }
        }
        if step.judgement.kind == .frameCounter || !step.judgement.edits.isEmpty, !flow.frames.keepsNumbers {
            throw Obstacle(reason: "\(step.name): counts frames behind a filter that changes their number")
        }
        if let move = step.judgement.timeMove { try flow.note(move, at: step) }
        switch step.judgement.kind {
        case .absoluteTime: flow.dependsOnTime = true
        case .window(let window): flow = try flow.with(window, warmUp: window.before, at: step)
        case .converging(let frames): flow = try flow.with(.none, warmUp: frames, at: step)
        default: break
        }
        guard let frames = flow.frames.followed(by: step.judgement.frames) else {
            throw Obstacle(reason: "\(step.name): changes the frame rate behind another filter that does")
        }
        flow.frames = frames
        if case .rate = frames { flow.dependsOnTime = true }
        return flow
    }
}

extension Flow {
    fileprivate mutating func note(_ move: TimeMove, at step: FilterCheck.Step) throws(Obstacle) {
        guard frames == .same, timeMove == nil else {
            throw Obstacle(reason: "\(step.name): moves the times behind another filter that moves or makes frames")
        }
        guard !(move.beginsAtZero && dependsOnTime) else {
            throw Obstacle(reason: "\(step.name): counts the times anew behind a filter that has looked at them")
        }
        timeMove = move
    }

    fileprivate func with(_ window: FilterWindow, warmUp: Int, at step: FilterCheck.Step) throws(Obstacle) -> Flow {
        var flow = self
        var factor = 1
        switch frames {
        case .same, .shortened: break
        case .multiplied(let number): factor = number
        case .rate, .unknown:
            throw Obstacle(reason: "\(step.name): looks at several frames behind a filter that changes the frame rate")
        }
        flow.window = flow.window.followed(by: window.divided(by: factor))
        flow.warmUpFrames += (warmUp + factor - 1) / factor
        return flow
    }
}

extension FrameRule {
    /// Whether the number of a frame of a chunk and its number in the video differ by as much as those of the frames
    /// that went in.
    fileprivate var keepsNumbers: Bool {
        switch self {
        case .same, .shortened: true
        case .multiplied, .rate, .unknown: false
        }
    }

    /// What two filters after each other do; nil for what has no name.
    fileprivate func followed(by next: FrameRule) -> FrameRule? {
        switch (self, next) {
        case (_, .same): self
        case (.same, _): next
        case (.multiplied, .rate): next
        case (.multiplied(let first), .multiplied(let second)): first * second <= 8 ? .multiplied(first * second) : nil
        case (.shortened(let first, let last), .shortened(let alsoFirst, let alsoLast)):
            .shortened(first: first + alsoFirst, last: last + alsoLast)
        default: nil
        }
    }
}
