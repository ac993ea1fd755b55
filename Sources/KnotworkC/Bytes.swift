// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// Names and documentation of what C calls stand in knotwork.h.

import KnotworkHeader

/// The version of the library.
private let version = Text("0.1.0")

@c @implementation
public func knotwork_version() -> UnsafePointer<CChar>? { version.base }

@c @implementation
public func knotwork_bytes_data(_ bytes: OpaquePointer?) -> UnsafePointer<UInt8>? {
  Handle.optional(bytes, Numbers<UInt8>.self)?.base
}

@c @implementation
public func knotwork_bytes_count(_ bytes: OpaquePointer?) -> Int {
  Handle.optional(bytes, Numbers<UInt8>.self)?.count ?? 0
}

@c @implementation
public func knotwork_bytes_free(_ bytes: OpaquePointer?) { Handle.free(bytes, Numbers<UInt8>.self) }
