import FarmHTTP
import FarmWire

/// What the coordinator answers over HTTP: one file for each kind of thing, and one line for each here.
extension Coordinator {
    func addRoutes() {
        AccessRoutes(coordinator: self).add(to: http)
        AttemptRoutes(coordinator: self).add(to: http)
        TransferRoutes(coordinator: self).add(to: http)
        PageRoutes().add(to: http)
        FarmRoutes(coordinator: self).add(to: http)
        JobRoutes(coordinator: self).add(to: http)
        PlanRoutes(coordinator: self).add(to: http)
        MediaRoutes(coordinator: self).add(to: http)
    }
}
