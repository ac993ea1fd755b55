#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many threads share work.
enum Threads {
  /// The number that is meant: 0 and less stand for all processors.
  static func count(_ given: Int32) -> Int {
    given > 0 ? min(Int(given), 1024) : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}
