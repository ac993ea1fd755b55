import Foundation
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed)
struct CodingTests {
  private func copy<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  @Test func valuesComeBack() throws {
    let box = try Box(lower: [-1, 0], upper: [1, 2.5])
    let halfSpace = HalfSpace(normal: [1, -1], offset: 0.25)
    let polytope = try Polytope(box, halfSpaces: [halfSpace])
    let segment = try Segment(from: [0, 0], to: [1, 0.1])
    let map = AffineMap(slope: Matrix([[1, 2], [3, 0.1]]), intercept: [-1, 1e300])
    #expect(try copy(box) == box)
    #expect(try copy(polytope) == polytope)
    #expect(try copy(segment) == segment)
    #expect(try copy(map) == map)
  }

  @Test(arguments: [
    #"{"lower":[1],"upper":[0]}"#, #"{"lower":[0,0],"upper":[1]}"#,
  ])
  func badBoxesAreRefused(text: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Box.self, from: Data(text.utf8)) }
  }

  @Test func badMatricesAreRefused() {
    for text in [
      #"{"rows":2,"columns":2,"elements":[1,2,3]}"#, #"{"rows":-1,"columns":-1,"elements":[1]}"#,
      #"{"rows":9223372036854775807,"columns":4,"elements":[1]}"#,
    ] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix.self, from: Data(text.utf8)) }
    }
    let text = #"{"slope":{"rows":1,"columns":1,"elements":[1]},"intercept":[1,2]}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(AffineMap.self, from: Data(text.utf8)) }
  }
}
