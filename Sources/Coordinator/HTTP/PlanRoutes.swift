import FarmHTTP
import FarmModel
import FarmWire
import JSONText
import LinuxIO
import MediaStages

/// What a form for submitting needs: the presets of this machine, and what the planner would make of a request.
struct PlanRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        server.get("/api/v1/presets", for: .clients) { exchange in
            exchange.answer { json in
                json.array("presets") { json in
                    for preset in PresetFolders.all() {
                        json.object { json in
                            json.field("name", preset.name)
                            json.field("settings", preset.settings)
                        }
                    }
                }
            }
        }
        server.add("POST", "/api/v1/plan", for: .clients) { exchange, body in
            exchange.attempt { () throws(HTTPProblem) in
                let wanted = try readBody(VideoRequest.self, body)
                let video: VideoRequest
                do throws(ClientError) {
                    video = try coordinator.settings.fence.admitted(wanted)
                } catch {
                    return exchange.refuse(error)
                }
                if let complaint = SubmissionCheck.complaint(about: video, activeOutputs: []) {
                    return exchange.refuse(complaint)
                }
                coordinator.plans.plan(video, slots: coordinator.slotsToPlanFor) { result in
                    switch result {
                    case .success(let plan): exchange.answer(json: plan)
                    case .failure(let problem): exchange.refuse(problem)
                    }
                }
            }
        }
    }
}
