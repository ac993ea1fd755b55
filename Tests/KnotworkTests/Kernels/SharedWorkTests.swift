import Dispatch
import Synchronization
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Memory that grows and is handed over, and work that threads share.
@Suite(.timed) struct SharedWorkTests {
  /// Counts about 2¹⁸ bytes, where memory gets pages of its own.
  @Test(arguments: [0, 1, 63, 64, 65, 32_767, 32_768, 32_769, 300_000])
  func columnsKeepWhatStacksHeld(count: Int) {
    // Growing into pages, and shrinking out of them.
    for capacity in [1, 100_000] {
      var stack = Stack<Int>(capacity: capacity)
      for number in 0..<count { stack.append(number) }
      let column = stack.takeColumn()
      let left = stack.count
      // Usable again, in other memory.
      for number in 0..<count { stack.append(-number) }
      let second = stack.takeColumn()
      #expect(left == 0 && column.elementsEqual(0..<count))
      #expect(second.elementsEqual((0..<count).map { -$0 }))
    }
    #expect(Column(Array(0..<count)).elementsEqual(0..<count))
  }

  @Test(arguments: [0, 1, 2, 1000])
  func ticketsAreTakenOnce(count: Int) {
    let queue = IndexQueue(count: count)
    let taken = Mutex<[[Int]]>(Array(repeating: [], count: 4))
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      var own: [Int] = []
      while let number = queue.take(fromFront: thread == 0) { own.append(number) }
      taken.withLock { $0[thread] = own }
    }
    let all = taken.withLock { $0 }
    #expect(all.joined().sorted() == Array(0..<count))
    #expect(all[0] == Array(0..<all[0].count), "not from the front")
  }

  @Test func rootsAreTheLeastMembers() {
    var sets = DisjointSets(count: 6)
    for (a, b) in [(5, 4), (4, 2), (2, 2), (3, 5)] { sets.join(a, b) }
    let roots = (0..<6).map { sets.root(of: $0) }
    #expect(roots == [0, 1, 2, 2, 2, 2])
  }
}
