import Foundation
import Testing

/// The API over HTTP is what docs/openapi.json says, and what `renderctl --json` prints.
@Suite struct ApiTests {
    // Never changed, and read by one test at a time.
    nonisolated(unsafe) private static let document: [String: Any] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/openapi.json")
        let data = (try? Data(contentsOf: path)) ?? Data()
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }()

    private static var paths: [String: [String: Any]] { document["paths"] as? [String: [String: Any]] ?? [:] }

    @Test func realAnswersAreAsTheDocumentSays() throws {
        let farm = try Farm()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1, size: "160x90")
        try farm.start(workers: ["alpha"])
        let submitted = try farm.web(
            "/api/v1/jobs", method: "POST",
            body: [
                "work": [
                    "type": "video", "input": input, "encoder": "libx264", "encoder_options": [String](),
                    "chunking": ["type": "count", "count": 3],
                ] as [String: Any], "keep_temporary": true,
            ])
        #expect(submitted.status == 201, "\(submitted.body)")
        #expect(Self.complaints(about: submitted, ofPost: "/api/v1/jobs") == [])
        let job = try #require(submitted.object["job_id"] as? Int)
        try farm.waitUntil(job, is: "done")

        #expect(Self.paths.count > 15)
        for (path, operations) in Self.paths where operations["get"] != nil && !path.hasSuffix("/events") {
            let real = path.replacingOccurrences(of: "{job}", with: "\(job)").replacingOccurrences(
                of: "{chunk}", with: "1")
            let answer = try farm.web(real)
            #expect(answer.status == 200, "\(real): \(answer.status) \(answer.body.prefix(300))")
            guard answer.headers["content-type"] == "application/json" else { continue }
            #expect(Self.complaints(about: answer, ofGet: path) == [], "\(real)")
            // Whoever asks again with the tag is told that nothing has changed, unless something has.
            let again = try farm.web(real, headers: ["If-None-Match": answer.headers["etag"] ?? "none"])
            #expect([200, 304].contains(again.status))
            if path == "/api/v1/jobs" { #expect(again.status == 304 && again.body.isEmpty) }
        }
        let plan = try farm.web("/api/v1/plan", method: "POST", body: ["input": input])
        #expect(plan.status == 200, "\(plan.body)")
        #expect(Self.complaints(about: plan, ofPost: "/api/v1/plan") == [])
        #expect(try farm.web("/api/v1/jobs/\(job)").object["job"] as? NSDictionary == summary(of: job, farm))
        #expect(try farm.finish() == [])
    }

    private func summary(of job: Int, _ farm: Farm) throws -> NSDictionary? {
        let jobs = try farm.control("jobs").json["jobs"] as? [[String: Any]]
        return jobs?.first { $0["job_id"] as? Int == job } as NSDictionary?
    }

    @Test func refusalsAreProblemsWithACause() throws {
        let farm = try Farm()
        try farm.startCoordinator()
        for (path, method, body, status) in [
            ("/api/v1/jobs/9", "GET", [:], 404), ("/api/v1/jobs/x", "GET", [:], 400),
            ("/api/v1/jobs?limit=0", "GET", [:], 400), ("/api/v1/nothing", "GET", [:], 404),
            ("/api/v1/jobs/9/cancel", "POST", [:], 404), ("/api/v1/jobs", "POST", ["work": 1], 400),
            ("/api/v1/workers/none/drain", "POST", [:], 404), ("/api/v1/jobs", "DELETE", [:], 405),
            ("/api/v1/plan", "POST", ["input": "/nothing/there.mp4"], 422),
        ] as [(String, String, [String: Any], Int)] {
            let answer = try farm.web(path, method: method, body: method == "POST" ? body : nil)
            #expect(answer.status == status, "\(method) \(path): \(answer.status) \(answer.body)")
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(Self.complaints(answer.json ?? "", Self.schema("Problem"), "problem") == [])
        }
        #expect(try farm.finish() == [])
    }

    @Test func eventsGoOnWhereTheyWereCutOff() throws {
        let farm = try Farm()
        try farm.startCoordinator()
        let first = try subscribe(farm, "")
        #expect(try event(first).name == "resync")
        let start = try #require(try farm.web("/api/v1/snapshot").object["last_event_id"] as? String)
        try Clips.make(farm.folder + "/in.mp4", seconds: 1, size: "160x90")
        let job = try farm.submit([farm.folder + "/in.mp4", "-o", farm.folder + "/out.mp4"])
        let second = try subscribe(farm, "Last-Event-ID: \(start)\r\n")
        var names: [String] = []
        while !names.contains("job") { names.append(try event(second).name) }
        #expect(!names.contains("resync"))
        #expect(try event(try subscribe(farm, "Last-Event-ID: 1-5\r\n")).name == "resync", "of another life")
        #expect(try farm.control("cancel", "\(job)").status == 0)
        try farm.waitUntil(job, is: "cancelled")
        #expect(try farm.finish() == [])
    }

    private func subscribe(_ farm: Farm, _ headers: String) throws -> RawPeer {
        let peer = try RawPeer(farm.address)
        peer.send("GET /api/v1/events HTTP/1.1\r\nHost: \(farm.address)\r\n\(headers)\r\n")
        var line = try peer.readLine()
        while line != [0x0D] { line = try peer.readLine() }
        return peer
    }

    private func event(_ peer: RawPeer) throws -> (name: String, data: String) {
        var fields: [String: String] = [:]
        while true {
            let line = String(decoding: try peer.readLine(), as: UTF8.self)
            if line.isEmpty, let name = fields["event"] { return (name, fields["data"] ?? "") }
            let sides = line.components(separatedBy: ": ")
            fields[sides[0]] = sides.dropFirst().joined(separator: ": ")
        }
    }

    @Test func twoHundredWatchersOfWhichOneNeverReadsDoNotSlowTheFarm() throws {
        let farm = try Farm()
        try Clips.make(farm.folder + "/in.mp4", seconds: 1, size: "160x90")
        try farm.start(workers: ["alpha"])
        let watchers = try (0..<200).map { _ in try subscribe(farm, "") }
        let sleeper = try subscribe(farm, "")
        let result = try farm.control("submit", farm.folder + "/in.mp4", "--chunks", "5", "--wait")
        #expect(result.status == 0, "\(result.stderr)")
        // A few of them, wherever they stand in the row, have seen the job end.
        for watcher in [watchers[0], watchers[100], watchers[199]] {
            var hasSeenTheEnd = false
            while !hasSeenTheEnd {
                let event = try event(watcher)
                hasSeenTheEnd = event.name == "job" && event.data.contains(#""status":"done""#)
            }
        }
        #expect(try farm.web("/metrics").body.contains("renderfarm_subscribers 201"))
        withExtendedLifetime(sleeper) {}
        #expect(try farm.finish() == [])
    }

    @Test func metricsPleasePromtool() throws {
        let farm = try Farm()
        try farm.start(workers: ["alpha"])
        let page = try farm.web("/metrics")
        #expect(page.status == 200 && page.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        #expect(page.body.contains("renderfarm_workers{status=\"connected\"} 1"))
        let path = farm.folder + "/metrics.txt"
        try Data(page.body.utf8).write(to: URL(fileURLWithPath: path))
        // Where Prometheus is not installed, its rules are held by MetricsTests alone.
        let result = try run(
            "/bin/sh", ["-c", "command -v promtool >/dev/null || exit 0; promtool check metrics < '\(path)'"],
            folder: farm.folder)
        #expect(result.status == 0, "\(result.stdout) \(result.stderr)")
        #expect(try farm.finish() == [])
    }
}

// A small part of JSON Schema: what the document uses.
extension ApiTests {
    private static func schema(_ name: String) -> [String: Any] {
        let components = document["components"] as? [String: Any]
        return (components?["schemas"] as? [String: [String: Any]])?[name] ?? [:]
    }

    private static func complaints(about answer: WebAnswer, ofGet path: String) -> [String] {
        complaints(about: answer, "get", path)
    }

    private static func complaints(about answer: WebAnswer, ofPost path: String) -> [String] {
        complaints(about: answer, "post", path)
    }

    private static func complaints(about answer: WebAnswer, _ method: String, _ path: String) -> [String] {
        let operation = paths[path]?[method] as? [String: Any]
        let response = (operation?["responses"] as? [String: Any])?["\(answer.status)"] as? [String: Any]
        let content = (response?["content"] as? [String: Any])?["application/json"] as? [String: Any]
        guard let schema = content?["schema"] as? [String: Any], let value = answer.json else {
            return ["\(method) \(path) has no schema for \(answer.status), or no JSON"]
        }
        return complaints(value, schema, path)
    }

    private static func complaints(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        if let reference = (schema["$ref"] as? String)?.components(separatedBy: "/").last {
            return complaints(value, Self.schema(reference), place)
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            let all = choices.map { complaints(value, $0, place) }
            return all.contains([]) ? [] : all.min { $0.count < $1.count } ?? []
        }
        let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? "any"]
        guard types.contains(where: { isOf($0, value) }) else { return ["\(place) is not \(types): \(value)"] }
        if let object = value as? [String: Any] {
            let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
            guard let properties = schema["properties"] as? [String: [String: Any]] else { return [] }
            return missing.map { "\(place).\($0) is missing" }
                + object.flatMap { key, value in
                    properties[key].map { complaints(value, $0, "\(place).\(key)") }
                        ?? ["\(place).\(key) is not in the document"]
                }
        }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            return list.enumerated().flatMap { complaints($1, items, "\(place)[\($0)]") }
        }
        return []
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "any": true
        case "null": value is NSNull
        case "string": value is String
        case "boolean": value is Bool
        case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
        case "number": value is NSNumber
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }
}
