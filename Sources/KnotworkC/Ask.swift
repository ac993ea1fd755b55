// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// Names and documentation of what C calls stand in knotwork.h.

import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkHeader

@c @implementation
public func knotwork_ask(
  _ question: UnsafePointer<UInt8>?, _ count: Int, _ task: OpaquePointer?,
  _ answer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let asked = try Question(Array(UnsafeBufferPointer(start: question, count: question == nil ? 0 : count)))
    let document = try asked.answered(watchedBy: Handle.optional(task, WorkTask.self)).document
    answer?.pointee = Handle.make(Numbers(document))
  }
}

@c @implementation
public func knotwork_ask_about_network(
  _ question: UnsafePointer<UInt8>?, _ count: Int, _ network: OpaquePointer?, _ task: OpaquePointer?,
  _ answer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    let asked = try Question(
      Array(UnsafeBufferPointer(start: question, count: question == nil ? 0 : count)), about: object.network,
      ranges: object.ranges)
    let document = try asked.answered(watchedBy: Handle.optional(task, WorkTask.self)).document
    answer?.pointee = Handle.make(Numbers(document))
  }
}

extension Question {
  /// The answer with its document, on as many threads as the question says or else on all.
  ///
  /// - Throws: ``Failure/cancelled`` where somebody stopped the work, whatever it came to.
  fileprivate func answered(watchedBy task: WorkTask?) throws -> (any Answer, document: [UInt8]) {
    let budget = Budget(threads: threads ?? Threads.count(0), progress: task?.progress ?? Budget.Progress())
    do {
      let found = try answer(within: budget)
      let document = try found.document().bytes
      if budget.progress.isCancelled { throw Failure.cancelled }
      return (found, document)
    } catch {
      throw budget.progress.isCancelled ? Failure.cancelled : error
    }
  }
}

@c @implementation
public func knotwork_ask_about_table(
  _ question: UnsafePointer<UInt8>?, _ question_count: Int, _ names: UnsafePointer<UnsafePointer<CChar>?>?,
  _ columns: UnsafePointer<UnsafePointer<Double>?>?, _ count: Int64, _ stride: Int64,
  _ target: UnsafePointer<Double>?, _ weights: UnsafePointer<Double>?, _ rows: Int64, _ task: OpaquePointer?,
  _ network: UnsafeMutablePointer<OpaquePointer?>?, _ answer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    guard let names, let target, (1...1 << 20).contains(count), rows > 0 else {
      throw Failure(
        .wrongUse, "\(count) columns of \(rows) rows; expected one of each at least, with names and a target")
    }
    let given = try GivenRows(columns, width: Int(count), stride: stride, rows: rows)
    try given.requireFinite()
    let texts = (0...given.width).map { names[$0].map { String(cString: $0) } ?? "" }
    let wanted = Array(UnsafeBufferPointer(start: target, count: given.count))
    let counted = weights.map { Array(UnsafeBufferPointer(start: $0, count: given.count)) }
    if let row = wanted.firstIndex(where: { !$0.isFinite }) {
      throw Failure(.wrongData, "row \(row + 1), target: \(wanted[row]) is not a finite number")
    }
    if let row = counted?.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw Failure(.wrongData, "row \(row + 1): found a weight that is not a positive number")
    }
    let table = DataTable(
      inputNames: Array(texts.dropLast()),
      columns: (0..<given.width).map { column in (0..<given.count).map { given[$0, column] } },
      targetName: texts[given.width], target: wanted, weights: counted)
    let asked = try Question(
      Array(UnsafeBufferPointer(start: question, count: question == nil ? 0 : question_count)), about: table)
    let watched = Handle.optional(task, WorkTask.self)
    let (found, document) = try asked.answered(watchedBy: watched)
    if let network, let carrier = found as? any AnswerWithNetwork {
      network.pointee = Handle.make(NetworkObject(carrier.network, ranges: carrier.ranges))
    }
    answer?.pointee = Handle.make(Numbers(document))
  }
}
