import Foundation

/// What the coordinator answered over HTTP.
struct WebAnswer {
    let status: Int
    let headers: [String: String]
    let body: String

    var json: Any? { try? JSONSerialization.jsonObject(with: Data(body.utf8)) }

    var object: [String: Any] { json as? [String: Any] ?? [:] }
}

extension Farm {
    func web(
        _ path: String, method: String = "GET", body: Any? = nil, headers: [String: String] = [:]
    ) throws -> WebAnswer {
        let peer = try RawPeer(address)
        let content = try body.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data()
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if method == "POST" { head += "Content-Type: application/json\r\nContent-Length: \(content.count)\r\n" }
        peer.send(Array((head + "\r\n").utf8) + Array(content))
        let text = try peer.readToEnd()
        guard let end = text.range(of: "\r\n\r\n") else { throw HarnessError("no answer to \(path): \(text)") }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        var found: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.components(separatedBy: ": ")
            found[sides[0].lowercased()] = sides.dropFirst().joined(separator: ": ")
        }
        return WebAnswer(
            status: Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0, headers: found,
            body: String(text[end.upperBound...]))
    }
}
