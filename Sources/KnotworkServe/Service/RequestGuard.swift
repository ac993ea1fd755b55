#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whom the server answers: requests by the name of this machine, from its own page or from a program.
///
/// A page of another site can send requests to loopback, and by a name of its own that it points there (DNS rebinding) read the
/// answers too. Such requests carry the site's name in Host or Origin.
struct RequestGuard {
  /// What stands in Host, in lower case.
  private let hosts: Set<String>
  private let port: Int
  /// Whether the server listens at all addresses, so that any of them may stand in Host; names that are not its own may not.
  private let takesAddresses: Bool

  /// - Parameter host: where the server listens; nil for loopback.
  init(host: String?, port: Int) {
    self.port = port
    takesAddresses = host.map { ["0.0.0.0", "::", "*"].contains($0) } ?? false
    var names = ["localhost", "127.0.0.1", "[::1]"]
    if let host { names.append(host.firstIndex(of: ":") != nil ? "[\(host)]" : host.lowercased()) }
    if takesAddresses { names.append(ProcessInfo.processInfo.hostName.lowercased()) }
    hosts = Set(names.flatMap { port == 80 ? [$0, "\($0):80"] : ["\($0):\(port)"] })
  }

  /// - Throws: ``Refusal`` for a request by another name or from another site.
  func check(_ head: RequestHead) throws(Refusal) {
    guard let host = try head.value(of: "host")?.lowercased() else {
      throw Refusal(400, "no field Host in the head; expected the address of this server")
    }
    guard hosts.contains(host) || takesAddresses && isAddress(host) else {
      throw Refusal(
        421,
        "this server is not \"\(host.prefix(80))\"; expected localhost:\(port) or the address that it was started with "
          + "(--host)")
    }
    if let origin = try head.value(of: "origin") {
      guard origin.lowercased() == "http://\(host)" else {
        throw Refusal(403, "a request from the page of another site, \(origin.prefix(80)); they are not answered")
      }
    }
    if let site = try head.value(of: "sec-fetch-site"), head.target.path.hasPrefix("/api/") {
      guard ["same-origin", "none"].contains(site) else {
        throw Refusal(403, "a request from the page of another site; they are not answered")
      }
    }
  }

  /// Whether a host with its port is an address in numbers with the port of this server.
  private func isAddress(_ host: String) -> Bool {
    let suffix = ":\(port)"
    guard host.hasSuffix(suffix) || port == 80 else { return false }
    var name = host.hasSuffix(suffix) ? String(host.dropLast(suffix.count)) : host
    if name.hasPrefix("["), name.hasSuffix("]") {
      name = String(name.dropFirst().dropLast())
      var address = in6_addr()
      return inet_pton(AF_INET6, name, &address) == 1
    }
    var address = in_addr()
    return inet_pton(AF_INET, name, &address) == 1
  }
}
