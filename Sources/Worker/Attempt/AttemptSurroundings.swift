import FarmHTTP
import FarmModel
import LinuxIO
import MediaStages

/// What all attempts of a worker share.
struct AttemptSurroundings {
    let loop: EventLoop
    let ffmpeg: FFmpegFacts
    let ffmpegPath: String
    let ffprobePath: String
    let renderers: InstalledRenderers
    let scratch: ScratchFolder
    let store: ChunkStore
    let logs: RunLogs
    let unsentLogs = UnsentLogs()
    let media: MediaSurroundings
}

/// What attempts need whose files are elsewhere.
struct MediaSurroundings {
    let client: HTTPClient
    let relay: InputRelay
    let archives: ArchiveStore
    /// Looks for files, where a network's file system may take its time.
    let looking: BackgroundJobs
    /// Files are never looked for here.
    let isAlwaysElsewhere: Bool
}
