import Knotwork
import KnotworkFormats
import Synchronization

/// The local page and its interface: `knotwork serve`.
public final class Playground: Sendable {
  /// What the page opens with.
  public struct Contents: Sendable {
    /// The name of the network's file.
    public var name: String?
    /// The network, and the ranges of its inputs.
    public var network: (network: Network, ranges: InputRanges?)?
    /// The rows.
    public var table: PlainTable?
    /// How they were read, a sentence each.
    public var notes: [String] = []

    /// Nothing: the page opens on the question.
    public init() {}
  }

  /// Why it cannot be started, for people.
  public struct Failure: Error, CustomStringConvertible {
    /// The whole message.
    public let description: String
  }

  private let server: Server
  /// The address of the page.
  public let address: String

  /// The port that is taken unless one is given, or the next that is free.
  public static let usualPort = 7373

  /// A page that nobody can reach yet but whose address is taken.
  ///
  /// - Parameters:
  ///   - contents: what it opens with.
  ///   - host: where it listens; nil for this machine alone.
  ///   - port: nil for the usual one or the next that is free; 0 for any.
  ///   - limits: what one client may take.
  ///   - tool: the name and version of the program.
  /// - Throws: ``Failure`` where the port is taken or the host is not known.
  public init(
    _ contents: Contents, host: String? = nil, port: Int? = nil, limits: ServerLimits = ServerLimits(), tool: String
  ) throws(Failure) {
    let listener = try Playground.listener(host, port)
    let service = PlaygroundService(
      requestGuard: RequestGuard(host: host, port: listener.port), limits: limits,
      start: Playground.start(contents, tool: tool))
    server = Server(listener, service: service, limits: limits)
    let isEverywhere = ["0.0.0.0", "::", "*"].contains(host)
    let name = host.map { isEverywhere ? "localhost" : $0.firstIndex(of: ":") != nil ? "[\($0)]" : $0 } ?? "127.0.0.1"
    address = "http://\(name):\(listener.port)/"
  }

  /// Answers until ``stop()``.
  public func run() { server.run() }

  /// Ends ``run()``, within about two seconds; may be called from any thread.
  public func stop() { server.stop() }

  private static func listener(_ host: String?, _ port: Int?) throws(Failure) -> Listener {
    var last: Listener.Failure?
    for number in port.map({ [$0] }) ?? Array(usualPort...(usualPort + 9)) + [0] {
      do {
        return try Listener(host: host, port: number)
      } catch {
        guard error.isTaken else { throw Failure(description: error.description) }
        last = error
      }
    }
    throw Failure(description: "\(last?.description ?? "no port is free"); choose another with --port, or 0 for any")
  }

  /// The document knotwork.start.
  static func start(_ contents: Contents, tool: String) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.start")
      json.member("version", 1)
      json.key("name")
      if let name = contents.name { json.value(name) } else { json.null() }
      json.key("network")
      if let (network, ranges) = contents.network {
        json.value(document: NetworkJSON.encode(network, ranges: ranges))
      } else {
        json.null()
      }
      json.key("table")
      if let table = contents.table { json.value(table) } else { json.null() }
      json.key("notes")
      json.value(contents.notes)
      json.member("tool", tool)
    }
    return json.takeBytes()
  }
}
