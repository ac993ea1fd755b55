#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a request is answered with.
struct Response: Sendable {
  /// What follows the head.
  enum Body: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// Pieces, written as they come; the closure throws where the client has gone or work ended early.
    case stream(@Sendable (_ write: ([UInt8]) throws -> Void) throws -> Void)
  }

  var status = 200
  var fields: [HeaderField]
  var body: Body

  init(_ status: Int = 200, type: String, _ bytes: [UInt8]) {
    self.status = status
    fields = [HeaderField("Content-Type", type)]
    body = .bytes(bytes)
  }

  init(streaming type: String, _ body: @escaping @Sendable (_ write: ([UInt8]) throws -> Void) throws -> Void) {
    fields = [HeaderField("Content-Type", type)]
    self.body = .stream(body)
  }

  /// The words of a status line; they tell people something, and programs nothing.
  static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Status \(status)"
    }
  }

  /// The status line and the fields, with the empty line behind them.
  ///
  /// - Parameters:
  ///   - keepsAlive: whether another request may follow on the connection.
  ///   - isChunked: whether a stream is framed in chunks; otherwise it ends with the connection.
  func head(keepsAlive: Bool, isChunked: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(Response.reason(status))\r\n"
    for field in fields { text += "\(field.name): \(field.value)\r\n" }
    switch body {
    case .bytes(let bytes): if status != 304 { text += "Content-Length: \(bytes.count)\r\n" }
    case .stream: if isChunked { text += "Transfer-Encoding: chunked\r\n" }
    }
    text += "Date: \(Response.date)\r\nConnection: \(keepsAlive ? "keep-alive" : "close")\r\n\r\n"
    return Array(text.utf8)
  }

  /// The time as HTTP writes it (RFC 9110, 5.6.7).
  private static var date: String {
    var (now, parts) = (time(nil), tm())
    gmtime_r(&now, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
  }

  /// A piece of a stream in the chunked coding; the empty one ends it.
  static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [13, 10]
  }
}
