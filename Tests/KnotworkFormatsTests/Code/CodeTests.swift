import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Written code computes what the network computes.
@Suite(.timed) struct CodeTests {
  private static func probes(_ network: Network) throws -> [[Double]] {
    try Box(-2...2, dimension: network.inputCount).probes(200, seed: 3)
  }

  /// Bit for bit, by two compilers, with and without optimisation for a processor that fuses products and sums.
  @Test(.enabled(if: Scratch.hasProgram("cc")), arguments: [Precision.double, .float])
  func cSourceIsEqualBitForBit(_ precision: Precision) throws {
    let compilers = ["cc", "clang"].filter { Scratch.hasProgram($0) }
    for (index, network) in try SampleNetworks.all(8, hidden: 20).enumerated() {
      let scratch = try Scratch()
      let name = try #require(Identifier("net_\(index)"))
      let points = try CodeTests.probes(network)
      let source = try CSource(network, name: name, precision: precision, testPoints: Array(points.prefix(16)))
      try scratch.write(source.encoded(), to: "net.c")
      let (n, m) = (network.inputCount, network.outputCount)
      let driver = """
        #include <stdio.h>
        void net_\(index)(const \(precision) x[\(n)], \(precision) y[\(m)]);
        int net_\(index)_test(void);
        static const double points[] = {\(points.joined().map(\.description).joined(separator: ", "))};
        int main(void) {
          int i, j;
          if (net_\(index)_test() != 0) return 1;
          for (i = 0; i < \(points.count); i++) {
            \(precision) x[\(n)], y[\(m)];
            for (j = 0; j < \(n); j++) x[j] = (\(precision))points[i * \(n) + j];
            net_\(index)(x, y);
            for (j = 0; j < \(m); j++) printf("%.17g\\n", (double)y[j]);
          }
          return 0;
        }
        """
      try scratch.write(Array(driver.utf8), to: "driver.c")
      for compiler in compilers {
        for flags in [["-std=c99", "-O0"], ["-std=gnu99", "-O3", "-march=native"]] {
          try scratch.run(compiler, flags + ["-Wall", "-Wextra", "-Werror", "-pedantic", "-c", "net.c", "-o", "net.o"])
          try scratch.run(compiler, flags + ["driver.c", "net.o", "-o", "program"])
          let output = try scratch.run(scratch.folder.appending(path: "program").path, [])
          let values = output.split(separator: "\n").compactMap { Double($0) }
          let expected = points.flatMap { network($0) }
          if precision == .double {
            #expect(values == expected, "\(compiler) \(flags)")
          } else {
            #expect(SampleNetworks.distance([values], [expected]) < 1e-5, "\(compiler) \(flags)")
          }
        }
      }
    }
  }

  /// The test inside the file can fail: a weight changed by one bit is found.
  @Test(.enabled(if: Scratch.hasProgram("cc")))
  func theTestInsideNoticesAChange() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[1.5, 2.5]]), activation: .linear)])
    let source = try CSource(network, testPoints: [[0, 0], [1, 0]]).encoded()
    for (change, works) in [("0x1.8p+0", true), ("0x1.8000000000001p+0", false)] {
      let scratch = try Scratch()
      let text = String(decoding: source, as: UTF8.self).replacing("0x1.8p+0, 0x1.4p+1", with: "\(change), 0x1.4p+1")
      try scratch.write(Array(text.utf8), to: "net.c")
      try scratch.run("cc", ["-DNETWORK_TEST_MAIN", "net.c", "-o", "program"])
      let runs = (try? scratch.run(scratch.folder.appending(path: "program").path, [])) != nil
      #expect(runs == works)
    }
  }

  @Test func numbersBeyondSinglePrecisionAreRefused() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[1e300]]), activation: .linear)])
    let message = "layer 1: the number 1e+300 overflows in single precision; write double"
    #expect(throws: FormatError(message)) { try CSource(network, precision: .float, testPoints: [[0]]) }
  }

  @Test func commentsCannotBeBrokenOut() throws {
    let network = try Network(
      layers: [Layer(weights: Matrix([[1]]), activation: .linear)], inputNames: ["*/ int x; /*\n#error"],
      outputNames: ["\\\n"])
    let text = String(decoding: try CSource(network, testPoints: [[1]]).encoded(), as: UTF8.self)
    #expect(text.ranges(of: "*/").count == text.ranges(of: "/*").count && !text.contains("\n#error"))
    let model = try MixedIntegerModel(
      of: network, over: Box(0...1, dimension: 1), bounds: UnitBounds(of: network, over: Box(0...1, dimension: 1)))
    for bytes in [model.lp(), model.mps()] { #expect(!String(decoding: bytes, as: UTF8.self).contains("\n#error")) }
  }

  @Test(.enabled(if: Scratch.hasPython("numpy")))
  func pythonFunction() throws {
    for network in try SampleNetworks.all(8) {
      let scratch = try Scratch()
      try scratch.write(PythonSource.encode(network, name: try #require(Identifier("f"))), to: "written.py")
      let points = try CodeTests.probes(network)
      try scratch.write(rows: points, to: "points")
      try scratch.python(
        """
        import json, numpy, written
        points = json.load(open("points"))
        many = written.f(points)
        assert many.shape == (\(points.count), \(network.outputCount))
        assert numpy.allclose(written.f(points[3]), many[3], rtol=1e-12, atol=1e-12)
        assert written.f(numpy.zeros((2, 5, \(network.inputCount)))).shape == (2, 5, \(network.outputCount))
        try: written.f([0] * \(network.inputCount + 1)); raise SystemExit("wrong shape was taken")
        except ValueError: pass
        json.dump(many.tolist(), open("values", "w"))
        """)
      #expect(SampleNetworks.distance(points.map { network($0) }, try scratch.readRows("values")) < 1e-13)
    }
  }

  @Test(.enabled(if: Scratch.hasPython("sqlite3")))
  func query() throws {
    for network in try SampleNetworks.all(12, inputs: 1...3, hidden: 4) {
      let scratch = try Scratch()
      let box = try Box(-2...2, dimension: network.inputCount)
      try scratch.write(SQLSource.encode(network, box: box), to: "query.sql")
      let points = try CodeTests.probes(network)
      try scratch.write(rows: points, to: "points")
      try scratch.python(
        """
        import json, sqlite3
        points = json.load(open("points")); n = \(network.inputCount)
        db = sqlite3.connect(":memory:")
        db.execute("create table network (" + ", ".join(f'"x{i + 1}" real' for i in range(n)) + ")")
        db.executemany("insert into network values (" + ", ".join("?" * n) + ")", points)
        rows = [list(r[n:]) for r in db.execute(open("query.sql").read())]
        json.dump(rows, open("values", "w"))
        db.execute("delete from network"); db.execute("insert into network values (" + ", ".join("5" * n) + ")")
        json.dump(list(db.execute(open("query.sql").read()).fetchone()[n:]), open("outside", "w"))
        """)
      #expect(SampleNetworks.distance(points.map { network($0) }, try scratch.readRows("values")) < 1e-12)
      // A network taken apart over a box says nothing outside it; a sum of cases holds everywhere.
      let outside = String(decoding: try scratch.read("outside"), as: UTF8.self)
      #expect(outside.contains("null") == !network.isShallow, "\(outside)")
    }
  }

  @Test func queriesOfLargeNetworksAreRefused() throws {
    var generator = SeededGenerator(seed: 1)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [40, 40], weights: .he, hasBias: true, leaky: false, using: &generator)
    #expect(throws: FormatError.self) { try SQLSource.encode(network) }
    let error = #expect(throws: FormatError.self) { try SQLSource.encode(network, box: Box(-1...1, dimension: 2)) }
    #expect(error?.description.contains("regions over this box; cases are for small networks") == true)
  }

  /// Every point of the box reaches a leaf that is right there, also on creases and in corners.
  @Test func caseTreesAgreeWithTheNetwork() throws {
    func value(_ tree: CaseTree, _ point: [Double]) -> [Double] {
      switch tree {
      case .leaf(let map): map(point)
      case .branch(let question, let positive, let other): value(question(point)[0] > 0 ? positive : other, point)
      }
    }
    for network in try SampleNetworks.all(16, inputs: 1...3, hidden: 5) {
      let box = try Box(-2...2, dimension: network.inputCount)
      let tree = try CaseTree(of: network, over: box)
      let points = box.probes(300)
      #expect(SampleNetworks.distance(points.map { network($0) }, points.map { value(tree, $0) }) < 1e-12)
    }
  }

  /// A spreadsheet's formula, evaluated by a translation into Python: cells, MAX, MIN and LET are all that occurs.
  @Test(.enabled(if: Scratch.hasPython("json")))
  func formula() throws {
    for network in try SampleNetworks.all(12, hidden: 4) {
      let scratch = try Scratch()
      try scratch.write(SpreadsheetFormula.encode(network), to: "formulas")
      let points = try CodeTests.probes(network)
      try scratch.write(rows: points, to: "points")
      try scratch.python(
        #"""
        import json, re
        def parts(text):
            depth, start, found = 0, 0, []
            for i, c in enumerate(text):
                depth += (c == "(") - (c == ")")
                if c == "," and depth == 0: found.append(text[start:i]); start = i + 1
            return found + [text[start:]]
        def value(formula, cells):
            names = dict(cells, MAX=max, MIN=min)
            if formula.startswith("LET("):
                items = parts(formula[4:-1])
                for name, text in zip(items[:-1:2], items[1:-1:2]): names[name] = eval(text, names)
                formula = items[-1]
            return eval(formula, names)
        formulas = open("formulas").read().splitlines()
        assert len(formulas) == \#(network.outputCount) and all(f.startswith("=") for f in formulas)
        rows = []
        for point in json.load(open("points")):
            cells = {chr(65 + i) + "2": x for i, x in enumerate(point)}
            rows.append([float(value(f[1:], cells)) for f in formulas])
        json.dump(rows, open("values", "w"))
        """#)
      #expect(SampleNetworks.distance(points.map { network($0) }, try scratch.readRows("values")) < 1e-12)
    }
  }

  @Test func formulasNameCellsAndHaveALimit() throws {
    var generator = SeededGenerator(seed: 1)
    let wide = try RandomNetworks.network(
      inputs: 30, hidden: [], weights: .integers, hasBias: false, leaky: false, using: &generator)
    let text = String(decoding: try SpreadsheetFormula.encode(wide), as: UTF8.self)
    #expect(text.contains("*AD2") || wide.layers[0].weights[0, 29] == 0)
    let large = try RandomNetworks.network(
      inputs: 5, hidden: [100, 100], weights: .he, hasBias: true, leaky: false, using: &generator)
    #expect(throws: FormatError.self) { try SpreadsheetFormula.encode(large) }
    let long = try RandomNetworks.network(
      inputs: 5, hidden: [100], weights: .he, hasBias: true, leaky: false, using: &generator)
    let error = #expect(throws: FormatError.self) { try SpreadsheetFormula.encode(long) }
    #expect(error?.description.contains("and a spreadsheet takes 8192") == true)
  }

  @Test func identifiers() {
    for name in ["network", "net_2", "A"] { #expect(Identifier(name) != nil) }
    for name in ["", "2x", "_x", "a-b", "int", "lambda", "ä", "a b", "main", String(repeating: "a", count: 61)] {
      #expect(Identifier(name) == nil, "\(name)")
    }
  }
}
