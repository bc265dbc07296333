import Testing

@testable import MediaPlan

@Suite struct PreviewCommandTests {
    @Test func aPieceIsCopiedIntoFragments() {
        #expect(
            PreviewCommand(.piece, of: "/runs/r/chunks/chunk_000.nut", format: "nut").arguments(writingTo: "/p/0.mp4")
                == [
                    "-nostdin", "-v", "error", "-y", "-threads", "1", "-protocol_whitelist", "file",
                    "-format_whitelist", "nut", "-i", "/runs/r/chunks/chunk_000.nut", "-map", "0:V:0", "-c", "copy",
                    "-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4", "/p/0.mp4",
                ])
    }

    @Test func aPictureIsTakenFromTheJoinedVideoWhereItsChunkBegan() {
        let command = PreviewCommand(.thumbnail, of: "/out/film.mp4", format: "", startSeconds: 2.5)
        let arguments = command.arguments(writingTo: "/p/1.jpg")
        #expect(arguments[4...7] == ["-threads", "1", "-ss", "2.5"])
        #expect(arguments.suffix(3) == ["-f", "mjpeg", "/p/1.jpg"])
        #expect(arguments.contains("-protocol_whitelist"), "what was joined opens no other file")
    }
}
