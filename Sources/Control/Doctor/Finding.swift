import JSONText

/// One thing that `doctor` has to say.
struct Finding: Equatable {
    var level: Level
    var topic: String
    var text: String
    /// What to do, a line each; lines to paste stand alone.
    var advice: [String] = []

    enum Level: String {
        case ok
        /// Worth knowing.
        case note
        /// It works, and could work better.
        case warning
        /// It does not work.
        case problem
    }

    static func ok(_ topic: String, _ text: String) -> Finding { Finding(level: .ok, topic: topic, text: text) }
}

extension Finding: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("level", level.rawValue)
            json.field("topic", topic)
            json.field("text", text)
            json.field("advice", array: advice)
        }
    }
}
