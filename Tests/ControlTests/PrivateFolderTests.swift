import Foundation
import Testing

@testable import Control

/// What a killed `renderctl run` leaves is removed by the next one, and nothing else.
@Suite struct PrivateFolderTests {
    /// No process ever has such a number.
    private static let nobody = 4_194_305

    private func abandon(in base: String, owner: Int, halfOutput: String) throws {
        let folder = "\(base)/renderfarm-run-\(owner)-abc"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(halfOutput.utf8).write(to: URL(fileURLWithPath: folder + "/half-output"))
    }

    @Test func theNextRunTidiesUp() throws {
        let base = NSTemporaryDirectory() + "private-folder-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: base) }
        try abandon(in: base, owner: Self.nobody, halfOutput: "\(base)/.out.mp4.run_1.partial")
        try abandon(in: base, owner: Self.nobody + 1, halfOutput: "\(base)/holiday.mp4")
        try abandon(in: base, owner: Int(getpid()), halfOutput: "\(base)/.mine.mp4.run_2.partial")
        let names = [".out.mp4.run_1.partial", "holiday.mp4", ".mine.mp4.run_2.partial"]
        for name in names { try Data("x".utf8).write(to: URL(fileURLWithPath: "\(base)/\(name)")) }
        PrivateFolder.removeAbandoned(in: base)
        let left = try FileManager.default.contentsOfDirectory(atPath: base).sorted()
        #expect(left == [".mine.mp4.run_2.partial", "holiday.mp4", "renderfarm-run-\(getpid())-abc"])
    }
}
