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
    /// How many were taken and are not done.
    var working = 0
    /// How many threads wait for one.
    var waiting = 0
    var isStopped = false
  }

  private let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)

  init(_ boxes: [Box]) { put(boxes) }

  /// The next one; waits while others may still give some. Nil when all is done, or the work was stopped.
  func take() -> Box? {
    var isWaiting = false
    while true {
      let (box, isDone) = state.withLock { state -> (Box?, Bool) in
        if isWaiting { state.waiting -= 1 }
        isWaiting = false
        if state.isStopped { return (nil, true) }
        if let box = OpenBoxes.pop(&state.heap) {
          state.working += 1
          return (box, false)
        }
        if state.working == 0 { return (nil, true) }
        state.waiting += 1
        isWaiting = true
        return (nil, false)
      }
      if box != nil || isDone { return box }
      _ = news.wait(timeout: .now() + .milliseconds(2))
    }
  }

  /// What became of one that was taken.
  func finish(with boxes: [Box]) { add(boxes, done: 1) }

  /// Gives more.
  func put(_ boxes: [Box]) { add(boxes, done: 0) }

  private func add(_ boxes: [Box], done: Int) {
    let waiting = state.withLock { state in
      for box in boxes { OpenBoxes.push(box, &state.heap) }
      state.working -= done
      return state.working == 0 ? state.waiting : min(state.waiting, boxes.count)
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

  /// What is left.
  var rest: [Box] { state.withLock { $0.heap } }

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
