// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// Names and documentation of what C calls stand in knotwork.h.

import Knotwork
import KnotworkHeader

/// Work that another thread looks at and may cancel.
final class WorkTask: Sendable {
  let progress = Budget.Progress()
}

@c @implementation
public func knotwork_task_create() -> OpaquePointer? { Handle.make(WorkTask()) }

@c @implementation
public func knotwork_task_cancel(_ task: OpaquePointer?) { Handle.optional(task, WorkTask.self)?.progress.cancel() }

@c @implementation
public func knotwork_task_fraction(_ task: OpaquePointer?) -> Double {
  Handle.optional(task, WorkTask.self)?.progress.fraction ?? 0
}

@c @implementation
public func knotwork_task_regions(_ task: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(task, WorkTask.self)?.progress.regions ?? 0)
}

@c @implementation
public func knotwork_task_free(_ task: OpaquePointer?) { Handle.free(task, WorkTask.self) }
