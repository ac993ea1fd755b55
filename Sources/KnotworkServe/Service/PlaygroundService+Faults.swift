import KnotworkAnswers

/// What is told of what goes wrong: always a document of the kind knotwork.error, with the tool's own message.
extension PlaygroundService {
  func response(to refusal: Refusal) -> Response { response(toError: refusal) }

  func response(toError error: any Error) -> Response {
    let (status, fault, fields) = PlaygroundService.fault(error)
    var response = Response(status, type: "application/json", PlaygroundService.document(fault))
    response.fields += fields
    return guarded(response)
  }

  /// The status and the fault that an error means.
  static func fault(_ error: any Error) -> (status: Int, fault: Fault, fields: [HeaderField]) {
    if let refusal = error as? Refusal {
      let kind: Fault.Kind = refusal.status == 503 || refusal.status == 413 ? .limit : .request
      return (refusal.status, Fault(kind, field: refusal.field, refusal.message), refusal.headers)
    }
    let fault = Fault(explaining: error) ?? Fault(.internalError, "\(error)")
    return (status(fault), fault, [])
  }

  /// The status of HTTP for a kind of fault.
  static func status(_ fault: Fault) -> Int {
    switch fault.kind {
    case .limit: 504
    case .request: 400
    case .data: 422
    case .internalError: 500
    case .cancelled: 503
    }
  }

  /// A fault as one line.
  static func line(_ fault: Fault) -> [UInt8] { document(fault).filter { $0 != 10 } + [10] }

  private static func document(_ fault: Fault) -> [UInt8] {
    (try? fault.document().bytes) ?? Array(#"{"schema": "knotwork.error", "version": 1, "code": 70}"#.utf8)
  }

  /// A response with what keeps browsers from misusing it.
  func guarded(_ response: Response) -> Response {
    var response = response
    response.fields += PlaygroundService.guards
    if !response.fields.contains(where: { $0.name == "Cache-Control" }) {
      response.fields.append(HeaderField("Cache-Control", "no-store"))
    }
    return response
  }

  private static let guards = [
    HeaderField(
      "Content-Security-Policy",
      "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'"),
    HeaderField("X-Content-Type-Options", "nosniff"),
    HeaderField("X-Frame-Options", "DENY"),
    HeaderField("Referrer-Policy", "no-referrer"),
    HeaderField("Cross-Origin-Resource-Policy", "same-origin"),
    HeaderField("Cross-Origin-Opener-Policy", "same-origin"),
  ]
}
