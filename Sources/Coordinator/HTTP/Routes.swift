/// What the coordinator answers over HTTP: one file for each kind of thing, and one line for each here.
extension Coordinator {
    func addRoutes() {
        AccessRoutes(coordinator: self).add(to: http)
        StatusRoutes(coordinator: self).add(to: http)
        AttemptRoutes(coordinator: self).add(to: http)
        TransferRoutes(coordinator: self).add(to: http)
    }
}
