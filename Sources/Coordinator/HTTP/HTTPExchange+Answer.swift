import FarmHTTP
import FarmWire

extension HTTPExchange {
    /// Answers with what `body` gives, or with why it gives nothing.
    func answer(_ body: () throws(HTTPProblem) -> HTTPResponse) {
        do throws(HTTPProblem) {
            answer(try body())
        } catch {
            refuse(error)
        }
    }
}
