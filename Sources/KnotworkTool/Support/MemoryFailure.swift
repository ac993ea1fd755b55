import CKnotworkProcess

/// Memory or threads that the system does not give: where Swift would trap, the tool says so, removes what is incomplete, and ends
/// with 71.
enum MemoryFailure {
  static func install() {
    kw_on_exhaustion { size in
      Leftovers.removeAll()
      let what =
        size == 0
        ? "threads" : "memory (\(size < 1 << 20 ? "\(size) bytes" : "\(size >> 20) MiB") were asked for)"
      Messages.write(
        "error: the system gives no more \(what); what was written before is complete, and a "
          + "checkpoint stays. Ask for less, or give the program more (ulimit -v)")
      System.end(Failure.Code.outOfMemory.rawValue)
    }
  }
}
