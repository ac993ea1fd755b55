#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread of a connection.
final class ConnectionThread: Sendable {
  private let body: @Sendable () -> Void

  private init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  /// Does work in a thread of its own, with as much stack as the first one has.
  ///
  /// - Returns: whether the system has given a thread.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let work = Unmanaged.passRetained(ConnectionThread(body))
    let isStarted = startThread(work.toOpaque())
    if !isStarted { work.release() }
    return isStarted
  }

  /// What a thread does that was started with this address.
  fileprivate static func run(_ address: UnsafeMutableRawPointer) {
    Unmanaged<ConnectionThread>.fromOpaque(address).takeRetainedValue().body()
  }
}

/// Starts a thread with the address of its work; whether the system has given one.
private func startThread(_ work: UnsafeMutableRawPointer) -> Bool {
  var attributes = pthread_attr_t()
  guard pthread_attr_init(&attributes) == 0 else { return false }
  pthread_attr_setstacksize(&attributes, 8 << 20)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  #if canImport(Darwin)
    var thread: pthread_t?
    let error = pthread_create(&thread, &attributes, runThread, work)
  #else
    var thread = pthread_t()
    let error = pthread_create(&thread, &attributes, runThread, work)
  #endif
  pthread_attr_destroy(&attributes)
  return error == 0
}

#if canImport(Darwin)
  private func runThread(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    ConnectionThread.run(work)
    return nil
  }
#else
  private func runThread(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { ConnectionThread.run(work) }
    return nil
  }
#endif
