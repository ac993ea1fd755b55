import Testing
import _KnotworkTestSupport

@testable import KnotworkServe

/// Requests by names that are not this machine's, and from pages of other sites, are not answered.
@Suite(.timed) struct GuardTests {
  private func status(_ fields: [String], path: String = "/api/1/ask", host: String? = nil) -> Int? {
    let lines = (["GET \(path) HTTP/1.1"] + fields).map { Array($0.utf8)[...] }
    do {
      try RequestGuard(host: host, port: 7373).check(RequestHead(lines: lines))
      return nil
    } catch {
      return error.status
    }
  }

  @Test(arguments: ["localhost:7373", "LOCALHOST:7373", "127.0.0.1:7373", "[::1]:7373"])
  func ownNames(_ host: String) {
    #expect(status(["Host: \(host)"]) == nil)
    #expect(status(["Host: \(host)", "Origin: http://\(host)"]) == nil)
    #expect(status(["Host: \(host)", "Sec-Fetch-Site: same-origin"]) == nil)
  }

  @Test(arguments: [
    "localhost", "localhost:80", "evil.example:7373", "localhost.evil.example:7373", "127.0.0.2:7373", "0.0.0.0:7373",
    "", "localhost:7373@evil.example",
  ]) func otherNames(_ host: String) {
    #expect(status(["Host: \(host)"]) == 421)
  }

  @Test(arguments: [
    "null", "http://evil.example", "https://localhost:7373", "http://localhost", "http://127.0.0.1:7373", "",
  ]) func otherOrigins(_ origin: String) {
    #expect(status(["Host: localhost:7373", "Origin: \(origin)"]) == 403)
  }

  @Test func otherSites() {
    #expect(status(["Host: localhost:7373", "Sec-Fetch-Site: cross-site"]) == 403)
    #expect(status(["Host: localhost:7373", "Sec-Fetch-Site: same-site"]) == 403)
    // A link to the page is followed.
    #expect(status(["Host: localhost:7373", "Sec-Fetch-Site: cross-site"], path: "/") == nil)
  }

  @Test func otherAddresses() {
    #expect(status(["Host: box.local:7373"], host: "box.local") == nil)
    #expect(status(["Host: 192.168.0.5:7373"], host: "192.168.0.5") == nil)
    #expect(status(["Host: 192.168.0.6:7373"], host: "192.168.0.5") == 421)
    #expect(status(["Host: [fe80::1]:7373"], host: "fe80::1") == nil)
    for host in ["0.0.0.0", "::"] {
      #expect(status(["Host: 192.168.0.6:7373"], host: host) == nil)
      #expect(status(["Host: [fe80::2]:7373"], host: host) == nil)
      #expect(status(["Host: evil.example:7373"], host: host) == 421)
      #expect(status(["Host: 192.168.0.6:7374"], host: host) == 421)
    }
  }
}
