/// One connection: requests and responses, one after the other, in a thread of its own.
struct Connection {
  let socket: Socket
  /// Its number in the table.
  let number: Int
  let table: ConnectionTable
  let service: any Service
  let limits: ServerLimits
  private var scanner: HeadScanner
  /// The room that a large body takes.
  private var held = 0
  /// Bodies up to this size have room always.
  private static let smallBody = 1 << 20

  init(_ socket: Socket, number: Int, table: ConnectionTable, service: any Service, limits: ServerLimits) {
    self.socket = socket
    self.number = number
    self.table = table
    self.service = service
    self.limits = limits
    scanner = HeadScanner(limit: limits.headBytes)
  }

  /// Answers until the client goes, takes too long, or says what nobody understands.
  mutating func run() {
    do {
      while try answerNext(), !table.isClosed { table.wait(number) }
    } catch Socket.Failure.late {
      if scanner.hasBegun { refuse(Refusal(408, "the request took too long to come")) }
    } catch let refusal as Refusal {
      refuse(refusal)
    } catch {
      // The client has gone.
    }
  }

  /// Answers one request; whether another one may follow.
  private mutating func answerNext() throws -> Bool {
    guard let head = try nextHead() else { return false }
    let most = try service.admit(head)
    guard head.bodyLength <= most else {
      throw Refusal(413, "a body of \(head.bodyLength) bytes; expected \(most) at most")
    }
    defer {
      table.release(held)
      held = 0
    }
    let body = try self.body(of: head)
    let work = Work()
    table.work(number) { work.cancel() }
    let response = service.response(to: head, body: body, work: work)
    return try send(response, to: head)
  }

  /// The head of the next request; nil where the client sends no more.
  private mutating func nextHead() throws -> RequestHead? {
    var deadline = ContinuousClock.now + (scanner.hasBegun ? limits.headTime : limits.idleTime)
    while true {
      if let lines = try scanner.head() { return try RequestHead(lines: lines) }
      let hadBegun = scanner.hasBegun
      let bytes = try socket.receive(atMost: limits.headBytes, until: deadline)
      guard !bytes.isEmpty else {
        guard scanner.hasBegun else { return nil }
        throw Refusal(400, "the request ends within its head")
      }
      scanner.append(bytes)
      if !hadBegun { deadline = .now + limits.headTime }
    }
  }

  private mutating func body(of head: RequestHead) throws -> [UInt8] {
    for expectation in head.values(of: "expect") where expectation.lowercased() != "100-continue" {
      throw Refusal(417, "the expectation \(expectation); expected 100-continue")
    }
    var body = scanner.take(atMost: head.bodyLength)
    guard body.count < head.bodyLength else { return body }
    let deadline = ContinuousClock.now + limits.bodyTime
    if head.expectsContinue {
      try socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), each: limits.sendTime)
    }
    while body.count < head.bodyLength {
      do {
        let bytes = try socket.receive(atMost: head.bodyLength - body.count, until: deadline)
        guard !bytes.isEmpty else {
          throw Refusal(400, "the body ends after \(body.count) of \(head.bodyLength) bytes")
        }
        body += bytes
        if body.count > Connection.smallBody { try hold(body.count) }
      } catch Socket.Failure.late {
        throw Refusal(408, "the body took too long to come: \(body.count) of \(head.bodyLength) bytes")
      }
    }
    return body
  }

  /// Sees that there is room for so much of a body.
  private mutating func hold(_ bytes: Int) throws(Refusal) {
    guard bytes > held else { return }
    // Some at a time.
    let more = max(bytes - held, 1 << 20)
    guard table.hold(more) else {
      throw Refusal(
        503, "other large bodies are being read; send it again later", headers: [HeaderField("Retry-After", "5")])
    }
    held += more
  }

  /// Sends a response; whether another request may follow.
  private func send(_ response: Response, to head: RequestHead) throws -> Bool {
    let isChunked = head.isVersion11
    var keepsAlive = head.keepsAlive && !table.isClosed
    if case .stream = response.body, !isChunked { keepsAlive = false }
    let start = response.head(keepsAlive: keepsAlive, isChunked: isChunked)
    let isBare = head.method == "HEAD" || response.status == 304
    switch response.body {
    case .bytes(let bytes):
      table.wait(number)
      try socket.send(isBare ? start : start + bytes, each: limits.sendTime)
    case .stream(let write):
      try socket.send(start, each: limits.sendTime)
      if !isBare {
        // The work goes on, and ends when the client goes.
        try write { piece in
          guard !piece.isEmpty else { return }
          try socket.send(isChunked ? Response.chunk(piece) : piece, each: limits.sendTime)
        }
        if isChunked { try socket.send(Response.chunk([]), each: limits.sendTime) }
      }
    }
    if !keepsAlive { finish() }
    return keepsAlive
  }

  /// Says what is wrong and ends.
  private func refuse(_ refusal: Refusal) {
    let response = service.response(to: refusal)
    guard case .bytes(let bytes) = response.body else { return }
    table.wait(number)
    do {
      try socket.send(response.head(keepsAlive: false, isChunked: false) + bytes, each: limits.sendTime)
    } catch {
      return
    }
    finish()
  }

  /// Reads what is still coming, for a while: a connection that is closed with bytes unread is reset, and the client may lose the
  /// response.
  private func finish() {
    socket.shutDown(onlySending: true)
    let deadline = ContinuousClock.now + .seconds(2)
    var left = 16 << 20
    while left > 0, let bytes = try? socket.receive(atMost: Socket.piece, until: deadline), !bytes.isEmpty {
      left -= bytes.count
    }
  }
}
