import LinuxIO
import MediaPlan
import SceneRenderer

/// Mixes the sound of a scene into one file, before anything is drawn: what is wrong with it shows at once.
struct Soundtrack {
    let timeline: SceneTimeline
    let folder: String
    let tools: MediaTools

    /// The path of the file; nil where the scene is silent.
    func run() throws(MediaError) -> String? {
        let tracks = timeline.scene.audio
        guard !tracks.isEmpty else { return nil }
        let rate = timeline.scene.frameRate
        let total = Int64(timeline.frameCount) * 1_000_000 * rate.denominator / rate.numerator
        var parts: [SoundtrackCommand.Part] = []
        for track in tracks {
            let length = min(try length(of: track), total - track.at)
            guard length > 0 else {
                throw MediaError(SceneMistake(track.place, "nothing of this sound is heard before the scene ends"))
            }
            parts.append(
                SoundtrackCommand.Part(
                    path: track.path, atMicroseconds: track.at, startMicroseconds: track.start,
                    durationMicroseconds: length, gainDecibels: track.gainDecibels,
                    fadeInMicroseconds: track.fadeIn, fadeOutMicroseconds: track.fadeOut))
        }
        let path = "\(folder)/\(SoundtrackCommand.fileName)"
        let command = SoundtrackCommand(parts: parts, totalMicroseconds: total)
        let result = try tools.follow(
            command.arguments(writingTo: path), milliseconds: StageLimits.wholeVideoMilliseconds,
            silenceMilliseconds: StageLimits.silenceMilliseconds
        ).result
        guard result.isSuccess else { throw MediaError("the scene's sound cannot be mixed", failed: result) }
        return path
    }

    /// How long a track can be heard.
    private func length(of track: SceneAudio) throws(MediaError) -> Int64 {
        do throws(MediaError) {
            _ = try InputCheck(path: track.path).identity()
        } catch {
            throw MediaError(SceneMistake(track.place, error.failure.cause))
        }
        let report = try tools.probe(track.path)
        guard !report.streams(of: .audio).isEmpty else {
            throw MediaError(SceneMistake(track.place, "\(track.path) has no sound"))
        }
        let seconds = report.durationSeconds ?? SceneLimits.seconds
        let whole = Int64(min(max(seconds, 0), SceneLimits.seconds) * 1_000_000)
        return min(track.duration ?? Int64.max, whole - track.start)
    }
}
