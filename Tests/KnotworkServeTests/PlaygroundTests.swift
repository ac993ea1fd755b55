import Foundation
import Knotwork
import KnotworkFormats
import Testing
import _KnotworkTestSupport

@testable import KnotworkServe

/// The interface: what each path takes and gives.
@Suite(.timed, .serialized) struct PlaygroundTests {
  private static let question = """
    {"format": "knotwork-network", "version": 1, "layers": [{"weights": [[1.5, -0.7], [0.4, 2.1]], "activation": "relu"}, \
    {"weights": [[1.25, -0.6]], "activation": "linear"}]}
    """
  /// Sixty creases, so that work on it looks at its limits.
  private static let star: String = {
    let angles = (0..<60).map { Double($0) * 0.1 }
    let weights = angles.map { "[\(cos($0)), \(sin($0))]" }.joined(separator: ", ")
    let bias = angles.map { "\(0.5 * sin(7 * $0))" }.joined(separator: ", ")
    let ones = [String](repeating: "1", count: 60).joined(separator: ", ")
    return """
      {"format": "knotwork-network", "version": 1, "layers": [\
      {"weights": [\(weights)], "bias": [\(bias)], "activation": "relu"}, \
      {"weights": [[\(ones)]], "activation": "linear"}]}
      """
  }()
  private static let table =
    #"{"names": ["a", "b", "y"], "columns": [[0, 1, 2, 3, 4, 5], [1, 0, 1, 0, 1, 0], [0, 1, 2, 2, 1, 0]]}"#

  /// A page at a free port, while `body` runs.
  private func serving(
    _ contents: Playground.Contents = Playground.Contents(), _ limits: ServerLimits = ServerLimits(),
    _ body: (_ client: Client, _ port: Int) throws -> Void
  ) throws {
    let playground = try Playground(contents, port: 0, limits: limits, tool: "knotwork test")
    let port = try #require(Int(playground.address.dropFirst("http://127.0.0.1:".count).dropLast()))
    let ended = DispatchSemaphore(value: 0)
    Thread {
      playground.run()
      ended.signal()
    }.start()
    defer {
      playground.stop()
      #expect(ended.wait(timeout: .now() + 10) == .success)
    }
    try body(try Client(port: port), port)
  }

  private func get(_ client: Client, _ path: String, _ port: Int, _ fields: String = "") throws -> Client.Answer {
    try client.send("GET \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\n\(fields)\r\n")
    return try client.answer()
  }

  private func post(
    _ client: Client, _ path: String, _ port: Int, _ body: [UInt8], type: String = "application/json"
  ) throws -> Client.Answer {
    try client.send(
      Array(
        "POST \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n"
          .utf8) + body)
    return try client.answer()
  }

  private func post(_ client: Client, _ path: String, _ port: Int, _ body: String) throws -> Client.Answer {
    try post(client, path, port, Array(body.utf8))
  }

  private func fault(_ answer: Client.Answer) throws -> (code: Double?, field: String?, message: String) {
    let document = try JSONValue(parsing: answer.body)
    #expect(document["schema"]?.string == "knotwork.error")
    return (document["code"]?.number, document["field"]?.string, document["message"]?.string ?? "")
  }

  @Test func thePageAndItsFiles() throws {
    try serving { client, port in
      let page = try get(client, "/", port)
      #expect(page.status == 200 && page.field("Content-Type") == "text/html; charset=utf-8")
      #expect(page.text.contains("<!doctype html>"))
      #expect(page.field("Content-Security-Policy")?.hasPrefix("default-src 'self'; ") == true)
      #expect(page.field("X-Content-Type-Options") == "nosniff")
      for name in PageFile.names {
        #expect(try get(client, "/files/\(name)", port).body == PageFile.named(name)?.bytes)
      }
      let tag = try #require(page.field("ETag"))
      #expect(try get(client, "/", port, "If-None-Match: \(tag)\r\n").status == 304)
      #expect(try get(client, "/", port, "If-None-Match: \"x\"\r\n").status == 200)
    }
  }

  @Test(arguments: [
    "/files/", "/files/../index.html", "/files/%2e%2e/Package.swift", "/files//etc/passwd", "/index.html", "//",
    "/api/1",
    "/api/1/everything", "/api/2/ask", "/files/index.html/", "/files/..%5cindex.html",
  ]) func nothingElse(_ path: String) throws {
    try serving { client, port in
      let answer = try get(client, path, port)
      #expect(answer.status == 404)
      #expect(try fault(answer).code == 64)
    }
  }

  @Test func methodsAndTypes() throws {
    try serving { client, port in
      let wrong = try get(client, "/api/1/ask", port)
      #expect(wrong.status == 405 && wrong.field("Allow") == "POST")
    }
    try serving { client, port in
      let wrong = try post(client, "/", port, "")
      #expect(wrong.status == 405 && wrong.field("Allow") == "GET, HEAD")
    }
    try serving { client, port in
      let wrong = try post(client, "/api/1/ask", port, Array("{}".utf8), type: "text/plain")
      #expect(wrong.status == 415)
    }
    try serving { client, port in
      try client.send("POST /api/1/ask HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n")
      #expect(try client.answer().status == 421)
    }
    var limits = ServerLimits()
    limits.bodyBytes = 100
    try serving(Playground.Contents(), limits) { client, port in
      let answer = try post(client, "/api/1/ask", port, [UInt8](repeating: 32, count: 101))
      #expect(answer.status == 413)
      #expect(try fault(answer).code == 2)
    }
  }

  @Test func questions() throws {
    try serving { client, port in
      let answer = try post(client, "/api/1/ask", port, #"{"question": "dissect", "network": \#(Self.question)}"#)
      #expect(answer.status == 200 && answer.field("Content-Type") == "application/json")
      #expect(try JSONValue(parsing: answer.body)["regions"]?.number == 4)
      let none = try post(client, "/api/1/ask", port, #"{"question": "everything"}"#)
      #expect(none.status == 400)
      #expect(try fault(none).field == "question")
      let bad = try post(client, "/api/1/ask", port, #"{"question": "count", "network": {"format": 3}}"#)
      #expect(bad.status == 422)
      #expect(try fault(bad).code == 65)
      let large = try post(
        client, "/api/1/ask", port,
        #"{"question": "dissect", "network": \#(Self.star), "limits": {"regions": 2}}"#)
      #expect(large.status == 504)
      #expect(try fault(large).code == 2)
      #expect(try post(client, "/api/1/ask", port, String(repeating: "[", count: 100_000)).status == 422)
    }
  }

  @Test func pictures() throws {
    try serving { client, port in
      let answer = try post(
        client, "/api/1/draw", port,
        #"{"question": "plot", "network": \#(Self.question), "options": {"view": "creases", "appearance": "dark"}}"#)
      #expect(answer.status == 200 && answer.field("Content-Type") == "image/svg+xml")
      #expect(answer.text.contains("<svg"))
      let wrong = try post(client, "/api/1/draw", port, #"{"question": "count", "network": \#(Self.question)}"#)
      #expect(wrong.status == 400)
      #expect(try fault(wrong).field == "question")
    }
  }

  @Test func filesOfAnyKind() throws {
    try serving { client, port in
      func read(_ name: String, _ text: String) throws -> (Client.Answer, JSONValue) {
        let answer = try post(
          client, "/api/1/read?name=\(name)", port, Array(text.utf8), type: "application/octet-stream")
        return (answer, try JSONValue(parsing: answer.body))
      }
      let (_, network) = try read("my%20net.json", Self.question)
      #expect(network["kind"]?.string == "network" && network["name"]?.string == "my net.json")
      #expect(network["network"]?["layers"]?.elements?.count == 2)
      let (answer, table) = try read("t.csv", "x,kind,y\n1,red,2.5\n2,blue,\n3,,4\n")
      #expect(table["kind"]?.string == "table")
      #expect(table["table"]?["names"]?.elements?.compactMap(\.string) == ["x", "kind", "y"])
      #expect(answer.text.contains("[1.0, 2.0, 3.0]") && answer.text.contains(#"["red", "blue", null]"#))
      #expect(answer.text.contains("[2.5, null, 4.0]"))
      // A table that nobody calls one.
      #expect(try read("numbers", "1;2\n3;4\n").1["kind"]?.string == "table")
      let (broken, why) = try read("t.csv", "a,b\n1,2\n3\n")
      #expect(broken.status == 422 && why["message"]?.string?.contains("t.csv") == true)
      let (pickle, hint) = try read("model.pkl", "\u{80}abc")
      #expect(pickle.status == 422 && hint["message"]?.string?.contains("pickle") == true)
      #expect(try post(client, "/api/1/read", port, "x").status == 400)
    }
  }

  @Test func whatItOpensWith() throws {
    var contents = Playground.Contents()
    contents.name = "a.json"
    contents.network = try NetworkJSON.decodeAll(Array(Self.question.utf8))
    contents.table = try PlainTable(Array("a,b\n1,2\n".utf8), source: "t.csv")
    contents.notes = ["a note"]
    try serving(contents) { client, port in
      let start = try JSONValue(parsing: get(client, "/api/1/start", port).body)
      #expect(start["schema"]?.string == "knotwork.start" && start["name"]?.string == "a.json")
      #expect(start["network"]?["layers"]?.elements?.count == 2)
      #expect(start["table"]?["names"]?.elements?.count == 2)
      #expect(start["tool"]?.string == "knotwork test" && start["notes"]?.elements?.count == 1)
    }
    try serving { client, port in
      let start = try JSONValue(parsing: get(client, "/api/1/start", port).body)
      #expect(start["network"] == .null && start["table"] == .null && start["name"] == .null)
    }
  }

  private func train(_ client: Client, _ port: Int, _ options: String, more: String = "") throws -> Client.Answer {
    try post(client, "/api/1/train", port, #"{"table": \#(Self.table), "options": {\#(options)}\#(more)}"#)
  }

  @Test func training() throws {
    try serving { client, port in
      let answer = try train(client, port, #""hidden": [4], "epochs": 10, "every": 5, "seed": 3"#)
      #expect(answer.status == 200 && answer.field("Content-Type") == "application/x-ndjson")
      let frames = try answer.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
      #expect(frames.compactMap { $0["epoch"]?.number } == [0, 5, 10])
      #expect(frames.last?["reason"]?.string == "epochs" && frames.last?["done"] == .boolean(true))
      for frame in frames.dropLast() {
        #expect(frame["dissection"]?["schema"]?.string == "knotwork.dissection")
        #expect(frame["network"]?["layers"]?.elements?.count == 2)
        #expect(frame["rmse"]?.number != nil && frame["r2"]?.number != nil)
      }
      // The same seed gives the same frames, another one others.
      let again = try train(client, port, #""hidden": [4], "epochs": 10, "every": 5, "seed": 3"#)
      #expect(again.body == answer.body)
      let other = try train(client, port, #""hidden": [4], "epochs": 10, "every": 5, "seed": 4"#)
      #expect(other.body != answer.body)
    }
  }

  @Test func trainingThatEndsEarly() throws {
    try serving { client, port in
      let late = try train(client, port, #""epochs": 10000000, "every": 1000"#, more: #", "limits": {"seconds": 0.2}"#)
      #expect(late.text.hasSuffix("{  \"done\": true,  \"reason\": \"time\"}\n"), "\(late.text.suffix(100))")
      let wrong = try train(client, port, #""hidden": [0]"#)
      #expect(wrong.status == 400)
      #expect(try fault(wrong).field == "options.hidden")
      #expect(try train(client, port, #""domain": 3"#).status == 400)
      #expect(try train(client, port, "", more: #", "domain": {"box": [[0, 1]]}"#).status == 400)
      #expect(try train(client, port, "", more: #", "network": \#(Self.question)"#).status == 400)
    }
  }

  /// Closing the connection ends the training, and its place is free for another one.
  @Test func closingEndsTraining() throws {
    try serving { _, port in
      for _ in 0..<20 {
        let client = try Client(port: port)
        let body = #"{"table": \#(Self.table), "options": {"hidden": [8], "epochs": 10000000}}"#
        try client.send(
          "POST /api/1/train HTTP/1.1\r\nHost: localhost:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        while try client.line()?.contains("epoch") == false {}
      }
    }
  }
}
