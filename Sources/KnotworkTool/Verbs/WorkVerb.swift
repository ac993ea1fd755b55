import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork work`.
struct WorkVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work",
    abstract: "Does one unit of shared work, on one thread, and writes its receipt.",
    discussion: """
      The same unit gives the same receipt, always and everywhere; a run that is killed leaves nothing behind, and one that is \
      repeated changes nothing. Where -o is a folder, the receipt has the unit's name there, and is not made again if it is there.

      EXAMPLES
        knotwork plan Examples/question.json -o run; knotwork work run/units/*
        knotwork plan Examples/ripple.json -o r; knotwork work r/units/* -o r.json
      """)

  @Argument(
    help: ArgumentHelp("The unit, as plan and gather --next write them, or - for standard input.", valueName: "unit"))
  var unit: String

  @Option(
    help: ArgumentHelp(
      "The network, as plan has written it; network.json in the folder of the plan unless given.", valueName: "file"))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "The folder for the unit's part of a table or certificate; parts in the folder of the plan unless given.",
      valueName: "folder"))
  var parts: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("A file for the receipt, or a folder; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace output files that exist; they are replaced without it too.")
  var force = false

  func validate() throws {
    if unit == "-", network == nil { throw ValidationError("a unit from standard input goes with --network") }
  }

  func run() throws {
    var folder = PlanFolder(System.folder(of: System.folder(of: System.absolute(unit))))
    let network =
      try network.map { path in
        try PlanFolder.reading(path) { _, bytes in try NetworkJSON.decode(bytes) }
      } ?? folder.network()
    let unit = try PlanFolder.reading(unit) { document, _ in try WorkUnit(document, about: network) }
    if let parts { folder.partsPath = PlanFolder(parts).path }
    if let ending = unit.work.question.fileExtension {
      try RunFiles.add(.output(isGuarded: false), "the unit's part", folder.partPath(unit.id, ending))
    }
    var path = output
    if let output, FilePlace(output).kind == .folder {
      let receipt = "\(PlanFolder(output).path)/\(unit.id).json"
      if WorkVerb.isDone(unit, receipt) { return }
      path = receipt
    }
    try RunFiles.add(.output(isGuarded: false), "-o", path ?? "-")
    _ = try WorkVerb.work(unit, in: folder, to: path)
  }

  /// Does a unit, and writes its file, where it has one, and then its receipt.
  static func work(_ unit: WorkUnit, in folder: PlanFolder, to path: String?) throws -> WorkReceipt {
    let budget = Budget(progress: ProgressDisplay.progress)
    let file = try unit.work.question.fileExtension.map { try Output(folder.partPath(unit.id, $0)) }
    let receipt = try ProgressDisplay.during(budget) {
      try unit.receipt(within: budget) { try file?.write($0) }
    }
    try file?.close(isDurable: true)
    let output = try Output(path)
    try output.write(receipt.bytes)
    try output.close(isDurable: true)
    return receipt
  }

  /// Whether a file is a receipt of a unit.
  private static func isDone(_ unit: WorkUnit, _ path: String) -> Bool {
    guard FilePlace(path).kind == .regular,
      let receipt = try? PlanFolder.reading(path, { document, _ in try WorkReceipt(document) })
    else { return false }
    return receipt.unit == unit.id
  }
}
