import FarmModel
import LinuxIO
import MediaPlan

/// The builds of the encoders that an ffmpeg has. What cannot be found out leaves its mark in none of them: a wrapper
/// around ffmpeg is known by what it says its version is.
public func encoderBuilds(of facts: FFmpegFacts, ffmpegPath: String, versionOutput: [UInt8]) -> [EncoderBuild] {
    let identities = libraryIdentities(ffmpegPath)
    return EncoderFacts.all.filter { facts.has(encoder: $0.name) }.map { encoder in
        let text = EncoderFingerprint.text(of: encoder, versionOutput: versionOutput, identities: identities)
        let hash = SHA256.hexDigest(of: text).prefix(StageLimits.buildDigits)
        return EncoderBuild(encoder: encoder.name, build: "\(facts.version) \(hash)")
    }
}

/// What an ffmpeg is and can do, to the build of its encoders.
public func detectFFmpegBuilds(_ programs: MediaPrograms) throws(MediaError) -> FFmpegFacts {
    let tools = MediaTools(programs: programs)
    var facts = try tools.ffmpegFacts()
    let path = findProgram(programs.ffmpeg) ?? programs.ffmpeg
    facts.builds = encoderBuilds(
        of: facts, ffmpegPath: path, versionOutput: try tools.answer(FFmpegFacts.versionArguments))
    return facts
}

private func libraryIdentities(_ ffmpegPath: String) -> [(path: String, identity: String)] {
    guard let head = head(of: ffmpegPath), EncoderFingerprint.isProgram(head) else { return [] }
    var request = SpawnRequest(program: ffmpegPath)
    request.environmentAdditions = EncoderFingerprint.listingEnvironment
    let listing: [UInt8]
    do throws(SystemError) {
        listing = try runCommand(request, timeoutMilliseconds: StageLimits.questionMilliseconds).standardOutput
    } catch {
        listing = []
    }
    let libraries = EncoderFingerprint.libraries(in: listing)
    // A program that was linked statically loads none.
    return (libraries.isEmpty ? [ffmpegPath] : libraries).compactMap { path in
        identity(of: path).map { (path, $0) }
    }
}

private func identity(of path: String) -> String? {
    if let head = head(of: path), let id = EncoderFingerprint.buildID(in: head) { return hexString(id) }
    do throws(SystemError) {
        return try sha256OfFile(path)
    } catch {
        return nil
    }
}

private func head(of path: String) -> [UInt8]? {
    do throws(SystemError) {
        let file = try MappedFile(path)
        return withExtendedLifetime(file) { Array(file.bytes.prefix(StageLimits.programHeadBytes)) }
    } catch {
        return nil
    }
}
