// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// Names and documentation of what C calls stand in knotwork.h.

import KnotworkAnswers
import KnotworkHeader

/// Why a call failed: a code and a sentence.
final class Failure: Error, Sendable {
  /// The codes of the header.
  enum Code: Int32 {
    case limit = 2
    case wrongUse = 64
    case wrongData = 65
    case `internal` = 70
    case cancelled = 130
  }

  let code: Code
  let message: Text
  let field: Text?

  init(_ code: Code, _ message: String, field: String? = nil) {
    self.code = code
    self.message = Text(message)
    self.field = field.map(Text.init)
  }

  convenience init(_ error: any Error) {
    guard let fault = Fault(explaining: error), let code = Code(rawValue: Int32(fault.kind.rawValue)) else {
      self.init(.internal, "\(error)")
      return
    }
    self.init(code, fault.message, field: fault.field)
  }
}

/// Runs what may fail; puts the failure where C wants it, and returns its code, or that of success.
func attempt(_ error: UnsafeMutablePointer<OpaquePointer?>?, _ body: () throws -> Void) -> Int32 {
  do {
    try body()
    return KNOTWORK_OK
  } catch let thrown {
    let failure = thrown as? Failure ?? Failure(thrown)
    error?.pointee = Handle.make(failure)
    return failure.code.rawValue
  }
}

@c @implementation
public func knotwork_error_code(_ error: OpaquePointer?) -> Int32 {
  Handle.optional(error, Failure.self)?.code.rawValue ?? KNOTWORK_OK
}

@c @implementation
public func knotwork_error_message(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
  Handle.optional(error, Failure.self)?.message.base
}

@c @implementation
public func knotwork_error_field(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
  Handle.optional(error, Failure.self)?.field?.base
}

@c @implementation
public func knotwork_error_free(_ error: OpaquePointer?) { Handle.free(error, Failure.self) }
