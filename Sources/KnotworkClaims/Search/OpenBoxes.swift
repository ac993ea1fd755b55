import Dispatch
import Synchronization

/// What is looked at in an order.
protocol Ordered: Sendable {
  /// Those with the least are looked at first.
  var order: Double { get }
}

/// The parts of a domain that are open, shared by threads: the one whose order is least goes first.
final class OpenBoxes<Box: Ordered>: Sendable {
  private struct State {
    var heap: [Box] = []
    /// Those that were taken and are not done, by the number of who has them.
    var taken: [Int: Box] = [:]
    /// How many workers there were.
    var workers = 0
    /// How many threads wait for one.
    var waiting = 0
    var isStopped = false
  }

  private let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)

  init(_ boxes: [Box]) { put(boxes) }

  /// The number of one more worker, who has one at a time.
  func join() -> Int {
    state.withLock { state in
      state.workers += 1
      return state.workers
    }
  }

  /// The next one; waits while others may still give some. Nil when all is done, or the work was stopped.
  func take(by worker: Int) -> Box? {
    var isWaiting = false
    while true {
      let (box, isDone) = state.withLock { state -> (Box?, Bool) in
        if isWaiting { state.waiting -= 1 }
        isWaiting = false
        if state.isStopped { return (nil, true) }
        if let box = OpenBoxes.pop(&state.heap) {
          state.taken[worker] = box
          return (box, false)
        }
        if state.taken.isEmpty { return (nil, true) }
        state.waiting += 1
        isWaiting = true
        return (nil, false)
      }
      if box != nil || isDone { return box }
      _ = news.wait(timeout: .now() + .milliseconds(2))
    }
  }

  /// What became of the one that a worker has taken.
  func finish(by worker: Int, with boxes: [Box]) { add(boxes, by: worker) }

  /// Gives more.
  func put(_ boxes: [Box]) { add(boxes, by: nil) }

  private func add(_ boxes: [Box], by worker: Int?) {
    let waiting = state.withLock { state in
      for box in boxes { OpenBoxes.push(box, &state.heap) }
      if let worker { state.taken[worker] = nil }
      return state.taken.isEmpty ? state.waiting : min(state.waiting, boxes.count)
    }
    for _ in 0..<waiting { news.signal() }
  }

  /// Lets all threads end.
  func stop() {
    let waiting = state.withLock { state in
      state.isStopped = true
      return state.waiting
    }
    for _ in 0..<waiting { news.signal() }
  }

  /// Whether nothing waits.
  var isEmpty: Bool { state.withLock { $0.heap.isEmpty } }

  /// Whether threads wait for something to do.
  var isWantedFor: Bool { state.withLock { $0.waiting > 0 && $0.heap.isEmpty } }

  /// What is left: when the work has ended, or while it goes on, with those that are worked on.
  var rest: [Box] { state.withLock { $0.heap + $0.taken.sorted { $0.key < $1.key }.map(\.value) } }

  private static func push(_ box: Box, _ heap: inout [Box]) {
    heap.append(box)
    var place = heap.count - 1
    while place > 0, heap[place].order < heap[(place - 1) / 2].order {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private static func pop(_ heap: inout [Box]) -> Box? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].order < heap[least].order {
        least = child
      }
      if least == place { return first }
      heap.swapAt(place, least)
      place = least
    }
  }
}
