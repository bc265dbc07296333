import FarmModel
import JSONText

extension JobRequest: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("work", work)
            json.field("priority", priority)
            json.field("max_parallel", optional: maxParallel)
            json.field("max_attempts", optional: maxAttempts)
            json.field("keep_temporary", keepTemporary)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var work: Work?
        var priority = 0
        var maxParallel: Int?
        var maxAttempts: Int?
        var keepTemporary = false
        try json.object { key, json throws(JSONError) in
            switch key {
            case "work": work = try json.value(Work.self)
            case "priority": priority = try json.int()
            case "max_parallel": maxParallel = try json.consumeNull() ? nil : try json.count()
            case "max_attempts": maxAttempts = try json.consumeNull() ? nil : try json.count()
            case "keep_temporary": keepTemporary = try json.bool()
            default: try json.skip()
            }
        }
        self.init(
            work: try json.require(work, "work"), priority: priority, maxParallel: maxParallel,
            maxAttempts: maxAttempts, keepTemporary: keepTemporary)
    }
}

extension Work: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .video(let request):
                json.field("type", "video")
                request.writeFields(to: &json)
            case .drill(let tasks):
                json.field("type", "drill")
                json.field("tasks", tasks)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        switch type {
        case "video": self = .video(try json.value(VideoRequest.self))
        case "drill": self = .drill(tasks: try json.drillTasks())
        default: throw json.unknownType(type)
        }
    }
}
