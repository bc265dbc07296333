import FarmModel

/// One attempt's wish for an archive.
final class ArchiveClaim {
    let sha256: String
    let sizeBytes: Int64
    let attempt: AttemptID
    let token: String
    let say: (String) -> Void
    private var completion: ((Result<String, AttemptTrouble>) -> Void)?
    /// How much of it has come, for whomever it was fetched.
    var fetchedBytes: Int64 = 0

    init(
        _ plan: RendererPlan, sizeBytes: Int64, attempt: AttemptID, token: String, say: @escaping (String) -> Void,
        completion: @escaping (Result<String, AttemptTrouble>) -> Void
    ) {
        sha256 = plan.archiveSHA256
        self.sizeBytes = sizeBytes
        self.attempt = attempt
        self.token = token
        self.say = say
        self.completion = completion
    }

    func settle(_ result: Result<String, AttemptTrouble>) {
        guard let completion else { return }
        self.completion = nil
        completion(result)
    }
}
