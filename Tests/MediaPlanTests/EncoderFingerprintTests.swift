import FarmModel
import Testing

@testable import MediaPlan

@Suite struct EncoderFingerprintTests {
    private let listing = Array(
        """
        \tlinux-vdso.so.1 (0x00007ffc)
        \tlibavcodec.so.59 => /lib/libavcodec.so.59 (0x00007f40)
        \tlibx264.so.164 => /lib/libx264.so.164 (0x00007f41)
        \tlibx265.so.199 => /lib/libx265.so.199 (0x00007f42)
        \tlibx26.so => not found
        \tlibc.so.6 => /lib/libc.so.6 (0x00007f43)
        \t/lib64/ld-linux-x86-64.so.2 (0x00007f44)

        """.utf8)

    @Test func takesTheLibrariesThatMatter() {
        let expected = ["/lib/libavcodec.so.59", "/lib/libx264.so.164", "/lib/libx265.so.199"]
        #expect(EncoderFingerprint.libraries(in: listing) == expected)
        #expect(EncoderFingerprint.libraries(in: Array("\u{0}=> => /x\n\n=>".utf8)) == [])
    }

    private func text(_ encoder: String, _ x264: String, codec: String = "1") throws -> String {
        let facts = try #require(EncoderFacts.named(encoder))
        let text = EncoderFingerprint.text(
            of: facts, versionOutput: Array("ffmpeg version 5.1".utf8),
            identities: [("/lib/libx264.so.164", x264), ("/lib/libavcodec.so.59", codec)])
        return String(decoding: text, as: UTF8.self)
    }

    @Test func anEncoderIsItsLibraryAndThoseThatMakeItsPictures() throws {
        #expect(try text("libx264", "a") != text("libx264", "b"))
        #expect(try text("ffv1", "a") == text("ffv1", "b"))
        #expect(try text("ffv1", "a", codec: "1") != text("ffv1", "a", codec: "2"))
    }

    @Test func aProgramWithEverythingInsideBelongsToEachEncoder() throws {
        let facts = try #require(EncoderFacts.named("libx265"))
        let text = EncoderFingerprint.text(of: facts, versionOutput: [], identities: [("/opt/ffmpeg", "abc")])
        #expect(text == Array("\nffmpeg abc".utf8))
    }

    @Test func readsTheNoteOfTheLinker() {
        let mark: [UInt8] = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4E, 0x55, 0]
        let id = (0..<20).map { UInt8($0) }
        let head: [UInt8] = [0x7F, 0x45, 0x4C, 0x46] + [UInt8](repeating: 0, count: 60) + mark + id
        #expect(EncoderFingerprint.buildID(in: head) == id)
        #expect(EncoderFingerprint.buildID(in: Array(head.dropLast())) == nil)
        #expect(EncoderFingerprint.buildID(in: Array(head.dropFirst(4))) == nil)
        #expect(EncoderFingerprint.buildID(in: []) == nil)
    }

    @Test(arguments: [
        (EncoderSettings(encoder: "ffv1"), Parity.strict), (EncoderSettings(encoder: "libx264"), .warn),
        (EncoderSettings(encoder: "libx264", qp: 0), .strict), (EncoderSettings(encoder: "libx265", crf: 0), .warn),
        (EncoderSettings(encoder: "libvpx-vp9", encoderOptions: [EncoderOption("lossless", "1")]), .strict),
        (EncoderSettings(encoder: "libx264", crf: 20), .warn),
    ])
    func whereNothingIsLostOneBuildIsDemanded(settings: EncoderSettings, parity: Parity) throws {
        #expect(try #require(EncoderFacts.named(settings.encoder)).parity(for: settings) == parity)
    }
}
