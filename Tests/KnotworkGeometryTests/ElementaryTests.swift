import Foundation
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Elementary functions are those of the C library, to the bit, and none is taken for another.
@Suite struct ElementaryTests {
  @Test func valuesAreFoundations() {
    let pairs: [(ours: (Double) -> Double, theirs: (Double) -> Double)] = [
      (Elementary.exp, { exp($0) }), (Elementary.log, { log($0) }), (Elementary.log1p, { log1p($0) }),
      (Elementary.sin, { sin($0) }), (Elementary.cos, { cos($0) }), (Elementary.tan, { tan($0) }),
      (Elementary.atan, { atan($0) }), (Elementary.sinh, { sinh($0) }), (Elementary.cosh, { cosh($0) }),
      (Elementary.tanh, { tanh($0) }), (Elementary.erfc, { erfc($0) }),
    ]
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<1000 {
      let x = Double.random(in: -20...20, using: &generator)
      for (number, pair) in pairs.enumerated() {
        #expect(pair.ours(x).bitPattern == pair.theirs(x).bitPattern, "function \(number) at \(x)")
      }
      let y = Double.random(in: -3...3, using: &generator)
      #expect(Elementary.pow(x.magnitude, y).bitPattern == Foundation.pow(x.magnitude, y).bitPattern, "\(x) to \(y)")
    }
  }
}
