import FarmModel
import FarmWire
import JSONText
import Testing

@Suite struct MessageErrorTests {
    private func error<Message: WireMessage>(_ type: Message.Type, _ text: String) -> WireError? {
        do throws(WireError) {
            _ = try Message(text: text)
            return nil
        } catch {
            return error
        }
    }

    @Test func anUnknownTypeIsToldApartFromDamage() {
        let text = #"{"type":"teleport","job_id":1}"#
        guard case .unknownType(let worker) = error(WorkerMessage.self, text) else {
            Issue.record("not an unknown type")
            return
        }
        #expect(worker.kind == .unknownName("teleport"))
        for found in [
            error(CoordinatorMessage.self, text), error(ClientRequest.self, text), error(ClientReply.self, text),
        ] {
            #expect(found == .unknownType(worker))
        }
        guard case .malformed = error(WorkerMessage.self, #"{"type":"#) else {
            Issue.record("damage was not seen")
            return
        }
    }

    @Test func anUnknownNameDeeperInIsDamage() {
        let text = #"{"type":"attempt_failed","attempt_id":1,"failure":{"kind":"odd","summary":"","last_lines":[]}}"#
        guard case .malformed(let found) = error(WorkerMessage.self, text) else {
            Issue.record("not seen")
            return
        }
        #expect(found.path == "failure.kind")
        #expect(found.kind == .unknownName("odd"))
    }

    @Test func aMessageWithoutATypeIsNone() {
        guard case .malformed(let found) = error(ClientRequest.self, #"{"job_id":1}"#) else {
            Issue.record("not seen")
            return
        }
        #expect(found.kind == .missingKey("type"))
    }

    @Test func anotherProtocolIsSeenBeforeAnythingElse() {
        for text in [#"{"type":"worker_hello","slots":"many","protocol":2}"#, #"{"type":"worker_hello","protocol":2}"#]
        {
            guard case .protocolMismatch(let found) = error(WorkerMessage.self, text) else {
                Issue.record("not seen")
                return
            }
            #expect(found.reason == "the peer speaks protocol 2, this side speaks 1")
        }
        guard case .protocolMismatch = error(ClientReply.self, #"{"type":"welcome","protocol":9}"#) else {
            Issue.record("not seen")
            return
        }
        guard case .malformed = error(ClientRequest.self, #"{"type":"client_hello","version":"1"}"#) else {
            Issue.record("a greeting without protocol was accepted")
            return
        }
    }

    @Test func unknownFieldsAreSkipped() throws {
        let text = #"{"type":"cancel","later":{"x":[1]},"attempt_id":7,"more":null}"#
        #expect(try CoordinatorMessage(text: text) == .cancel(AttemptID(7)))
    }

    @Test func numbersFromOutsideAreBounded() {
        #expect(
            error(WorkerMessage.self, #"{"type":"heartbeat","running":[{"attempt_id":-1,"frame":0,"fps":0}]}"#) != nil)
        #expect(
            error(
                WorkerMessage.self,
                #"{"type":"heartbeat","running":[{"attempt_id":1,"frame":9223372036854775807,"fps":0}]}"#)
                != nil)
        let ids = Array(repeating: "1", count: WireLimits.heldAttempts + 1).joined(separator: ",")
        let hello =
            #"{"type":"worker_hello","protocol":1,"name":"n","instance":"i","slots":1,"pid":1,"host":"h","version":"v","#
            + "\"is_draining\":false,\"held_attempts\":[\(ids)]}"
        guard case .malformed(let found) = error(WorkerMessage.self, hello) else {
            Issue.record("too many held attempts were accepted")
            return
        }
        #expect(found.path == "held_attempts[\(WireLimits.heldAttempts)]")
    }

    @Test func textsFromOutsideAreBounded() {
        let path = String(repeating: "x", count: FarmLimits.pathBytes + 1)
        let text = "{\"type\":\"submit\",\"request\":{\"work\":{\"type\":\"video\",\"input\":\"\(path)\"}}}"
        guard case .malformed(let found) = error(ClientRequest.self, text) else {
            Issue.record("a path that is too long was accepted")
            return
        }
        #expect(found.path == "request.work.input")
        #expect(found.kind == .stringTooLong(limit: FarmLimits.pathBytes))
    }

    @Test func aLineThatIsTooLongIsRefused() {
        let text = #"{"type":"jobs","x":""# + String(repeating: "x", count: WireLimits.requestLineBytes) + "\"}"
        guard case .malformed(let found) = error(ClientRequest.self, text) else {
            Issue.record("accepted")
            return
        }
        #expect(found.kind == .documentTooLong(limit: WireLimits.requestLineBytes))
    }

    @Test func aRateThatIsNoNumberCountsAsNothing() throws {
        let progress = AttemptProgress(attempt: AttemptID(1), frame: 0, framesPerSecond: .infinity)
        let message = WorkerMessage.heartbeat(Heartbeat(machine: nil, running: [progress]))
        guard case .heartbeat(let read) = try WorkerMessage(line: message.line.dropLast()) else {
            Issue.record("not a heartbeat")
            return
        }
        #expect(read.running.map(\.framesPerSecond) == [0])
    }

    @Test func aVideoRequestNeedsOnlyItsInput() throws {
        let text = #"{"type":"submit","request":{"work":{"type":"video","input":"/a.mp4"}}}"#
        #expect(try ClientRequest(text: text) == .submit(JobRequest(work: .video(VideoRequest(input: "/a.mp4")))))
    }

    @Test func theFirstLineTellsWhoIsThere() throws {
        func role(_ text: String) throws(WireError) -> PeerRole {
            let result = Array(text.utf8).withUnsafeBytes { bytes -> Result<PeerRole, WireError> in
                do throws(WireError) {
                    return .success(try PeerRole(firstLine: bytes))
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        }
        #expect(try role(#"{"type":"worker_hello","anything":1}"#) == .worker)
        #expect(try role(#"{"type":"client_hello"}"#) == .client)
        #expect(throws: WireError.self) { try role(#"{"type":"jobs"}"#) }
        #expect(throws: WireError.self) { try role("hello") }
    }
}
