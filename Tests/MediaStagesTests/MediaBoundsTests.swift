import Foundation
import LinuxIO
import Testing

@testable import MediaStages

@Suite struct MediaBoundsTests {
    @Test("what a scene names lies below the media roots, wherever links and dots lead, or is not spoken of")
    func bounds() throws {
        let root = try Files.realPath(NSTemporaryDirectory()) + "/bounds-\(UUID().uuidString)"
        defer { try? Files.removeTree(root) }
        try Files.makeDirectories(root + "/media/deep")
        for path in ["/media/a.png", "/secret.png"] { try Data("a".utf8).write(to: URL(fileURLWithPath: root + path)) }
        try FileManager.default.createSymbolicLink(
            atPath: root + "/media/link.png", withDestinationPath: root + "/secret.png")
        let bounds = MediaBounds(roots: [root + "/media"])
        for path in ["/media/a.png", "/media/missing.png", "/media/deep/../a.png"] {
            #expect(bounds.objection(to: root + path) == nil, "\(path)")
        }
        for path in ["/media/link.png", "/media/../secret.png", "/media/../missing.png", "/media-too/a.png"] {
            #expect(bounds.objection(to: root + path)?.contains("does not lie below") == true, "\(path)")
        }
        #expect(MediaBounds.anywhere.objection(to: root + "/missing/a.png") == nil)
    }
}
