import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork plan`.
struct PlanVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shares out a long run to many machines: makes a folder of units of work.",
    discussion: """
      knotwork work does one unit, on any machine and in any order, and writes a receipt; knotwork gather checks the receipts, deals \
      out what they leave, and gives the answer, the same as that of a single run. Nothing is counted twice, whoever does a unit, \
      and how often. Documentation/Distributed.md says how to use it with Dask, Slurm and a shell.

      EXAMPLES
        knotwork plan Examples/question.json -o run
        knotwork plan Examples/ripple.json --box=-2:2 --for regions -o rows
        knotwork plan Examples/question.json --claim "y <= 5" -o proof
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions

  @Flag(help: "Count over the whole input space.")
  var wholeSpace = false

  @Option(
    name: .customLong("for"),
    help: "What is asked: range is where outputs are least and greatest, moments are their means.")
  var question: DistributedWork.Question?

  @Option(help: ArgumentHelp("Whether a claim holds, such as \"y <= 5\".", valueName: "text"))
  var claim: String?

  @Option(
    help: ArgumentHelp("How many steps a unit takes at most: 10 million take some seconds.", valueName: "count"),
    transform: WholeNumber.from(1...(1 << 53)))
  var steps = WorkPlan.usualSteps

  @Option(
    help: ArgumentHelp("How many steps are taken at once, to find cells for units.", valueName: "count"),
    transform: WholeNumber.from(1...(1 << 53)))
  var firstSteps: Int?

  @Option(
    help: ArgumentHelp("Into how many units at most cells that are left are dealt at once.", valueName: "count"),
    transform: WholeNumber.from(1...1_000_000))
  var ways = WorkPlan.usualWays

  @Option(name: [.short, .long], help: ArgumentHelp("The folder to make.", valueName: "folder"))
  var output: String

  @Flag(help: "Has no effect: a folder that has a plan is never replaced.")
  var force = false

  func validate() throws {
    if wholeSpace, domain.isGiven { throw ValidationError("--whole-space goes without a domain") }
    if claim != nil, question ?? .claim != .claim { throw ValidationError("--claim goes with --for claim alone") }
    if output == "-" { throw ValidationError("-o: expected a folder") }
  }

  func run() throws {
    try RunFiles.expect([network.path])
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let place = wholeSpace ? Place(.wholeSpace, of: file.network) : try domain.place(for: file)
    let plan = try WorkPlan(
      DistributedWork(
        question ?? (claim == nil ? .count : .claim), about: file.network, over: place, claim: claim), steps: steps,
      firstSteps: firstSteps, ways: ways)
    let folder = PlanFolder(output)
    try folder.make(plan)
    let first = try plan.firstUnit
    try folder.write([first])
    let receipt = try WorkVerb.work(first, in: folder, to: folder.receiptPath(first.id))
    let units = receipt.counterexample == nil ? try plan.units(of: receipt.left) : []
    try folder.write(units)
    let text = try Output(nil)
    try text.line(
      units.isEmpty
        ? "\(output): nothing is left to do; knotwork gather \(output) gives the answer"
        : "\(output): \(units.count.counted("unit")) of work in \(folder.unitsPath); knotwork work does one")
    try text.close()
  }
}

extension DistributedWork.Question: ExpressibleByArgument {}
