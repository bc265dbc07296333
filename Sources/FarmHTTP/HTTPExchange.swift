import FarmWire
import LinuxIO

/// One request and its answer.
public final class HTTPExchange {
    public let request: HTTPRequest
    /// Called when the peer is gone before it has got the whole answer.
    public var onAbandoned: () -> Void = {}
    private weak var conversation: HTTPConversation?

    init(_ request: HTTPRequest, _ conversation: HTTPConversation) {
        self.request = request
        self.conversation = conversation
    }

    /// Answers the request. A second answer, or one to a peer that is gone, is left out.
    public func answer(_ response: HTTPResponse) {
        conversation?.answer(response, to: self)
    }

    public func refuse(_ problem: HTTPProblem) {
        answer(.problem(problem))
    }

    /// Answers with a body that goes on until `end`, or until the peer is gone.
    public func beginStream(contentType: String, headers: HTTPHeaders = [:]) -> HTTPStream {
        conversation?.beginStream(contentType: contentType, headers: headers, of: self)
        return HTTPStream(self, conversation)
    }
}

/// The rest of an answer that comes bit by bit: events, lines.
public final class HTTPStream {
    private let exchange: HTTPExchange
    private weak var conversation: HTTPConversation?

    init(_ exchange: HTTPExchange, _ conversation: HTTPConversation?) {
        self.exchange = exchange
        self.conversation = conversation
    }

    /// False when it was left out, since the peer has not read what came before, or is gone.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool { conversation?.stream(bytes, of: exchange) ?? false }

    public func end() { conversation?.endStream(of: exchange) }
}
