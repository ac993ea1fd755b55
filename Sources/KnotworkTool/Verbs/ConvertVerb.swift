import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork convert`.
struct ConvertVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes a network in another format, or as code, a query, a formula or a model for solvers.",
    discussion: """
      The format is that of the file's ending, or what --to says: json; onnx; nnet; npz (NumPy); c (C99 without \
      any library); python; sql; excel (a formula); lp and mps (the exact mixed-integer model over --box); vnnlib (the box). lp, mps, \
      vnnlib, and sql of deep networks need the inputs that matter: --box, --data, or ranges in the network's file; json and \
      nnet keep them.

      --verify compares at 1,000 points: the network with a second reading of its file where there is one, and what was \
      written with the network, read again, compiled or run. Exit code 1 when they differ by more than rounding, 2 when \
      nothing could be compared.

      EXAMPLES
        knotwork convert Examples/question.json --to c
        knotwork convert Examples/ripple.json -o ripple.npz --verify
      """)

  @OptionGroup var network: NetworkArgument

  @Option(name: [.short, .long], help: ArgumentHelp("The file to write; - is standard output.", valueName: "file"))
  var output: String = "-"

  @Option(help: ArgumentHelp("The format, where the file's ending does not say it.", valueName: "format"))
  var to: String?

  @OptionGroup var space: SpaceOptions

  @Option(
    help: ArgumentHelp(
      "double or float: what C code (double unless given) and ONNX models (float where that is exact) compute with.",
      valueName: "kind"))
  var precision: String?

  @Option(help: ArgumentHelp("The function in C and Python, or the table in SQL.", valueName: "identifier"))
  var name: String = "network"

  @Option(help: ArgumentHelp("For lp and mps: the output to maximise; the first unless given.", valueName: "output"))
  var maximize: String?

  @Option(help: ArgumentHelp("For lp and mps: the output to minimise instead.", valueName: "output"))
  var minimize: String?

  @Flag(help: "Prove it: compare what was read and what was written at many points.")
  var verify = false

  @OptionGroup var time: TimeLimitOption

  @Flag(help: "Replace output files that exist; they are replaced without it too.")
  var force = false

  @Flag(help: "A report as one JSON document on standard output; the network goes to a file.")
  var json = false

  func validate() throws {
    if json, output == "-" { throw ValidationError("--json reports on standard output; give a file with -o") }
    if maximize != nil, minimize != nil { throw ValidationError("--maximize and --minimize exclude each other") }
    if let precision, Precision(rawValue: precision) == nil {
      throw ValidationError("--precision: \"\(precision)\" is not double or float")
    }
    if Identifier(name) == nil {
      throw ValidationError("--name: \"\(name)\" is no name in C and Python; expected letters, digits and underscores")
    }
    _ = try target()
  }

  private func target() throws -> NetworkFormat {
    let names = ConvertRequest.writable
    if let to {
      guard let format = NetworkFormat(rawValue: to.lowercased()) ?? NetworkFormat(fileName: ".\(to)"),
        format.isWritable
      else { throw ValidationError("--to: \"\(to)\" is not one of \(names)") }
      return format
    }
    guard output != "-" else {
      throw ValidationError("say in which format: -o FILE with an ending, or --to with one of \(names)")
    }
    guard let format = NetworkFormat(fileName: output), format.isWritable else {
      throw ValidationError(
        "-o: the ending of \"\(output)\" names no format that is written; say --to with one of \(names)")
    }
    return format
  }

  func run() throws { try time.during { try convert() } }

  private func convert() throws {
    try RunFiles.expect([network.path])
    try RunFiles.add(.output(isGuarded: false), "-o", output)
    try space.requireDifferent(from: network)
    let bytes = try Files.read(network.path)
    let file = try network.read(bytes)
    let request = try request(for: file)
    let (written, notes) = try request.encode(file.network)
    for note in file.notes + notes { Messages.write("note: \(note)") }
    if request.format.isBinary, output == "-", System.isTerminal(.output) {
      throw Failure(.usage, "\(request.format.title) is not text; give a file with -o")
    }
    let target = try Output(output)
    try target.write(written)
    try target.close()
    let checks = verify ? try verification(file, bytes, written, request) : nil
    let answer = ConvertAnswer(
      from: file.format, to: request.format, output: output, byteCount: written.count, notes: file.notes + notes,
      checks: checks)
    if output != "-" { return try answer.write(json: json, work: nil, to: nil) }
    // The network is on standard output.
    for check in checks ?? [] { Messages.write(check.text) }
    try answer.ending.finish()
  }

  private func request(for file: NetworkFile) throws -> ConvertRequest {
    let names = file.network.outputNames
    let wanted = maximize ?? minimize ?? names[0]
    guard let goal = names.firstIndex(of: wanted) else {
      throw Failure(
        .usage,
        "\(minimize == nil ? "--maximize" : "--minimize"): \"\(wanted)\" is not one of \(names.joined(separator: ", "))"
      )
    }
    return ConvertRequest(
      try target(), precision: precision.flatMap { Precision(rawValue: $0) },
      name: Identifier(name) ?? .network,
      ranges: try space.ranges(for: file),
      goal: (goal, minimize == nil))
  }

  private func verification(
    _ file: NetworkFile, _ bytes: [UInt8], _ written: [UInt8], _ request: ConvertRequest
  ) throws -> [Verification] {
    let points = try request.probeBox(file.network).probes(1000)
    // Of network JSON there is no reading but ours.
    let reading =
      file.format == .json
      ? [] : [try Verification.reading(file, bytes, name: network.displayName, isChosen: network.isChosen, at: points)]
    return reading + [
      try Verification.writing(file.network, as: request.format, written, request: request, at: points)
    ]
  }
}
