import ArgumentParser
import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// `knotwork convert`.
struct ConvertVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes a network in another format, or as code, a query, a formula or a model for solvers.",
    discussion: """
      The format is that of the file's ending, or what --to says: json; onnx; nnet; npz (NumPy); c (C99 without \
      any library); python; sql; excel (a formula); lp and mps (the exact mixed-integer model over --box); vnnlib (the box).

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

  @Option(
    help: ArgumentHelp(
      "The inputs that matter, one interval each or one for all: needed for lp, mps, vnnlib and deep networks in sql.",
      valueName: "intervals"))
  var box: String?

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
    let names = Conversion.writable
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

  func run() throws {
    let bytes = try Files.read(network.path)
    let file = try network.read(bytes)
    let conversion = try conversion(for: file)
    let (written, notes) = try conversion.encode(file.network)
    for note in file.notes + notes { Messages.write("note: \(note)") }
    if conversion.format.isBinary, output == "-", isatty(STDOUT_FILENO) == 1 {
      throw Failure(.usage, "\(conversion.format.title) is not text; give a file with -o")
    }
    let target = try Output(output)
    try target.write(written)
    try target.close()
    let checks = verify ? try verification(file, bytes, written, conversion) : []
    if json {
      try report(file, conversion, notes, written.count, checks)
    } else if output == "-" {
      for check in checks { Messages.write(check.text) }
    } else {
      let result = try Output(nil)
      try result.line("\(output): \(conversion.format.title), \(written.count.grouped) bytes")
      for check in checks { try result.line(check.text) }
      try result.close()
    }
    if verify { try checks.requireAgreement() }
  }

  private func conversion(for file: NetworkFile) throws -> Conversion {
    let names = file.network.outputNames
    let wanted = maximize ?? minimize ?? names[0]
    guard let goal = names.firstIndex(of: wanted) else {
      throw Failure(
        .usage,
        "\(minimize == nil ? "--maximize" : "--minimize"): \"\(wanted)\" is not one of \(names.joined(separator: ", "))"
      )
    }
    return Conversion(
      format: try target(), precision: precision.flatMap { Precision(rawValue: $0) },
      name: Identifier(name) ?? .network,
      box: try box.map { try NumberList.box($0, dimension: file.network.inputCount) } ?? file.box,
      goal: (goal, minimize == nil))
  }

  private func verification(
    _ file: NetworkFile, _ bytes: [UInt8], _ written: [UInt8], _ conversion: Conversion
  ) throws -> [Verification] {
    let points = try conversion.probeBox(file.network).probes(1000)
    // Of network JSON there is no reading but ours.
    let reading =
      file.format == .json ? [] : [try Verification.reading(file, bytes, name: network.displayName, at: points)]
    return reading + [
      try Verification.writing(file.network, as: conversion.format, written, request: conversion, at: points)
    ]
  }

  private func report(
    _ file: NetworkFile, _ conversion: Conversion, _ notes: [String], _ size: Int, _ checks: [Verification]
  ) throws {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.convert")
      json.member("version", 1)
      json.member("from", file.format.rawValue)
      json.member("to", conversion.format.rawValue)
      json.member("output", output)
      json.member("bytes", size)
      json.key("notes")
      json.value(file.notes + notes)
      if verify {
        json.key("verification")
        json.array(lines: true) { json in for check in checks { check.write(&json) } }
      }
    }
    let result = try Output(nil)
    try result.write(json.takeBytes())
    try result.close()
  }
}
