/// Ranges of arrays that several threads have filled, in the order in which they belong.
struct Pieces<Element: BitwiseCopyable & Sendable>: Sendable {
  private let sources: [[Element]]
  private let ranges: [(source: Int, range: Range<Int>)]
  /// Where each piece starts in the whole, and where the last one ends.
  private let starts: [Int]

  init(_ sources: [[Element]], _ ranges: [(source: Int, range: Range<Int>)]) {
    self.sources = sources
    self.ranges = ranges
    var starts = [0]
    for (_, range) in ranges { starts.append(starts[starts.count - 1] + range.count) }
    self.starts = starts
  }

  /// One array as it is.
  init(_ whole: [Element]) { self.init([whole], [(0, whole.indices)]) }

  var count: Int { starts[starts.count - 1] }

  /// All pieces in a row, each element changed by `transform`, which also gets the number of its piece.
  func joined(
    threads: Int, _ transform: @Sendable (_ element: Element, _ piece: Int) -> Element
  ) -> [Element] {
    Concatenation.fill(count, ranges: ranges.count, threads: Concatenation.paying(threads, for: count)) { piece, base in
      let (source, range) = ranges[piece]
      let target = base.advanced(by: starts[piece] - range.lowerBound)
      sources[source].withUnsafeBufferPointer { elements in
        for index in range { target[index] = transform(elements[index], piece) }
      }
    }
  }

  /// The elements at ascending places in the whole.
  func elements(at places: [Int32], threads: Int) -> [Element] {
    // Which of the places lie in each piece.
    var firsts = [0]
    for end in starts.dropFirst() {
      var (low, high) = (firsts[firsts.count - 1], places.count)
      while low < high {
        let middle = (low + high) / 2
        if Int(places[middle]) < end { low = middle + 1 } else { high = middle }
      }
      firsts.append(low)
    }
    let bounds = firsts
    let threads = Concatenation.paying(threads, for: places.count)
    return Concatenation.fill(places.count, ranges: ranges.count, threads: threads) { piece, base in
      let (source, range) = ranges[piece]
      let shift = range.lowerBound - starts[piece]
      sources[source].withUnsafeBufferPointer { elements in
        for number in bounds[piece]..<bounds[piece + 1] { base[number] = elements[Int(places[number]) + shift] }
      }
    }
  }
}
