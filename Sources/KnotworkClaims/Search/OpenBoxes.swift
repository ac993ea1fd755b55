import Dispatch
import Synchronization

/// The parts of a domain that are open, shared by threads: the one whose order is least goes first.
final class OpenBoxes: Sendable {
  private struct State {
    var heap: [OpenBox]
    /// Those that were taken and are not done.
    var working = 0
    var isStopped = false
  }

  private let state: Mutex<State>
  private let news = DispatchSemaphore(value: 0)

  init(_ boxes: [OpenBox]) {
    state = Mutex(State(heap: []))
    put(boxes)
  }

  /// The next one; waits while others may still give some. Nil when all is done, or the work was stopped.
  func take() -> OpenBox? {
    while true {
      let (box, isDone) = state.withLock { state -> (OpenBox?, Bool) in
        if state.isStopped { return (nil, true) }
        if let box = OpenBoxes.pop(&state.heap) {
          state.working += 1
          return (box, false)
        }
        return (nil, state.working == 0)
      }
      if let box { return box }
      if isDone {
        news.signal()
        return nil
      }
      _ = news.wait(timeout: .now() + .milliseconds(2))
    }
  }

  /// What became of one that was taken.
  func finish(with boxes: [OpenBox]) {
    state.withLock { state in
      for box in boxes { OpenBoxes.push(box, &state.heap) }
      state.working -= 1
    }
    news.signal()
  }

  /// Gives more.
  func put(_ boxes: [OpenBox]) {
    state.withLock { state in for box in boxes { OpenBoxes.push(box, &state.heap) } }
    news.signal()
  }

  /// Lets all threads end.
  func stop() {
    state.withLock { $0.isStopped = true }
    news.signal()
  }

  /// Whether nothing waits.
  var isEmpty: Bool { state.withLock { $0.heap.isEmpty } }

  /// What is left.
  var rest: [OpenBox] { state.withLock { $0.heap } }

  private static func push(_ box: OpenBox, _ heap: inout [OpenBox]) {
    heap.append(box)
    var place = heap.count - 1
    while place > 0, heap[place].order < heap[(place - 1) / 2].order {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private static func pop(_ heap: inout [OpenBox]) -> OpenBox? {
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
