import CKnotworkProcess
import Foundation

/// Memory that the system does not give: where Swift would trap, the tool says so, removes what is incomplete, and ends with 71.
enum MemoryFailure {
  static func install() {
    kw_on_failed_allocation { size in
      Leftovers.removeAll()
      let amount = size < 1 << 20 ? "\(size) bytes" : "\(size >> 20) MiB"
      Messages.write(
        "error: the system gives no more memory (\(amount) were asked for); what was written before is complete, and a "
          + "checkpoint stays. Ask for less, or give the program more (ulimit -v)")
      _exit(Failure.Code.outOfMemory.rawValue)
    }
  }
}
