import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkPlot

/// `knotwork verify`.
struct VerifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Decides claims about a network: proved, refuted with inputs that show it, or undecided.",
    discussion: """
      A claim is a VNN-LIB file, or a text that says what holds within --box: comparisons of linear expressions of inputs and \
      outputs, by their names, joined by and, or, not and =>, as in "0 <= y1 - 2*y2 < 5" or "x1 >= 0 => y <= 3". A file may be \
      about several networks, which are named before it. Boundaries count: a claim fails where a bound is reached.

      A claim holds for all real inputs; one that fails has inputs, which are checked in exact arithmetic and in single \
      precision, as runtimes compute. Exit code 0 when all claims hold, 1 when one fails, 2 when none fails and one is \
      undecided. --instances runs a list of a verification competition, network,claim,seconds in each line, and writes \
      network,claim,verdict,seconds, where the verdict is sat for a claim that fails, unsat for one that holds, timeout, unknown or error.

      EXAMPLES
        knotwork verify Examples/question.json --claim "y <= 3" --box=-1:1
        knotwork verify Examples/question.json --claim "-3 <= y <= 1" || true
        knotwork verify Examples/question.json --equals Examples/question.json
      """)

  @Argument(
    help: ArgumentHelp(
      "The network's file, or several, and claims in VNN-LIB; - for standard input.",
      valueName: "network and claims"))
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "A claim, such as \"y <= 5 and y >= 0\"; may be given several times.", valueName: "text"))
  var claim: [String] = []

  @Option(
    help: ArgumentHelp(
      "Decide whether the network is equal to this one over the domain: as a function, or up to --within.",
      valueName: "file"))
  var equals: String?

  @Option(
    help: ArgumentHelp("With --equals: by how much outputs may differ; 0 unless given.", valueName: "number"))
  var within: Double?

  @Option(
    help: ArgumentHelp(
      "With --equals: only this output, by its name; may be given several times.", valueName: "name"))
  var outputName: [String] = []

  @Option(
    help: ArgumentHelp(
      "Decide the instances of this list (network,claim,seconds in each line, paths from its folder); no other files.",
      valueName: "file"))
  var instances: String?

  @Option(
    help: ArgumentHelp(
      "Where the claim holds: write a proof of it for knotwork check and Python/check_certificate.py.",
      valueName: "file"))
  var certify: String?

  @Option(
    help: ArgumentHelp(
      "Draw where the first claim holds over two inputs, the others fixed: .svg, or .png as plot does.",
      valueName: "file"))
  var map: String?

  @Option(
    help: ArgumentHelp("With --map: the two inputs; the first two that vary unless given.", valueName: "x1,x2"))
  var mapInputs: String?

  @Option(
    help: ArgumentHelp(
      "With --map: the values of all inputs; the middle of the box unless given.", valueName: "point"))
  var mapAt: String?

  @Flag(help: "Say too which share of the domain's volume is proved, which is refuted, and which is open.")
  var share = false

  @OptionGroup var reading: NetworkReading
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var keeping: CheckpointOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if keeping.checkpoint != nil {
      if instances != nil || certify != nil || map != nil || share || claim.count > 1 {
        throw ValidationError(
          "--checkpoint is for one claim; leave out others, --instances, --certify, --map and --share")
      }
      if equals != nil, within ?? 0 == 0 {
        throw ValidationError(
          "--checkpoint goes with --within, as in --within 1e-6: whether networks are the same function is decided by regions"
        )
      }
    }
    if equals != nil {
      if files.count != 1 || !claim.isEmpty || instances != nil || certify != nil || map != nil || share {
        throw ValidationError(
          "--equals compares one network with another; leave out claims, --instances, --certify, --map and --share")
      }
      return
    }
    if within != nil || !outputName.isEmpty { throw ValidationError("--within and --output-name go with --equals") }
    if instances != nil {
      if !files.isEmpty || !claim.isEmpty || domain.isGiven {
        throw ValidationError(
          "--instances names networks and claims itself; leave out other files, --claim and domains"
        )
      }
      if map != nil { throw ValidationError("--map is for one claim; leave out --instances") }
      if share { throw ValidationError("--share goes with claims; leave out --instances") }
      if certify != nil { throw ValidationError("--certify is for one claim; leave out --instances") }
      if format.json { throw ValidationError("--instances writes a table; leave out --json") }
      return
    }
    if map == nil, mapInputs != nil || mapAt != nil {
      throw ValidationError("--map-inputs and --map-at go with --map")
    }
    guard !files.isEmpty else {
      throw ValidationError("expected a network, and a claim: a VNN-LIB file or --claim \"y <= 5\"")
    }
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("only one file can come from standard input")
    }
    if claim.isEmpty, domain.isGiven {
      throw ValidationError(
        "a domain goes with --claim; a VNN-LIB file says itself where its inputs lie")
    }
  }

  func run() throws {
    if let equals { return try EqualityRun(verb: self, path: files[0], other: equals).run() }
    if let instances {
      return try InstanceRun(list: instances, reading: reading, work: work, format: format).run()
    }
    for path in files { try RunFiles.expect([path]) }
    try RunFiles.add(.output(isGuarded: false), "-o", format.output ?? "-")
    if domain.space.data == "-", files.contains("-") {
      throw Failure(.usage, "only one of network and --data can come from standard input")
    }
    if let certify { try RunFiles.add(.output(isGuarded: false), "--certify", certify) }
    if let map { try RunFiles.add(.output(isGuarded: false), "--map", map) }
    let (networks, claims, rows) = try load()
    if certify != nil, claims.count > 1 {
      throw Failure(.usage, "--certify: is for one claim, and \(claims.count) are given")
    }
    var request = VerifyRequest(claims, isCertified: certify != nil)
    request.showsShares = share
    request.rows = rows
    if map != nil {
      request.map = VerifyMap.Choice(
        inputs: mapInputs?.split(separator: ",").map(String.init),
        at: try mapAt.map { try NumberList.numbers($0, in: "--map-at") })
    }
    if keeping.checkpoint != nil, claims.count > 1 {
      throw Failure(.usage, "--checkpoint: is for one claim, and \(claims.count) are given")
    }
    let asked = networks.map(\.network)
    try KeptSearches.during(
      keeping, of: ["verify", String(reflecting: claims.map(\.claim))], asked, within: work.budget
    ) { checkpoints in
      try request.answer(about: asked, within: work.budget, checkpoints: checkpoints)
    } isOpen: { answer in
      if case .undecided = answer.results[0].verdict { true } else { false }
    } write: { answer, duration in
      try write(answer, duration)
    }
  }

  private func write(_ answer: VerifyAnswer, _ duration: Duration) throws {
    if let certify, let proof = answer.results[0].certificate {
      let output = try Output(certify)
      try output.write(ClaimProofText.encode(proof))
      try output.close()
    }
    if let map, let picture = answer.map?.drawing.svg(.theme(.light)) {
      let output = try Output(map)
      try output.write(map.lowercased().hasSuffix(".png") ? Picture.png(picture) : Array(picture.utf8))
      try output.close()
    }
    try format.write(answer, work: duration)
  }

  /// The networks, the claims about them, those of files first, and the rows of --data.
  private func load() throws -> (networks: [NetworkFile], claims: [StatedClaim], rows: DataRows?) {
    var networks: [NetworkFile] = []
    var claims: [StatedClaim] = []
    for path in files {
      let bytes = try Files.read(path)
      if VNNLIB.isLikely(bytes, name: path) {
        claims.append(try reading.claim(bytes, path: path))
      } else {
        guard claims.isEmpty else {
          throw Failure(
            .usage, "\(path): a network after a claim; expected networks first, then their claims")
        }
        let file = try reading.read(bytes, path: path)
        for note in file.notes { Messages.write("note: \(note)") }
        networks.append(file)
      }
    }
    guard let first = networks.first else {
      throw Failure(.usage, "\(files[0]): is a claim; expected a network before it")
    }
    guard !claim.isEmpty else {
      if claims.isEmpty {
        throw Failure(
          .usage,
          "no claim; expected a VNN-LIB file, or --claim \"\(first.network.outputNames[0]) <= 5\"")
      }
      return (networks, claims, nil)
    }
    guard networks.count == 1 else {
      throw Failure(
        .usage, "--claim: is about one network, and \(networks.count) are given; expected one")
    }
    let rows = try domain.space.rows(for: first.network, keepsRows: true)
    let place = try domain.place(for: first, rows)
    return (
      networks, claims + (try claim.map { try StatedClaim($0, about: first.network, over: place) }), rows
    )
  }
}

extension NetworkReading {
  /// A claim in a file, with all that was assumed in reading it.
  func claim(_ bytes: [UInt8], path: String) throws -> StatedClaim {
    let name = path == "-" ? "standard input" : path
    let (claim, notes) = try NetworkReading.claim(bytes, name: name)
    return StatedClaim(claim, named: name, notes: notes)
  }
}
