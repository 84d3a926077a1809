// The tokens among which one is drawn, in a buffer that is kept between calls. Finding the most
// probable ones needs no full sort: the buffer becomes a heap in O(n), and the m most probable
// tokens are taken off it in O(m log n), to the buffer's end:
//
//     [ heap, most probable first at 0 ... | third, second, first ]
//                                            <- taken, `taken` elements

/// A token that may be drawn.
struct Candidate {
  /// The id.
  var token: Int32
  /// The logit after the repetition penalty.
  var score: Float
  /// exp((score − highest score) / temperature): 1 for the most probable token.
  var weight: Double

  /// More probable, or equally and with the lower id: a total order.
  @inline(__always)
  func precedes(_ other: Candidate) -> Bool {
    score != other.score ? score > other.score : token < other.token
  }
}

/// The most probable first, lazily.
struct CandidateHeap {
  private let buffer: UnsafeMutableBufferPointer<Candidate>
  /// How many have been taken off.
  private(set) var taken = 0

  /// Orders `buffer` as a heap.
  init(_ buffer: UnsafeMutableBufferPointer<Candidate>) {
    self.buffer = buffer
    for parent in stride(from: buffer.count / 2 - 1, through: 0, by: -1) {
      sink(parent, count: buffer.count)
    }
  }

  /// The n-th most probable of those taken, from 0.
  subscript(rank: Int) -> Candidate { buffer[buffer.count - 1 - rank] }

  /// Takes off the most probable of the rest and returns it; `nil` when none is left.
  mutating func take() -> Candidate? {
    let last = buffer.count - 1 - taken
    guard last >= 0 else { return nil }
    buffer.swapAt(0, last)
    taken += 1
    sink(0, count: last)
    return buffer[last]
  }

  private func sink(_ start: Int, count: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= count { return }
      if child + 1 < count, buffer[child + 1].precedes(buffer[child]) { child += 1 }
      if !buffer[child].precedes(buffer[parent]) { return }
      buffer.swapAt(child, parent)
      parent = child
    }
  }
}
