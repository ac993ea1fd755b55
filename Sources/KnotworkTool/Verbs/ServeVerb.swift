import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkServe

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `knotwork serve`.
struct ServeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Shows it in the browser: a page on this machine, and its interface for programs.",
    discussion: """
      Prints the address of the page, and answers until Ctrl-C. Without a network it opens on the question. The interface is \
      documented in Documentation/API.md; it takes the questions that the other verbs answer, as JSON.

      Only this machine reaches it, unless --host names another address. Requests from pages of other sites are refused.

      EXAMPLES
        knotwork serve
        knotwork serve Examples/question.json --port 8080
      """)

  @Argument(
    help: ArgumentHelp(
      "A network to open with (JSON, ONNX, NNet, NumPy, safetensors), or - for standard input.", valueName: "network"))
  var network: String?

  @Option(help: ArgumentHelp("A table to open with.", valueName: "file"))
  var data: String?

  @OptionGroup(title: "How the table of --data is written") var dialect: DialectOptions

  @Option(
    help: "The port; 0 for any that is free. Unless given, \(Playground.usualPort) or the next that is free.",
    transform: WholeNumber.from(0...65_535))
  var port: Int?

  @Option(
    help: ArgumentHelp(
      "The address or name to listen at, for other machines: 0.0.0.0 for all. Unless given, this machine alone.",
      valueName: "address"))
  var host: String?

  func validate() throws {
    if data == nil, dialect.describesText || dialect.missingValues != nil {
      throw ValidationError("options on how a table is written go with --data")
    }
    if host?.isEmpty == true { throw ValidationError("--host: an empty name; expected an address, such as 0.0.0.0") }
    if data == "-", network == "-" {
      throw ValidationError("only one of network and --data can come from standard input")
    }
  }

  func run() throws {
    var contents = Playground.Contents()
    if let network {
      let file = try NetworkArgument.parse([network]).loadFile()
      contents.network = (file.network, file.ranges)
      contents.name = network == "-" ? nil : URL(filePath: network).lastPathComponent
      contents.notes += file.notes
    }
    if let data {
      let table = try PlainTable(.table(data, dialect))
      contents.table = table
      contents.notes += table.notes
      for note in table.notes { Messages.write("note: \(note)") }
    }
    let playground: Playground
    do {
      playground = try Playground(
        contents, host: host, port: port, tool: "knotwork \(KnotworkCommand.version)")
    } catch {
      throw Failure(.usage, error.description)
    }
    let output = try Output(nil)
    try output.line(playground.address)
    try output.close()
    Interrupts.during(stop: { playground.stop() }) { playground.run() }
    // It ends by a signal alone.
    throw ExitCode(Interrupts.exitCode)
  }
}

extension PlainTable {
  /// A table from wherever it comes.
  fileprivate init(_ source: ByteSource) throws {
    var bytes: [UInt8] = []
    try source.forEachPiece { bytes += $0 }
    try self.init(bytes, source: source.name, dialect: source.dialect)
  }
}
