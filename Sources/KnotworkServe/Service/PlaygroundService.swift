import Knotwork
import KnotworkAnswers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The page and its interface: a table of paths, what each takes, and what answers.
struct PlaygroundService: Service {
  let requestGuard: RequestGuard
  let limits: ServerLimits
  let start: [UInt8]
  private let questions: WorkSlots
  private let trainings: WorkSlots

  init(requestGuard: RequestGuard, limits: ServerLimits, start: [UInt8]) {
    self.requestGuard = requestGuard
    self.limits = limits
    self.start = start
    questions = WorkSlots(limits.questions, waiting: limits.waitingTime)
    trainings = WorkSlots(limits.questions, waiting: limits.waitingTime)
  }

  /// What is asked for by POST.
  private enum Call: String, CaseIterable {
    case ask, read, train, draw, page

    /// The media types of its body.
    var types: [String] { self == .read ? ["application/octet-stream", "application/json"] : ["application/json"] }
  }

  /// What a path leads to.
  private enum Route {
    case file(PageFile)
    case start
    case call(Call)

    var methods: String { if case .call = self { "POST" } else { "GET, HEAD" } }
  }

  private static func route(_ path: String) throws(Refusal) -> Route {
    if path == "/", let page = PageFile.named("index.html") { return .file(page) }
    if path.hasPrefix("/files/"), let file = PageFile.named(String(path.dropFirst(7))) { return .file(file) }
    if path == "/api/1/start" { return .start }
    if path.hasPrefix("/api/1/"), let call = Call(rawValue: String(path.dropFirst(7))) { return .call(call) }
    throw Refusal(404, "nothing is at \(path.prefix(200)); the page is at /, and the interface at /api/1/")
  }

  func admit(_ head: RequestHead) throws(Refusal) -> Int {
    try requestGuard.check(head)
    let route = try PlaygroundService.route(head.target.path)
    let methods = route.methods
    guard methods.split(separator: ", ").contains(Substring(head.method)) else {
      throw Refusal(
        405, "\(head.method) \(head.target.path): expected \(methods)", headers: [HeaderField("Allow", methods)])
    }
    guard case .call(let call) = route else { return 0 }
    guard call.types.contains(head.mediaType) else {
      throw Refusal(
        415, "a body of the type \"\(head.mediaType.prefix(80))\"; expected Content-Type: \(call.types[0])")
    }
    guard try head.value(of: "content-length") != nil else {
      throw Refusal(411, "a body of unknown length; expected Content-Length")
    }
    return limits.bodyBytes
  }

  func response(to head: RequestHead, body: [UInt8], work: Work) -> Response {
    do {
      switch try PlaygroundService.route(head.target.path) {
      case .file(let file): return guarded(file.response(unless: try head.value(of: "if-none-match")))
      case .start: return guarded(Response(type: "application/json", start))
      case .call(let call): return guarded(try response(to: call, head, body, work))
      }
    } catch {
      return response(toError: error)
    }
  }

  private func response(to call: Call, _ head: RequestHead, _ body: [UInt8], _ work: Work) throws -> Response {
    switch call {
    case .ask:
      return try questions.during(work) {
        try json(try Question.document(answering: body, within: budget(work)))
      }
    case .draw: return try questions.during(work) { try FileQuestion(body, .plot).file(within: budget(work)) }
    case .page: return try questions.during(work) { try FileQuestion(body, .page).file(within: budget(work)) }
    case .read:
      guard let name = head.target["name"] else {
        throw Refusal(400, "no name; expected /api/1/read?name=FILE", field: "name")
      }
      return try questions.during(work) {
        Response(type: "application/json", try FileReading(body, name: name).document())
      }
    case .train: return try training(body, work)
    }
  }

  private func training(_ body: [UInt8], _ work: Work) throws -> Response {
    let course = try questions.during(work) { try TrainingCourse(body) }
    let (trainings, limits) = (trainings, limits)
    return Response(streaming: "application/x-ndjson") { write in
      do {
        try trainings.during(work) {
          let budget = Budget(threads: 1, limits: Limits(duration: limits.trainingTime, memory: limits.memory))
          work.onCancel { budget.progress.cancel() }
          // A client that reads slowly holds up nobody else's training.
          try course.run(within: budget) { line in try trainings.givingWay { try write(line) } }
        }
      } catch let failure as Socket.Failure {
        throw failure
      } catch {
        // The head has gone; the fault is the last line.
        try write(PlaygroundService.line(PlaygroundService.fault(error).fault))
      }
    }
  }

  /// What one question may cost; it is cancelled with the work.
  private func budget(_ work: Work) -> Budget {
    let budget = Budget(
      threads: ProcessInfo.processInfo.activeProcessorCount,
      limits: Limits(regions: limits.regions, duration: limits.answerTime, memory: limits.memory))
    work.onCancel { budget.progress.cancel() }
    return budget
  }

  private func json(_ answer: (bytes: [UInt8], fault: Fault?)) throws -> Response {
    var response = Response(type: "application/json", answer.bytes)
    if let fault = answer.fault { response.status = PlaygroundService.status(fault) }
    return response
  }
}
