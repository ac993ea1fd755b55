import Foundation

/// Whether golden files are written anew, on purpose: KNOTWORK_RECORD=1.
package enum Recording {
  package static let isOn = ProcessInfo.processInfo.environment["KNOTWORK_RECORD"] == "1"
}
