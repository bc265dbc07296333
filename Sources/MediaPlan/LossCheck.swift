import FarmModel

/// What the joined file lacks of the original, beside what the plan has left out on purpose: each loss in a sentence.
public struct LossCheck: Sendable {
    let original: ProbeReport
    let output: ProbeReport
    let tracks: TrackPlan
    let request: VideoRequest
    let settings: RenderSettings
    let container: OutputContainer

    public init(
        original: ProbeReport, output: ProbeReport, tracks: TrackPlan, request: VideoRequest, settings: RenderSettings,
        container: OutputContainer
    ) {
        self.original = original
        self.output = output
        self.tracks = tracks
        self.request = request
        self.settings = settings
        self.container = container
    }

    public var losses: [String] {
        pictureLosses + audioLosses + subtitleLosses + pieceLosses + chapterLosses + tagLosses
    }

    // MARK: Video

    private var pictureLosses: [String] {
        guard let before = original.video, let after = output.video else { return [] }
        var losses: [String] = []
        // Behind a filter, or in another pixel format, shape and colours may rightly be others.
        if settings.filter == nil, settings.encoding.pixelFormat == nil, before.rotation == 0 {
            losses += Self.changed("the shape of the pixels", Self.shape(before), Self.shape(after))
            losses += Self.changed("the colour range", before.colorRange, after.colorRange)
            losses += Self.changed("the colour space", before.colorSpace, after.colorSpace)
            losses += Self.changed("the colours' transfer curve", before.colorTransfer, after.colorTransfer)
            losses += Self.changed("the colours' primaries", before.colorPrimaries, after.colorPrimaries)
        }
        if let light = settings.highDynamicRange, after.highDynamicRange != light {
            losses.append("HDR10's mastering display or light level did not come through")
        }
        return losses + Self.descriptionLosses(before, after, "the video")
    }

    /// Square pixels need not be mentioned.
    private static func shape(_ stream: ProbedStream) -> String? {
        guard let shape = stream.sampleAspectRatio, shape != "0:1", shape != "1:1" else { return nil }
        return shape
    }

    private static func changed(_ what: String, _ before: String?, _ after: String?) -> [String] {
        guard let before, before != "unknown", before != after else { return [] }
        return after == nil || after == "unknown"
            ? ["\(what) (\(before)) is not noted any more"] : ["\(what) was \(before) and is \(after ?? "")"]
    }

    // MARK: Other streams

    private var audioLosses: [String] {
        let before = original.streams(of: .audio)
        return zip(tracks.audio, output.streams(of: .audio)).flatMap { track, new -> [String] in
            guard track.number < before.count else { return [] }
            let old = before[track.number]
            var losses = Self.descriptionLosses(old, new, "audio stream \(old.index)")
            if let channels = old.channels, let found = new.channels, found != channels {
                losses.append("audio stream \(old.index) had \(channels) channels and has \(found)")
            }
            if let rate = old.sampleRate, let found = new.sampleRate, found < rate {
                losses.append("audio stream \(old.index) had \(rate) samples a second and has \(found)")
            }
            return losses
        }
    }

    private var subtitleLosses: [String] {
        let before = original.streams(of: .subtitle)
        let after = output.streams(of: .subtitle)
        guard after.count == tracks.subtitles.count else {
            return ["of \(tracks.subtitles.count) subtitle streams \(after.count) came through"]
        }
        return zip(tracks.subtitles, after).flatMap { number, new -> [String] in
            guard number < before.count else { return [] }
            return Self.descriptionLosses(before[number], new, "subtitle stream \(before[number].index)")
        }
    }

    /// Language, title and dispositions.
    private static func descriptionLosses(_ before: ProbedStream, _ after: ProbedStream, _ name: String) -> [String] {
        var losses: [String] = []
        if let language = before.language, language != "und", language != after.language {
            losses.append("the language of \(name) (\(language)) is lost")
        }
        if let title = before.tag("title"), title != after.tag("title") {
            losses.append("the title of \(name) (\(title)) is lost")
        }
        // What a player starts with is for the container to say: some call the first of a kind the default in any case.
        for disposition in before.dispositions where disposition != "default" {
            guard !after.dispositions.contains(disposition) else { continue }
            losses.append("\(name) is not marked as \(disposition) any more")
        }
        return losses
    }

    private var pieceLosses: [String] {
        var losses: [String] = []
        let covers = output.streams.count { $0.isAttachedPicture }
        if covers < tracks.covers.count { losses.append("the cover picture did not come through") }
        let files = original.streams(of: .attachment).count
        if tracks.keepsAttachments, output.streams(of: .attachment).count < files {
            losses.append("of \(files) attached files \(output.streams(of: .attachment).count) came through")
        }
        return losses
    }

    // MARK: Chapters and tags

    private var chapterLosses: [String] {
        // Where a part was cut out, chapters beside it are rightly gone.
        guard tracks.keepsChapters, !original.chapters.isEmpty, !request.isTrimmed else { return [] }
        guard output.chapters.count == original.chapters.count else {
            return ["of \(original.chapters.count) chapters \(output.chapters.count) came through"]
        }
        let moved = zip(original.chapters, output.chapters).filter { before, after in
            guard let old = before.startMicroseconds, let new = after.startMicroseconds else { return false }
            return abs((old - offset) - new) > Self.chapterSlackMicroseconds
        }
        var losses: [String] = []
        if !moved.isEmpty { losses.append("\(moved.count) chapters begin at another time") }
        let titles = zip(original.chapters, output.chapters).filter { $0.title != nil && $0.title != $1.title }
        if !titles.isEmpty { losses.append("the titles of \(titles.count) chapters are lost") }
        return losses
    }

    /// Chapters count in milliseconds nearly everywhere.
    private static let chapterSlackMicroseconds: Int64 = 2_000

    /// What ffmpeg takes away from all times of the original.
    private var offset: Int64 { original.startMicroseconds ?? 0 }

    private var tagLosses: [String] {
        let lost = original.tags.filter { tag in
            tag.belongsToContent && !Self.containerTags.contains(tag.key.lowercased())
                && !output.tags.contains { $0.key.lowercased() == tag.key.lowercased() && $0.value == tag.value }
        }
        guard !lost.isEmpty else { return [] }
        let names = lost.prefix(Self.namedTags).map(\.key).joined(separator: ", ")
        let more = lost.count > Self.namedTags ? " and \(lost.count - Self.namedTags) more" : ""
        return ["tags of the file that .\(container.fileExtension) does not hold are lost: \(names)\(more)"]
    }

    private static let namedTags = 8

    /// These describe the file that was, not the video.
    private static let containerTags: Set<String> = [
        "major_brand", "minor_version", "compatible_brands", "creation_time", "encoder", "encoded_by", "software",
    ]
}
