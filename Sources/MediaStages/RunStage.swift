import FarmModel
import FarmWire
import JSONText
import LinuxIO
import MediaPlan

/// What a stage child does: reads its request, works, prints one JSON line with the outcome. Returns the exit status: 0
/// however the stage ended, 64 when there was nothing to do for lack of a readable request.
public func runStage(requestPath: String) -> Int32 {
    ignoreBrokenPipes()
    do throws(SystemError) {
        let bytes = try Files.read(requestPath, limitBytes: StageLimits.requestBytes)
        let request = try parsed(bytes)
        var line = outcome(of: request).jsonBytes
        line.append(UInt8(ascii: "\n"))
        StandardOutput.write(line)
        return 0
    } catch {
        StandardError.write("error: the stage request cannot be read\ncause: \(error)\n")
        return 64
    }
}

private func parsed(_ bytes: [UInt8]) throws(SystemError) -> StageRequest {
    do throws(JSONError) {
        return try readJSON(StageRequest.self, from: bytes)
    } catch {
        throw SystemError(operation: "read request", code: 0, detail: "\(error)")
    }
}

private func analyzed(_ request: StageRequest, _ tools: MediaTools) throws(MediaError) -> VideoPlan {
    guard let drawing = request.request.drawing else { return try Analysis(request: request, tools: tools).run() }
    return try DrawingAnalysis(request: request, drawing: drawing, tools: tools).run()
}

/// Runs a stage to its end. A failure is an outcome, never a thrown error.
func outcome(of request: StageRequest) -> StageOutcome {
    let tools = MediaTools(programs: request.programs, known: request.ffmpeg)
    do throws(MediaError) {
        switch request.stage {
        case .analyze: return .analyzed(try analyzed(request, tools))
        case .merge: return try Merging(request: request, tools: tools).run()
        case .verify: return try Verification(request: request, tools: tools).run()
        }
    } catch {
        return .failed(error.failure)
    }
}
