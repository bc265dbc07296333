/// What came of a case.
struct ExactnessVerdict: Equatable {
    enum Word: String {
        case exact
        /// Exact, and rendered in one piece although more were asked for.
        case onePiece = "one piece"
        /// No more than closeness was promised: filters that never forget, damage that no two serial runs decode alike.
        case close
        /// The farm said no, and a serial run fails as well.
        case refused
        /// This ffmpeg cannot make the input.
        case skipped
        case wrong = "WRONG"
        /// A serial run gives pictures, and the farm gave none.
        case missed = "MISSED"
        /// A serial run gives nothing, and the farm claims success.
        case accepted = "ACCEPTED"
        case hung = "HUNG"
    }

    var word: Word
    var chunks: Int?
    var words: String
    /// How the farm's own proof of the seams came out.
    var seams = ""

    var hasPassed: Bool {
        switch word {
        case .exact, .onePiece, .close, .refused, .skipped: true
        case .wrong, .missed, .accepted, .hung: false
        }
    }
}
