import Knotwork
import KnotworkAnswers
import KnotworkClaims
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Small networks of 1, 2, 3 and 6 inputs, and every kind of document about them.
enum Samples {
  /// A network of two hidden layers with small rational weights, which are exact in binary: equal on every machine.
  static func network(inputs: Int, seed: UInt64 = 7) throws -> Network {
    var state = seed
    func weight() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int(state >> 40) % 17 - 8) / 8
    }
    func layer(_ units: Int, _ inputs: Int, _ activation: Activation) -> Layer {
      let weights = (0..<units).map { _ in (0..<inputs).map { _ in weight() } }
      return Layer(weights: Matrix(weights), bias: (0..<units).map { _ in weight() / 4 }, activation: activation)
    }
    return try Network(layers: [layer(3, inputs, .relu), layer(2, 3, .relu), layer(2, 2, .linear)])
  }

  static func box(_ network: Network) throws -> Place {
    Place(.box(try Box(-1...1, dimension: network.inputCount)), of: network)
  }

  /// A dissection in full.
  static func dissection(
    inputs: Int, _ change: (inout DissectRequest) -> Void = { _ in }
  ) throws -> DissectAnswer {
    let network = try network(inputs: inputs)
    var request = DissectRequest(over: try box(network))
    change(&request)
    return try request.answer(about: network)
  }

  /// Rows in which y bends at x = 10.
  static let hinge = ByteSource(
    Array("x,y\n".utf8) + Array((0..<24).map { "\($0),\(max(0, $0 - 10) + $0 % 3)\n" }.joined().utf8), name: "hinge.csv"
  )

  /// Every kind of document, by name.
  static func documents() throws -> [(name: String, bytes: [UInt8])] { try found.get() }

  private static let found = Result {
    try places() + questions() + verdicts() + equalities() + bounded() + fits() + files() + asked() + explained()
      + shared()
  }

  private static func places() throws -> [(name: String, bytes: [UInt8])] {
    var documents: [(String, [UInt8])] = []
    for inputs in [1, 2, 3, 6] {
      let network = try network(inputs: inputs)
      let place = try box(network)
      func add(_ name: String, _ answer: some Answer) throws {
        documents.append(("\(name) in \(inputs)-D", try answer.document().bytes))
      }
      try add("dissect", dissection(inputs: inputs))
      try add("dissect, summary", dissection(inputs: inputs) { $0.listsRegions = false })
      try add(
        "dissect, check and vertices", dissection(inputs: inputs) { ($0.isChecked, $0.listsVertices) = (true, true) })
      for method in [CountRequest.Method.count, .pieces, .estimate(samples: 20, seed: 1)] {
        try add("count", CountRequest(over: place, by: method).answer(about: network))
      }
      try add("linear", LinearRequest(over: place).answer(about: network))
      let origin = [Double](repeating: 0.125, count: inputs)
      try add("locate", LocateRequest(point: origin).answer(about: network))
      try add("walk", WalkRequest(start: origin, count: 5).answer(about: network))
      try add("path", PathRequest(from: origin, to: origin.map { $0 - 1 }).answer(about: network))
      try add(
        "profile", ProfileRequest(along: .segment(from: origin, to: origin.map { $0 + 1 })).answer(about: network))
    }
    let network = try network(inputs: 3)
    let polytope = try Polytope(Box(-1...1, dimension: 3), halfSpaces: [HalfSpace(normal: [1, 1, 1], offset: 0.5)])
    documents.append(
      (
        "dissect, where",
        try DissectRequest(over: Place(.polytope(polytope), of: network)).answer(about: network).document().bytes
      ))
    documents.append(
      (
        "dissect, everywhere",
        try DissectRequest(over: Place(.wholeSpace, of: network)).answer(about: network).document().bytes
      ))
    return documents
  }

  private static func questions() throws -> [(name: String, bytes: [UInt8])] {
    let shallow = try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.75], [0.5, 2]]), activation: .relu),
      Layer(weights: Matrix([[1.25, -0.5]]), activation: .linear),
    ])
    let rows = ByteSource(Array("x1,x2\n1,0\n-1,0.5\n1,0.25\n".utf8), name: "rows.csv")
    var cases = CasesRequest(over: try Box(-1...1, dimension: 2))
    cases.listsImpossible = true
    var proof: [UInt8] = []
    let counted = try CountRequest(over: box(shallow)).certifiedAnswer(about: shallow) { proof += $0 }
    let other = try network(inputs: 2)
    return [
      ("cases", try cases.answer(about: shallow).document().bytes),
      ("eval", try EvalRequest(showsPatterns: true).answer(about: shallow, at: rows).document().bytes),
      ("tally", try TallyRequest().answer(about: shallow, rows: rows).document().bytes),
      ("count, certified", try counted.document().bytes),
      ("check", try CheckRequest().answer(about: shallow, certificate: ByteSource(proof, name: "p")).document().bytes),
      (
        "check, refused",
        try CheckRequest().answer(about: other, certificate: ByteSource(proof, name: "p")).document().bytes
      ),
    ]
  }

  /// A claim that holds, one that fails, one that a limit leaves open, a map, and a proof with its check.
  private static func verdicts() throws -> [(name: String, bytes: [UInt8])] {
    let network = try network(inputs: 2)
    let place = try box(network)
    let name = network.outputNames[0]
    func stated(_ text: String) throws -> StatedClaim { try StatedClaim(text, about: network, over: place) }
    var drawn = VerifyRequest([try stated("x1 >= 0 => \(name) <= 0.0625"), try stated("\(name) <= 1000")])
    drawn.map = VerifyMap.Choice()
    let limits = Budget(limits: Limits(regions: 1))
    var shared = VerifyRequest([try stated("\(name) <= 0.0625")])
    shared.showsShares = true
    shared.rows = try DataRows(
      ByteSource(Array("0,0\n0.5,0.5\n-0.5,0.25\n1,-1\n".utf8), name: "rows"), names: network.inputNames,
      keepsRows: true)
    var ranged = RangeRequest(over: place)
    (ranged.output, ranged.isCertified, ranged.showsCertificate) = (name, true, true)
    let range = try ranged.answer(about: network)
    let rangeProof = ByteSource(ClaimProofText.encode(range.certificate!), name: "r")
    var proved = VerifyRequest([try stated("\(name) <= 1000")], isCertified: true)
    proved.showsCertificates = true
    let held = try proved.answer(about: [network])
    let proof = ByteSource(ClaimProofText.encode(held.results[0].certificate!), name: "p")
    let other = try Samples.network(inputs: 3)
    return [
      ("verify, map", try drawn.answer(about: [network]).document().bytes),
      ("verify, proved", try held.document().bytes),
      ("verify, shares and rows", try shared.answer(about: [network]).document().bytes),
      ("range, proved", try range.document().bytes),
      ("check, range", try CheckRequest().answer(about: network, claimProof: rangeProof).document().bytes),
      (
        "verify, open",
        try VerifyRequest([stated("\(name) <= 1000")]).answer(about: [network], within: limits).document().bytes
      ),
      ("check, claim", try CheckRequest().answer(about: network, claimProof: proof).document().bytes),
      ("check, claim refused", try CheckRequest().answer(about: other, claimProof: proof).document().bytes),
    ]
  }

  /// Networks that are equal, that are not, and of which a limit leaves it open.
  private static func equalities() throws -> [(name: String, bytes: [UInt8])] {
    let (network, other) = (try network(inputs: 3), try Samples.network(inputs: 3, seed: 5))
    let place = try box(network)
    let limits = Budget(limits: Limits(regions: 1))
    return [
      ("equal", try EqualityRequest(over: place).answer(about: network, and: network).document().bytes),
      ("different", try EqualityRequest(over: place).answer(about: network, and: other).document().bytes),
      ("within", try EqualityRequest(over: place, within: 1000).answer(about: network, and: other).document().bytes),
      (
        "equal, open",
        try EqualityRequest(over: place, within: 2).answer(about: network, and: other, within: limits).document().bytes
      ),
    ]
  }

  /// Ranges, slopes and radii, in one to three inputs and with limits.
  private static func bounded() throws -> [(name: String, bytes: [UInt8])] {
    var documents: [(String, [UInt8])] = []
    for inputs in [1, 2, 3] {
      let network = try network(inputs: inputs)
      let place = try box(network)
      func add(_ name: String, _ answer: some Answer) throws {
        documents.append(("\(name) in \(inputs)-D", try answer.document().bytes))
        #expect(try !answer.text().isEmpty)
      }
      let name = network.outputNames[0]
      try add("range", RangeRequest(over: place).answer(about: network))
      var combination = RangeRequest(over: place)
      combination.combination = "2*\(name) - x1 + 1"
      try add("range of a combination", combination.answer(about: network))
      var monotone = MonotoneRequest(over: place)
      try add("monotone", monotone.answer(about: network))
      (monotone.claim, monotone.showsLipschitz) = (.within(-1...0.5), true)
      try add("monotone, claimed", monotone.answer(about: network))
      let claim = try StatedClaim("\(name) <= 0.0625", about: network, over: place)
      let origin = [Double](repeating: 0.125, count: inputs)
      for norm in Robustness.Norm.allCases {
        var robust = RobustRequest(claim, points: [origin])
        robust.norm = norm
        try add("robust", robust.answer(about: network))
      }
      try add("robust, rows", RobustRequest(claim, points: [origin, origin.map { -$0 }]).answer(about: network))
      let everywhere = try StatedClaim("\(name) <= 1000", about: network, over: place)
      try add("robust, everywhere", RobustRequest(everywhere, points: [origin]).answer(about: network))
    }
    return documents
  }

  private static func fits() throws -> [(name: String, bytes: [UInt8])] {
    let table = try LoadedTable(hinge).table
    var training = TrainingOptions()
    (training.hidden, training.epochs, training.l2, training.restarts) = ([3], 5, 1e-4, 2)
    var exact = training
    exact.hidden = [1]
    var knots = KnotsRequest()
    knots.mostKnots = 2
    var drawn = knots
    (drawn.knots, drawn.resampling) = (1, KnotsRequest.Resampling(samples: 20))
    var given = KnotsRequest()
    (given.positions, given.model.isLastFlat, given.model.point) = ([1], true, SIMD2(0, 0))
    (given.showsBand, given.predictions) = (true, [0.5])
    let sites = try LoadedTable(
      ByteSource(Array("x,y,site\n0,0,a\n1,1,a\n2,1,a\n3,1.5,a\n0,1,b\n1,3,b\n2,2,b\n3,2,b\n".utf8), name: "sites.csv"),
      options: TableOptions(target: "y", features: ["x", "site"], isCategorical: true))
    let grouped = try GroupedTable(sites.table, by: "site", levels: sites.levels["site"])
    var common = KnotsRequest()
    (common.knots, common.minRows) = (1, 2)
    return [
      (
        "fit",
        try FitRequest(training, folds: Folds(count: 3, of: table, seed: 1)).answer(about: table).document().bytes
      ),
      ("fit, exact", try FitRequest(exact, method: .exact()).answer(about: table).document().bytes),
      ("knots", try knots.answer(about: table).document().bytes),
      ("knots, bootstrap", try drawn.answer(about: table).document().bytes),
      ("knots, given", try given.answer(about: table).document().bytes),
      ("knots, groups", try common.answer(about: grouped, sharesKnots: false).document().bytes),
      ("knots, common", try common.answer(about: grouped, sharesKnots: true).document().bytes),
      ("additive", try additive(pairs: 1, bootstrap: 3)),
      ("additive, few rows", try additive(rows: 8)),
      ("additive, groups", try additiveGroups()),
      ("additive, groups with shared knots", try additiveGroups(sharesKnots: true)),
      ("additive, shrunken", try additive(best: true)),
      (
        "approximate",
        try ApproximateRequest(formula: "x^2", over: Box(0...1, dimension: 1), error: 0.01).answer().document().bytes
      ),
    ]
  }

  /// Documents of work that is shared out: complete, and with units and cells left.
  private static func shared() throws -> [(name: String, bytes: [UInt8])] {
    var documents: [(String, [UInt8])] = []
    for question in DistributedWork.Question.allCases {
      let run = try SharedRun(question)
      documents += [
        ("plan", try run.plan.document().bytes), ("unit", try run.plan.firstUnit.document().bytes),
        ("receipt", try run.plan.firstUnit.receipt().document().bytes),
      ]
      var request = GatherRequest()
      request.dealsNext = true
      guard case .open(let open) = try request.answer(run.begun()) else { continue }
      documents.append(("open work", try open.document().bytes))
    }
    let whole = try SharedRun(.moments, hidden: [6]).finished()
    guard case .complete(let moments) = try GatherRequest().answer(whole) else { return documents }
    documents.append(("moments", try moments.document().bytes))
    let places: [Place] = try [
      Place(
        .polytope(Polytope(Box(-1...1, dimension: 2), halfSpaces: [HalfSpace(normal: [1, 1], offset: 0.5)])),
        of: network(inputs: 2)),
      Place(
        .polygon(ConvexPolygon([SIMD2(0, 0), SIMD2(1, 0), SIMD2(0, 1)])), of: network(inputs: 2), source: .data("rows")),
      Place(.wholeSpace, of: network(inputs: 2)),
    ]
    for place in places {
      documents.append(
        ("plan", try WorkPlan(DistributedWork(.count, about: network(inputs: 2), over: place)).document().bytes))
    }
    return documents
  }

  private static func additive(
    rows: Int = 60, pairs: Int = 0, bootstrap: Int? = nil, best: Bool = false
  ) throws -> [UInt8] {
    func column(_ factor: Int, _ modulus: Int) -> [Double] {
      (0..<rows).map { (row: Int) -> Double in Double(row * factor % modulus) }
    }
    let (a, b, noise) = (column(37, 61), column(17, 53), column(7, 5))
    let columns: [[Double]] = [a, b]
    let target = (0..<rows).map { (row: Int) -> Double in
      let (bend, pair): (Double, Double) = (abs(a[row] - 30), max(0, a[row] + b[row] - 60))
      return bend + pair + noise[row]
    }
    let table = DataTable(inputNames: ["a", "b"], columns: columns, targetName: "y", target: target)
    var request = AdditiveRequest()
    (request.options.pairs, request.options.prefersSmall, request.bootstrap) = (pairs, !best, bootstrap)
    if pairs > 0 { request.folds = Folds(count: 2, of: table, seed: 1) }
    return try request.answer(about: table).document().bytes
  }

  private static func additiveGroups(sharesKnots: Bool = false) throws -> [UInt8] {
    let rows = 40
    let x = (0..<rows).map { Double($0 * 37 % 41) }
    let code = (0..<rows).map { Double($0 % 2) }
    let target = (0..<rows).map { row -> Double in
      let bend: Double = code[row] == 0 ? abs(x[row] - 20) : 2 * x[row]
      return bend + Double(row * 7 % 5) / 5
    }
    let table = DataTable(inputNames: ["x", "kind=b"], columns: [x, code], targetName: "y", target: target)
    var request = AdditiveRequest()
    request.sharesKnots = sharesKnots
    let groups = try GroupedRows(table, by: "kind", levels: ["a", "b"])
    request.folds = Folds(count: 2, of: groups.table, seed: 1)
    return try request.answer(about: groups).document().bytes
  }

  /// Documents that only questions in JSON have.
  private static func asked() throws -> [(name: String, bytes: [UInt8])] {
    let network = String(decoding: NetworkJSON.encode(try network(inputs: 2)), as: UTF8.self)
    let shared = try SharedRun(.regions).questions()
    return try shared.map { ($0.0, try Question.document(answering: Array($0.1.utf8)).bytes) }
      + [
        ("plot", "{\"question\": \"plot\", \"network\": \(network)}"),
        ("page", "{\"question\": \"page\", \"network\": \(network)}"),
        ("error", "{\"question\": \"plot\", \"network\": \(network), \"options\": {\"view\": \"curves\"}}"),
        ("error, no field", "{\"question\""),
        (
          "approximate, asked",
          "{\"question\": \"approximate\", \"options\": {\"formula\": \"x^2\", \"on\": [[0, 1]], \"error\": 0.1}}"
        ),
        (
          "knots, asked",
          "{\"question\": \"knots\", \"table\": {\"names\": [\"x\", \"y\"], \"columns\": [[0, 1, 2, 3], [1, 2, 4, 3]]}, \"options\": {\"knots\": 0}}"
        ),
        (
          "fit, asked",
          """
          {"question": "fit", "table": {"names": ["x", "y"], "columns": [[0, 1, 2, 3], [1, 2, 4, 3]]},
           "options": {"hidden": [1], "epochs": 1, "l2": 0, "restarts": 1, "folds": 0}}
          """
        ),
        (
          "additive, asked",
          """
          {"question": "fit", "table": {"names": ["x", "z", "y"], "columns": [[0, 1, 2, 3], [1, 0, 1, 0], [1, 2, 4, 3]]},
           "options": {"additive": true, "folds": 0, "linear": ["z"], "criterion": "bic"}}
          """
        ),
      ].map { name, question in (name, try Question.document(answering: Array(question.utf8)).bytes) }
  }

  private static func files() throws -> [(name: String, bytes: [UInt8])] {
    let network = try network(inputs: 2)
    let file = try NetworkFile(NetworkJSON.encode(network), name: "net.json")
    let checks = [
      Verification("one", network, at: [[0, 1]], tolerance: 0, others: [network([0, 1])]),
      Verification("another", impossible: "there is no second reader"),
    ]
    let constraint = Condition.constraint(
      LinearConstraint([.init(1, .input(0)), .init(-2, .output(0))], atMost: 0))
    let violation = Violation(
      lower: [0], upper: [1], condition: .all([constraint, .any([constraint, .all([constraint, constraint])])]))
    let claim = Claim(inputCount: 1, outputCount: 1, violation: violation)
    let ports = ([Claim.Tensor(name: "X", shape: [1])], [Claim.Tensor(name: "Y", shape: [])])
    let twins = Claim(
      about: [
        Claim.Subject(name: "f", inputs: ports.0, outputs: ports.1),
        Claim.Subject(
          name: "g", inputs: [Claim.Tensor(name: "Z", shape: [1])], outputs: [Claim.Tensor(name: "W", shape: [])],
          likeness: .isomorphic(to: "f")),
      ], violation: nil)
    return [
      ("inspect", try NetworkSummary(name: "net.json", file: file).document().bytes),
      ("inspect, verified", try NetworkSummary(name: "net.json", file: file, checks: checks).document().bytes),
      ("inspect, claim", try ClaimSummary(claim, notes: ["a note"]).document().bytes),
      ("inspect, claim about two", try ClaimSummary(twins).document().bytes),
      (
        "convert",
        try ConvertAnswer(from: .json, to: .npz, output: "n.npz", byteCount: 3, notes: ["a note"], checks: checks)
          .document().bytes
      ),
    ]
  }
}
