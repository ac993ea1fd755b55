import Knotwork
import KnotworkFormats

/// Questions of which distributed work is made: a plan, units, receipts, and what they come to.
extension QuestionParts {
  mutating func distributing(_ name: Question.Name) throws -> Asking {
    switch name {
    case .deal: try deal()
    case .work: try work()
    case .gather: try gather()
    default: try plan()
    }
  }

  private mutating func plan() throws -> Asking {
    let (network, ranges) = try network()
    let question = try options.choice("for", of: DistributedWork.Question.self) ?? .count
    let work = try DistributedWork(
      question, about: network, over: place(network, ranges, rows(network)), claim: options.text("claim"))
    let plan = try WorkPlan(
      work, steps: options.whole("steps", in: 1...(1 << 53)) ?? WorkPlan.usualSteps,
      firstSteps: options.whole("first_steps", in: 1...(1 << 53)),
      ways: options.whole("ways", in: 1...1_000_000) ?? WorkPlan.usualWays)
    return { _ in plan }
  }

  private mutating func deal() throws -> Asking {
    let plan = try givenPlan()
    guard let cells = try options.names("cells") else {
      try refuse(domain: true, "the plan says where its work is")
      let first = try plan.firstUnit
      return { _ in DealtUnits([first]) }
    }
    let units = try plan.units(
      of: cells, ways: options.whole("ways", in: 1...1_000_000), steps: options.whole("steps", in: 1...(1 << 53)))
    return { _ in DealtUnits(units) }
  }

  private mutating func work() throws -> Asking {
    try refuse(table: true, domain: true, "the unit says where its work is")
    guard let document = options.take("unit") else {
      throw InvalidRequest("options.unit", "is missing; expected a unit, as deal gives them")
    }
    let unit = try WorkUnit(document, about: network().network)
    return { budget in
      var text: [UInt8] = []
      let receipt = try unit.receipt(within: budget) { text += $0 }
      return DoneUnit(receipt, text: unit.work.question.hasFiles ? String(decoding: text, as: UTF8.self) : nil)
    }
  }

  private mutating func gather() throws -> Asking {
    let plan = try givenPlan()
    var ledger = try WorkLedger(plan)
    for document in try list("units") { try ledger.add(WorkUnit(document, about: plan.work.network)) }
    for document in try list("receipts") { try ledger.add(WorkReceipt(document)) }
    var request = GatherRequest()
    request.dealsNext = try options.flag("next")
    request.ways = try options.whole("ways", in: 1...1_000_000)
    request.steps = try options.whole("steps", in: 1...(1 << 53))
    return { [request, ledger] _ in
      switch try request.answer(ledger) {
      case .complete(let answer): return answer
      case .open(let open): return open
      }
    }
  }

  private mutating func givenPlan() throws -> WorkPlan {
    try refuse(table: true, domain: true, "the plan says where its work is")
    guard let document = options.take("plan") else {
      throw InvalidRequest("options.plan", "is missing; expected a plan, as the question plan gives it")
    }
    return try WorkPlan(document, about: network().network)
  }

  private mutating func list(_ name: String) throws -> [JSONValue] {
    guard let value = options.take(name) else { return [] }
    guard let elements = value.elements else { throw options.wrong(name, value, "an array of objects") }
    return elements
  }
}

/// A unit that was done.
public struct DoneUnit: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.work")

  /// Its receipt.
  public let receipt: WorkReceipt
  /// Its file; nil for questions that are answered by numbers.
  public let text: String?

  init(_ receipt: WorkReceipt, text: String?) { (self.receipt, self.text) = (receipt, text) }

  /// Writes the members.
  public func write(to json: inout JSONWriter) {
    json.key("receipt")
    json.object { json in json.member(WorkReceipt.schema) { receipt.write(to: &$0) } }
    json.member("text", orNull: text)
  }

  /// Writes a sentence.
  public func write(to text: inout TextWriter) throws { try receipt.write(to: &text) }
}

/// Units that cells were dealt into.
public struct DealtUnits: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.units")

  /// The units.
  public let units: [WorkUnit]

  init(_ units: [WorkUnit]) { self.units = units }

  /// Writes the members.
  public func write(to json: inout JSONWriter) { json.member("units", units) }

  /// Writes the names of the units, a line each.
  public func write(to text: inout TextWriter) throws { for unit in units { try text.line(unit.id) } }
}

extension JSONWriter {
  /// A key and an array of units.
  mutating func member(_ name: String, _ units: [WorkUnit]) {
    key(name)
    array(lines: true) { json in
      for unit in units {
        json.object { json in json.member(WorkUnit.schema) { unit.write(to: &$0) } }
      }
    }
  }
}
