import JSONText

extension SceneReader {
    func clip(_ value: SceneValue) throws(SceneMistake) -> SceneClip {
        var fields = try value.fields()
        let source = try self.source(value, &fields)
        var clip = SceneClip(
            source: source, at: try fields.take("at")?.time(),
            duration: try fields.require("duration").time(positive: true),
            fit: try fields.take("fit")?.name(of: Fit.self) ?? source.usualFit,
            focus: try fields.take("focus")?.point() ?? Point(0.5, 0.5),
            box: try fields.take("box")?.box() ?? .whole,
            opacity: try fields.take("opacity")?.number(within: 0...1) ?? 1,
            effects: [], transition: try fields.take("transition").map(transition), place: value.place)
        if let effects = fields.take("effects") {
            for effect in try effects.elements(atMost: SceneLimits.effectsPerClip) {
                clip.effects += try self.effect(effect, clipDuration: clip.duration)
            }
        }
        try fields.finish()
        return clip
    }

    // MARK: What is shown

    private func source(_ value: SceneValue, _ fields: inout SceneFields) throws(SceneMistake) -> ClipSource {
        var found: [ClipSource] = []
        if let image = fields.take("image") { found.append(.image(path: Self.path(try image.text(), in: image.file))) }
        if let video = fields.take("video") {
            let path = Self.path(try video.text(), in: video.file)
            found.append(.video(path: path, start: try fields.take("start")?.time() ?? 0))
        }
        if let colour = fields.take("color") { found.append(.colour(try colour.colour())) }
        if let gradient = fields.take("gradient") { found.append(try self.gradient(gradient)) }
        if let text = fields.take("text") { found.append(.text(try self.text(text))) }
        guard found.count == 1 else {
            throw value.mistake("a clip shows exactly one of `image`, `video`, `color`, `gradient` and `text`")
        }
        return found[0]
    }

    private func gradient(_ value: SceneValue) throws(SceneMistake) -> ClipSource {
        var fields = try value.fields()
        let source = ClipSource.gradient(
            from: try fields.require("from").colour(), to: try fields.require("to").colour(),
            degrees: try fields.take("degrees")?.number(within: SceneLimits.degrees) ?? 90)
        try fields.finish()
        return source
    }

    private func text(_ value: SceneValue) throws(SceneMistake) -> TextSource {
        if case .scalar = value.json.content {
            return TextSource(
                lines: try lines(value), font: nil, size: 48, colour: .white, alignment: .center, shadow: nil)
        }
        var fields = try value.fields()
        let font = fields.take("font")
        let source = TextSource(
            lines: try lines(try fields.require("lines")),
            // What has a slash in it is a file.
            font: try font.map { (value) throws(SceneMistake) in
                let text = try value.text()
                return text.utf8.contains(UInt8(ascii: "/")) ? Self.path(text, in: value.file) : text
            },
            size: try fields.take("size")?.number(within: SceneLimits.textSize) ?? 48,
            colour: try fields.take("color")?.colour() ?? .white,
            alignment: try fields.take("align")?.name(of: TextSource.Alignment.self) ?? .center,
            shadow: try fields.take("shadow").map(shadow))
        try fields.finish()
        return source
    }

    private func lines(_ value: SceneValue) throws(SceneMistake) -> [String] {
        let whole = try value.text(limit: SceneLimits.textBytes)
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count <= SceneLimits.textLines else {
            throw value.mistake("a text may have at most \(SceneLimits.textLines) lines")
        }
        guard lines.contains(where: { $0.contains { !$0.isWhitespace } }) else {
            throw value.mistake("the text is empty")
        }
        guard !whole.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" }) else {
            throw value.mistake("the text has control characters in it")
        }
        return lines
    }

    private func shadow(_ value: SceneValue) throws(SceneMistake) -> TextSource.Shadow {
        var fields = try value.fields()
        let shadow = TextSource.Shadow(
            colour: try fields.take("color")?.colour() ?? Colour(0, 0, 0, 160),
            distance: try fields.take("distance")?.number(within: 0...100) ?? 2)
        try fields.finish()
        return shadow
    }

    // MARK: Transitions and effects

    private func transition(_ value: SceneValue) throws(SceneMistake) -> Transition {
        var fields = try value.fields()
        let transition = Transition(
            kind: try fields.require("kind").name(of: Transition.Kind.self),
            duration: try fields.require("duration").time(positive: true),
            direction: try fields.take("direction")?.name(of: Transition.Direction.self) ?? .left,
            colour: try fields.take("color")?.colour() ?? .black,
            easing: try fields.take("easing")?.name(of: Easing.self) ?? .linear)
        try fields.finish()
        return transition
    }

    private enum EffectName: String, CaseIterable {
        case kenBurns = "ken_burns"
        case rotate, opacity, fade, blur, move
    }

    private func effect(_ value: SceneValue, clipDuration: Int64) throws(SceneMistake) -> [Effect] {
        var fields = try value.fields()
        let name = try fields.require("kind").name(of: EffectName.self)
        if name == .fade { return try fade(value, &fields, clipDuration) }
        let kind: Effect.Kind
        switch name {
        case .kenBurns:
            kind = .kenBurns(
                from: try view(try fields.require("from")), to: try view(try fields.require("to")))
        case .rotate:
            let (from, to) = try ends(&fields, SceneLimits.degrees)
            kind = .rotate(from: from, to: to)
        case .opacity, .fade:
            let (from, to) = try ends(&fields, 0...1)
            kind = .opacity(from: from, to: to)
        case .blur:
            let (from, to) = try ends(&fields, SceneLimits.blur)
            kind = .blur(from: from, to: to)
        case .move:
            kind = .move(
                from: try fields.take("from")?.point(within: -4...4) ?? Point(0, 0),
                to: try fields.take("to")?.point(within: -4...4) ?? Point(0, 0))
        }
        let effect = Effect(
            kind: kind, start: try fields.take("start")?.time(), end: try fields.take("end")?.time(),
            easing: try fields.take("easing")?.name(of: Easing.self) ?? .linear)
        try fields.finish()
        guard effect.start ?? 0 < effect.end ?? clipDuration else {
            throw value.mistake("the effect ends before it begins")
        }
        return [effect]
    }

    private func ends(
        _ fields: inout SceneFields, _ range: ClosedRange<Double>
    ) throws(SceneMistake) -> (Double, Double) {
        let from = try fields.require("from").number(within: range)
        return (from, try fields.require("to").number(within: range))
    }

    /// Fading in and out is opacity at both ends of the clip.
    private func fade(
        _ value: SceneValue, _ fields: inout SceneFields, _ clipDuration: Int64
    ) throws(SceneMistake) -> [Effect] {
        let fadeIn = try fields.take("in")?.time() ?? 0
        let fadeOut = try fields.take("out")?.time() ?? 0
        let easing = try fields.take("easing")?.name(of: Easing.self) ?? .linear
        try fields.finish()
        guard fadeIn + fadeOut > 0 else { throw value.mistake("a fade needs `in`, `out` or both") }
        guard fadeIn + fadeOut <= clipDuration else { throw value.mistake("the fades are longer than the clip") }
        var effects: [Effect] = []
        if fadeIn > 0 { effects.append(Effect(kind: .opacity(from: 0, to: 1), start: 0, end: fadeIn, easing: easing)) }
        if fadeOut > 0 {
            effects.append(
                Effect(
                    kind: .opacity(from: 1, to: 0), start: clipDuration - fadeOut, end: clipDuration, easing: easing))
        }
        return effects
    }

    private func view(_ value: SceneValue) throws(SceneMistake) -> Effect.View {
        var fields = try value.fields()
        let view = Effect.View(
            zoom: try fields.take("zoom")?.number(within: SceneLimits.zoom) ?? 1,
            center: try fields.take("center")?.point())
        try fields.finish()
        return view
    }
}

extension ClipSource {
    fileprivate var usualFit: Fit {
        switch self {
        case .text: .natural
        case .image, .video: .fit
        case .colour, .gradient: .stretch
        }
    }
}
