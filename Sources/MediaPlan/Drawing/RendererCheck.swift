import FarmModel

/// What can be said against frames of a renderer before anything is looked at.
public enum RendererCheck {
    public static func check(_ request: RendererRequest) throws(RequestRefusal) {
        let numbers = FarmLimits.rendererFrames
        guard numbers.contains(request.firstFrame), numbers.contains(request.lastFrame),
            request.firstFrame <= request.lastFrame
        else {
            throw RequestRefusal(
                "the frames are not possible",
                "\(request.firstFrame)-\(request.lastFrame) is no range within "
                    + "\(numbers.lowerBound)-\(numbers.upperBound)")
        }
        let count = request.lastFrame - request.firstFrame + 1
        guard count <= MediaLimits.packets else {
            throw RequestRefusal(
                "there are too many frames", "\(count) were asked for, and a job has at most \(MediaLimits.packets)",
                "render the scene in several jobs")
        }
        let sides = MediaLimits.drawnSide
        guard sides.contains(request.size.width), sides.contains(request.size.height) else {
            throw RequestRefusal(
                "the size is not possible",
                "\(request.size.width)x\(request.size.height): both sides must be within "
                    + "\(sides.lowerBound)...\(sides.upperBound)")
        }
        guard request.frameRate.numerator > 0, request.frameRate.asDouble <= Double(MediaLimits.framesPerSecond) else {
            throw RequestRefusal(
                "the frame rate is not possible",
                "it has to be above 0 and at most \(MediaLimits.framesPerSecond), not "
                    + MediaTime.text(request.frameRate))
        }
        if request.assets != nil, request.sceneName != nil {
            throw RequestRefusal(
                "the scene is named twice", "an archive has its files in it, and needs no folder beside it")
        }
        if let name = request.sceneName, !isInside(name) {
            throw RequestRefusal(
                "the scene's name is not possible", "`\(name)` is not a path inside an archive, as in `scenes/room.pov`"
            )
        }
    }

    /// Whether a path stays in the folder that it starts from.
    public static func isInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.utf8.contains(0) && path.utf8.count <= FarmLimits.pathBytes
            && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }
}
