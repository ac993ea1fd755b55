import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Training that is watched: a table and options as one JSON object, and a frame every so many epochs with the network as it is then,
/// how far it is from the rows, and its regions.
///
/// The object has the members `table`, `options`, `domain` and `limits`; Documentation/API.md lists them. Equal objects give equal
/// frames.
public struct TrainingCourse: Sendable {
  private let table: DataTable
  private let options: TrainingOptions
  private let ranges: InputRanges
  private let epochs: Int
  private let interval: Int
  private let parts: QuestionParts
  private let limits: Limits
  /// The most regions of a frame unless the object says otherwise.
  private static let usualRegions = 20_000
  /// The most units of a layer.
  private static let mostUnits = 4096
  /// More units, from layer to layer, take too long for one frame.
  private static let mostWeights = 4_000_000

  /// Reads what is to be trained.
  ///
  /// - Throws: ``InvalidRequest`` that names the member which is wrong, `FormatError` for what is not JSON, ``InvalidData`` and
  ///   `TableError` for a table that nothing can be fitted to.
  public init(_ bytes: [UInt8]) throws {
    var members = try QuestionMembers(JSONValue(parsing: bytes), at: "")
    var limits = Limits(regions: TrainingCourse.usualRegions)
    if var given = try members.object("limits") {
      limits.regions = try given.whole("regions", in: 1...1_000_000) ?? limits.regions
      if let seconds = try given.number("seconds") {
        guard seconds > 0, seconds < 1e9 else {
          throw InvalidRequest("limits.seconds", "\(seconds.short) is not a number of seconds above 0 and below 1e9")
        }
        limits.duration = .seconds(seconds)
      }
      try given.finish()
    }
    var parts = QuestionParts(
      options: try members.object("options") ?? QuestionMembers(nil, at: "options"), limits: limits, threads: nil)
    try parts.take(from: &members)
    try members.finish()
    try parts.refuse(network: true, "training starts from a seed")
    let given = try parts.requireTable()
    let loaded = try LoadedTable(
      given.source,
      options: TableOptions(
        target: given.target, isCategorical: try parts.options.flag("categorical"), keepsConstants: true))
    table = loaded.table
    (options, epochs, interval) = try TrainingCourse.options(&parts.options)
    try parts.options.finish()
    var (weights, width) = (0, table.inputCount)
    for units in (options.hidden ?? []) + [1] { (weights, width) = (weights + units * (width + 1), units) }
    guard weights <= TrainingCourse.mostWeights else {
      throw InvalidRequest(
        "options.hidden", "\(weights.counted("weight")); expected \(TrainingCourse.mostWeights) at most")
    }
    let columns = table.columns
    guard let ranges = InputRanges(lower: columns.map { $0.min() ?? 0 }, upper: columns.map { $0.max() ?? 0 }) else {
      throw InvalidData("the table has no rows")
    }
    self.ranges = ranges
    self.limits = limits
    self.parts = parts
    // What is wrong with the domain is said before anything is trained.
    _ = try place(of: LiveTraining(table, options).network())
  }

  /// Trains, and hands over one line of JSON for each frame and one for the end.
  ///
  /// - Parameters:
  ///   - budget: what it may cost: its time counts for the whole training, and it is cancelled by its progress.
  ///   - receive: takes the lines in order.
  /// - Throws: what `receive` throws, and `InvalidNetwork` where a weight overflows.
  public func run(within budget: Budget, receive: ([UInt8]) throws -> Void) throws {
    let time = [limits.duration, budget.limits.duration].compactMap { $0 }.min()
    let progress = TrainingProgress(timeLimit: time, cancelledWith: budget.progress)
    var training = LiveTraining(table, options)
    try receive(frame(training, budget))
    var reason = "epochs"
    while training.epoch < epochs {
      guard training.advance(progress: progress) else {
        reason =
          switch progress.stop {
          case .cancelled: "cancelled"
          case .timeLimit: "time"
          case nil: "diverged"
          }
        break
      }
      if training.epoch % interval == 0 || training.epoch == epochs { try receive(frame(training, budget)) }
    }
    var json = JSONWriter()
    json.object { json in
      json.member("done", true)
      json.member("reason", reason)
    }
    try receive(json.takeLine())
  }

  private func frame(_ training: LiveTraining, _ budget: Budget) throws -> [UInt8] {
    let network = try training.network()
    let scores = Scores(of: network.predictions(for: table), for: table)
    let ratio = scores.rmse / training.targetScale
    let dissection = try dissection(of: network, budget)
    var json = JSONWriter()
    json.object { json in
      json.member("step", training.steps)
      json.member("epoch", training.epoch)
      json.member("loss", orNull: ratio * ratio)
      json.member("rmse", orNull: scores.rmse)
      json.member("r2", orNull: scores.rSquared)
      json.key("network")
      json.value(document: NetworkJSON.encode(network, ranges: ranges))
      json.key("dissection")
      if let dissection { json.value(document: dissection) } else { json.null() }
    }
    return json.takeLine()
  }

  /// The regions, in one and two dimensions; nil in more, and where there are too many.
  private func dissection(of network: Network, _ budget: Budget) throws -> [UInt8]? {
    let place = try place(of: network)
    guard place.domain.dimension(inputs: network.inputCount) <= 2 else { return nil }
    let budget = Budget(
      threads: budget.threads,
      limits: Limits(regions: limits.regions, duration: budget.limits.duration, memory: budget.limits.memory),
      progress: budget.progress)
    do {
      return try DissectRequest(over: place).answer(about: network, within: budget).document().bytes
    } catch is LimitReached {
      return nil
    }
  }

  private func place(of network: Network) throws -> Place {
    try parts.place(network, ranges, nil, allowsWholeSpace: false)
  }

  private static func options(
    _ members: inout QuestionMembers
  ) throws -> (options: TrainingOptions, epochs: Int, interval: Int) {
    var options = TrainingOptions()
    let hidden = try members.numbers("hidden") ?? [16, 16]
    guard (1...16).contains(hidden.count) else {
      throw InvalidRequest("options.hidden", "\(hidden.count.counted("layer")); expected 1 to 16")
    }
    options.hidden = try hidden.map { units in
      guard let count = Int(exactly: units), (1...mostUnits).contains(count) else {
        throw InvalidRequest("options.hidden", "\(units.short) is not a number of units from 1 to \(mostUnits)")
      }
      return count
    }
    options.hasBias = try members.has("bias") ? members.flag("bias") : true
    options.activation =
      switch try members.choice("activation", of: Hidden.self) ?? .relu {
      case .relu: .relu
      case .leakyReLU: .leakyReLU(slope: 0.1)
      }
    options.l2 = try number("penalty", in: 0...1e6, &members) ?? 0
    options.rate = try number("learning_rate", in: 1e-9...10, &members) ?? 0.01
    options.batch = try members.whole("batch", in: 1...1_000_000_000)
    options.seed = UInt64(try members.whole("seed", in: 0...(1 << 53)) ?? 1)
    // With He's zero biases all creases of the first layer meet in one point, or, rounded, nearly so: hundreds of slivers.
    options.initialization = try members.choice("init", of: Initialization.self) ?? .data
    return (
      options, try members.whole("epochs", in: 1...10_000_000) ?? 1000,
      try members.whole("every", in: 1...1_000_000) ?? 1
    )
  }

  /// The names are those of network files.
  private enum Hidden: String, CaseIterable {
    case relu
    case leakyReLU = "leaky_relu"
  }

  private static func number(
    _ key: String, in range: ClosedRange<Double>, _ members: inout QuestionMembers
  ) throws(InvalidRequest) -> Double? {
    guard let number = try members.number(key) else { return nil }
    guard range.contains(number) else {
      throw InvalidRequest(
        "options.\(key)",
        "\(number.short); expected a number from \(range.lowerBound.short) to \(range.upperBound.short)")
    }
    return number
  }
}

extension JSONWriter {
  /// What was written, as one line with its end: a text in JSON has no line breaks of its own.
  fileprivate mutating func takeLine() -> [UInt8] { takeBytes().filter { $0 != 10 } + [10] }
}
