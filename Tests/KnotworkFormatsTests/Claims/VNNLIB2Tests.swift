import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Claims in VNN-LIB 2.0: networks with arrays, several of them, and what is refused with its place.
@Suite(.timed) struct VNNLIB2Tests {
  private let one = """
    (vnnlib-version <2.0>)
    (declare-network f
      (declare-input X Real [1,2] "image")
      (declare-input s float32 [])
      (declare-output Y Real [2]))
    (assert (and (>= X[0,0] 0.0) (<= X [0, 0] 1.0)))
    (assert (<= -1 X[0,1] 1)) (assert (== s 0.5))
    (assert (or (> Y[0] 2.0) (<= Y[1] (+ s Y[0]))))

    """

  @Test func oneNetwork() throws {
    let (claim, notes) = try VNNLIBTests.read(one)
    #expect(
      claim.networks.count == 1 && claim.networks[0].name == "f" && claim.inputCount == 3 && claim.outputCount == 2)
    #expect(
      claim.name(of: .input(1)) == "X[0,1]" && claim.name(of: .input(2)) == "s" && claim.name(of: .output(1)) == "Y[1]")
    let violation = try #require(claim.violation)
    #expect(
      violation.lower == [0, -1, 0.5] && violation.upper == [1, 1, 0.5] && violation.condition.constraints.count == 2)
    #expect(
      notes == [
        "the strict inequality at line 8 is read as <= or >=: a violation that only touches the boundary counts"
      ])
    #expect(try VNNLIB.decode(VNNLIB.encode(claim)).claim == claim)
  }

  @Test func twoNetworks() throws {
    let text = """
      (vnnlib-version <2.0>)
      (declare-network f (declare-input X Real [2]) (declare-output Y Real [1]))
      (declare-network g (isomorphic-to f) (declare-input U Real [2]) (declare-output V Real [1]))
      (assert (and (<= 0 X[0] 1) (<= 0 X[1] 1)))
      (assert (== X[0] U[0])) (assert (<= X[1] U[1] (+ X[1] 0.5)))
      (assert (or (>= (- Y[0] V[0]) 0.1) (>= (- V[0] Y[0]) 0.1)))
      """
    let claim = try VNNLIBTests.read(text).claim
    #expect(claim.networks.map(\.name) == ["f", "g"] && claim.networks[1].likeness == .isomorphic(to: "f"))
    let violation = try #require(claim.violation)
    // The inputs of the second network are bounded by those of the first.
    #expect(violation.lower == [0, 0, 0, 0] && violation.upper == [1, 1, 1, 1.5])
    let f = try Network(layers: [Layer(weights: Matrix([[1, 1]]), activation: .linear)])
    let g = try Network(layers: [Layer(weights: Matrix([[1, 1.5]]), activation: .linear)])
    #expect(
      claim.isViolated(at: [0.5, 0.5, 0.5, 0.5], by: [f, g])
        && !claim.isViolated(at: [0.5, 0.5, 0.5, 0.5], by: [f, f]))
    #expect(!claim.isViolated(at: [0.5, 0.5, 0.25, 0.5], by: [f, g]))
    #expect(try VNNLIB.decode(VNNLIB.encode(claim)).claim == claim)
    let equal = try VNNLIBTests.read(text.replacing("isomorphic-to", with: "equal-to")).claim
    #expect(equal.networks[1].likeness == .equal(to: "f"))
  }

  static let bad: [(String, String, String)] = [
    ("X[0,0] 0.0", "X[0,2] 0.0", "line 6, column 18: X[0,2] is no element of X; expected X[0,0] to X[0,1]"),
    ("X[0,0] 0.0", "X[0] 0.0", "line 6, column 18: X[0] is no element of X; expected X[0,0] to X[0,1]"),
    ("X[0,0] 0.0", "X 0.0", "line 6, column 18: X is no element of X; expected X[0,0] to X[0,1]"),
    ("X[0,0] 0.0", "X[0,a] 0.0", "line 6, column 18: found \"[0,a]\"; expected integers with commas between them"),
    ("X[0,0] 0.0", "X[0,0 0.0", "line 6, column 18: found \"[0,0 0.0) (<= X [0, 0]\"; expected integers with commas"),
    ("X[0,0] 0.0", "Z[0,0] 0.0", "line 6, column 18: Z is not declared before it is used"),
    (
      "(<= -1 X[0,1] 1)", "true",
      "line 3, column 18: X[0,1] has no lower and no upper bound; every input needs both, as in (assert (>= X[0,1] 0.0)) (assert (<= X[0,1] 1.0))"
    ),
    ("(== s 0.5)", "s", "line 7, column 35: found a number; expected a condition, such as (<= X[0,0] 1)"),
    (
      "Real [1,2]", "Int [1,2]", "line 3, column 20: only arrays of the type Real or of floating-point numbers are read"
    ),
    ("Real [1,2]", "Real [1,0]", "line 3, column 25: X has the shape [1,0]; expected 1 to 2^31 elements"),
    ("Real [1,2]", "Real [100000,100000]", "expected 1 to 2^31 elements"),
    ("Real [1,2]", "Real [1000,1000]", "1,000,000 inputs, of which every one needs bounds, but the file has"),
    ("Real [1,2]", "Real", "line 3, column 25: found the text \"image\"; expected the shape, as in [2]"),
    ("input s float32", "hidden s float32", "line 4, column 4: claims about values inside a network are not read"),
    ("input s", "input X", "line 4, column 18: X is declared twice"),
    (
      "(declare-output Y Real [2])", "",
      "line 2, column 2: the network f has no output; expected (declare-output Y Real [1])"
    ),
    (
      "(declare-output Y", "(equal-to g) (declare-output Y",
      "line 5, column 13: the network g is not declared before it is used"
    ),
    (
      "(assert (<= -1", "(declare-const X_0 Real) (assert (<= -1", "line 7, column 16: X_0 is declared beside a network"
    ),
  ]

  @Test(arguments: bad)
  func saysWhatIsWrong(_ part: String, _ replacement: String, _ message: String) throws {
    let changed = one.replacing(part, with: replacement, maxReplacements: 1)
    try #require(changed != one)
    let error = #expect(throws: FormatError.self) { try VNNLIBTests.read(changed) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func likeNetworksHaveTheSameShapes() throws {
    let text = one + "(declare-network g (equal-to f) (declare-input U Real [2]) (declare-output V Real [2]))"
    let error = #expect(throws: FormatError.self) { try VNNLIBTests.read(text) }
    #expect(error?.description.hasSuffix("g and f are said to be alike, but have other shapes") == true)
  }
}
