import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

extension Verification {
  /// Compares a network with what was written of it: read again, compiled, or run.
  static func writing(
    _ network: Network, as format: NetworkFormat, _ bytes: [UInt8], request: ConvertRequest, at points: [[Double]]
  ) throws -> Verification {
    let title = "writing \(format.title)"
    switch format {
    case .json, .nnet, .npz:
      let copy = try NetworkFile(bytes, name: "copy.\(format.rawValue)").network
      return Verification(
        "\(title), read again", network, at: points, tolerance: doubleRounding, others: points.map { copy($0) })
    case .onnx: return try onnx("\(title), run with onnxruntime", network, points, bytes)
    case .lp, .mps: return try solved(title, network, format, bytes, points)
    case .c: return try compiled(title, network, bytes, request, points)
    case .python:
      return try throughPython(
        "\(title), run with NumPy", network, points, tolerance: doubleRounding, bytes,
        """
        import json, sys, written
        print(json.dumps(written.\(request.name.text)(json.load(sys.stdin)).tolist()))
        """, as: "written.py", needs: "numpy")
    case .sql:
      return try throughPython(
        "\(title), run with SQLite", network, points, tolerance: doubleRounding, bytes,
        """
        import json, sys, sqlite3
        points = json.load(sys.stdin)
        query = open("written.sql", encoding="utf-8").read()
        names = [\(network.inputNames.map(pythonLiteral).joined(separator: ", "))]
        quote = lambda name: '"' + name.replace('"', '""') + '"'
        db = sqlite3.connect(":memory:")
        db.execute(f"create table \(request.name.text) ({', '.join(quote(n) + ' real' for n in names)})")
        db.executemany(f"insert into \(request.name.text) values ({', '.join('?' for n in names)})", points)
        print(json.dumps([list(row[len(names):]) for row in db.execute(query)]))
        """, as: "written.sql", needs: "sqlite3")
    default:
      return Verification(title, impossible: "nothing here evaluates \(format.title)")
    }
  }

  /// Lets HiGHS solve the model with the inputs held at some of the points.
  private static func solved(
    _ title: String, _ network: Network, _ format: NetworkFormat, _ bytes: [UInt8], _ points: [[Double]]
  ) throws -> Verification {
    let file = "written.\(format.rawValue)"
    return try throughPython(
      "\(title), solved by HiGHS", network, Array(points.prefix(50)), tolerance: 1e-6, bytes,
      """
      import json, os, sys
      # The solver writes its name to standard output.
      answer = os.fdopen(os.dup(1), "w")
      os.dup2(2, 1)
      import highspy
      solver = highspy.Highs()
      solver.setOptionValue("output_flag", False)
      solver.readModel("\(file)")
      names = solver.getLp().col_names_
      place = {name: index for index, name in enumerate(names)}
      rows = []
      for point in json.load(sys.stdin):
          for index, value in enumerate(point): solver.changeColBounds(place[f"x{index + 1}"], value, value)
          solver.run()
          if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal: sys.exit("not solved")
          values = solver.getSolution().col_value
          rows.append([values[place[f"y{k + 1}"]] for k in range(\(network.outputCount))])
      json.dump(rows, answer)
      """, as: file, needs: "highspy")
  }

  private static func compiled(
    _ title: String, _ network: Network, _ bytes: [UInt8], _ request: ConvertRequest, _ points: [[Double]]
  ) throws -> Verification {
    let title = "\(title), compiled"
    guard let compiler = ExternalProgram.find("cc") ?? ExternalProgram.find("clang") else {
      return Verification(title, impossible: "there is no C compiler")
    }
    let (n, m) = (network.inputCount, network.outputCount)
    let real = request.precision ?? .double
    let driver = """
      #include <stdio.h>
      void \(request.name.text)(const \(real) x[\(n)], \(real) y[\(m)]);
      int \(request.name.text)_test(void);
      int main(void) {
        static \(real) x[\(n)], y[\(m)];
        int i;
        if (\(request.name.text)_test() != 0) return 1;
        for (;;) {
          for (i = 0; i < \(n); i++) { double v; if (scanf("%lf", &v) != 1) return 0; x[i] = (\(real))v; }
          \(request.name.text)(x, y);
          for (i = 0; i < \(m); i++) printf("%.17g ", (double)y[i]);
          printf("\\n");
        }
      }
      """
    let input = points.map { $0.map(\.description).joined(separator: " ") }.joined(separator: "\n")
    return try Leftovers.withFolder { folder in
      let files = [("written.c", bytes), ("driver.c", Array(driver.utf8))]
      for (name, content) in files {
        guard OpenFile.create("\(folder)/\(name)", content) else {
          return Verification(title, impossible: "a scratch file cannot be written")
        }
      }
      let arguments = [
        "-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", "program", "written.c", "driver.c",
      ]
      guard ExternalProgram.run(compiler, arguments, in: folder) != nil,
        let output = ExternalProgram.run("\(folder)/program", [], input: Array(input.utf8), in: folder)
      else { return Verification(title, impossible: "\(compiler) does not compile it, or its own test fails") }
      let rows = String(decoding: output, as: UTF8.self).split(separator: "\n").map { line in
        line.split(separator: " ").compactMap { Double($0) }
      }
      return Verification(
        title, network, at: points, tolerance: real == .double ? 0 : singleRounding, others: rows)
    }
  }

  private static func pythonLiteral(_ text: String) -> String {
    var json = JSONWriter()
    json.value(text)
    return String(decoding: json.takeBytes(), as: UTF8.self)
  }
}
