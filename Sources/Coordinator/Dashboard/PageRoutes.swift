import FarmHTTP
import FarmWire
import LinuxIO

/// The page that people open in a browser: `dashboard.html`, which the build embeds in this program.
struct PageRoutes {
    func add(to server: HTTPServer) {
        let page = PackageResources.dashboard_html
        let tag = "\"\(String(crc32c(page), radix: 16))\""
        server.get("/", for: .clients) { exchange in
            let headers: HTTPHeaders = [
                "Content-Type": "text/html; charset=utf-8", "ETag": tag, "Cache-Control": "no-cache",
                "Content-Security-Policy": Self.policy,
                "Referrer-Policy": "no-referrer",
            ]
            let isKnown = exchange.request.head["if-none-match"] == tag
            exchange.answer(
                HTTPResponse(isKnown ? .notModified : .ok, headers: headers, body: .bytes(isKnown ? [] : page)))
        }
    }

    /// Nothing from elsewhere, and nobody shows this page inside another one.
    private static let policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; "
        + "img-src 'self' blob: data:; media-src 'self' blob:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
}
