import Kernels
import TestSupport
import Testing

@Suite("Attention over cached keys")
struct CachedAttentionTests {
  struct Shape {
    var rows = 3
    var group = 2
    var headSize = 16
    var promptCounts: [Int32] = [11, 11, 11]
    var tailCounts: [Int32] = [1, 9, 0]
  }

  /// Keys and values of prompt and tails, drawn position by position so that shapes can share.
  struct Content {
    var prompt: [(key: [Float], value: [Float])]
    var tails: [[(key: [Float], value: [Float])]]
    var query: [Float]

    init(_ shape: Shape, seed: UInt64) {
      var generator = TestGenerator(state: seed)
      func vector(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
      }
      func positions(_ count: Int32) -> [(key: [Float], value: [Float])] {
        (0..<count).map { _ in (vector(shape.headSize), vector(shape.headSize)) }
      }
      prompt = positions(shape.promptCounts.max() ?? 0)
      tails = shape.tailCounts.map(positions)
      query = vector(shape.rows * shape.group * shape.headSize)
    }
  }

  private func cache(
    _ positions: [(key: [Float], value: [Float])], _ headSize: Int
  ) -> (keys: MutableFloats, values: MutableFloats) {
    let count = (positions.count + 8) / 8 * 8 * headSize
    let keys = MutableFloats.allocate(capacity: count)
    let values = MutableFloats.allocate(capacity: count)
    // What is beyond the end must not matter.
    keys.initialize(repeating: .nan, count: count)
    values.initialize(repeating: .nan, count: count)
    for (index, position) in positions.enumerated() {
      CachedAttention.store(
        key: position.key, in: keys, position: index, headSize: headSize)
      (values + index * headSize).update(from: position.value, count: headSize)
    }
    return (keys, values)
  }

  private func run(_ shape: Shape, _ content: Content, _ path: KernelPath) -> [Float] {
    let prompt = cache(content.prompt, shape.headSize)
    let tails = content.tails.map { cache($0, shape.headSize) }
    let columns = 64
    let scratch = MutableFloats.allocate(capacity: 8 * shape.group * columns)
    var out = [Float](repeating: .nan, count: content.query.count)
    CachedAttention.forward(
      .init(
        query: content.query, out: &out, stride: shape.group * shape.headSize, rows: shape.rows,
        group: shape.group, headSize: shape.headSize, promptKeys: prompt.keys,
        promptValues: prompt.values, promptCounts: shape.promptCounts,
        tailKeys: tails.map { Floats($0.keys) }, tailValues: tails.map { Floats($0.values) },
        tailCounts: shape.tailCounts, scratch: scratch, scratchColumns: columns), path: path)
    for part in [prompt] + tails {
      part.keys.deallocate()
      part.values.deallocate()
    }
    scratch.deallocate()
    return out
  }

  /// The definition, in double precision.
  private func reference(_ shape: Shape, _ content: Content) -> [Float] {
    (0..<shape.rows * shape.group).flatMap { index -> [Float] in
      let row = index / shape.group
      let seen =
        content.prompt[..<Int(shape.promptCounts[row])]
        + content.tails[row][..<Int(shape.tailCounts[row])]
      let query = content.query[index * shape.headSize..<(index + 1) * shape.headSize]
      let scores = seen.map { position in
        zip(query, position.key).reduce(0) { $0 + Double($1.0) * Double($1.1) }
          / Double(shape.headSize).squareRoot()
      }
      let weights = scores.map { exponential($0) }
      let sum = weights.reduce(0, +)
      return (0..<shape.headSize).map { d in
        Float(zip(weights, seen).reduce(0) { $0 + $1.0 * Double($1.1.value[d]) } / sum)
      }
    }
  }

  private func exponential(_ x: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for n in 1..<60 {
      term *= x / Double(n)
      sum += term
    }
    return sum
  }

  @Test("Both bodies give softmax(q k / √D) v", arguments: KernelPath.allCases)
  func definition(path: KernelPath) {
    for (group, headSize) in [(1, 8), (2, 16), (3, 24), (4, 64), (5, 32), (3, 10)] {
      var shape = Shape()
      (shape.group, shape.headSize) = (group, headSize)
      let content = Content(shape, seed: 5)
      let (got, wanted) = (run(shape, content, path), reference(shape, content))
      for (left, right) in zip(got, wanted) { #expect(abs(left - right) < 3e-6) }
    }
  }

  @Test("Prompt rows see only what was before them", arguments: KernelPath.allCases)
  func causal(path: KernelPath) {
    var shape = Shape()
    shape.promptCounts = [7, 8, 9]
    shape.tailCounts = [0, 0, 0]
    let content = Content(shape, seed: 6)
    for (left, right) in zip(run(shape, content, path), reference(shape, content)) {
      #expect(abs(left - right) < 3e-6)
    }
  }

  @Test("Where the prompt ends and the tail begins changes no bit", arguments: KernelPath.allCases)
  func seam(path: KernelPath) {
    var shape = Shape(
      rows: 1, group: 3, headSize: 16, promptCounts: [20], tailCounts: [0])
    let content = Content(shape, seed: 7)
    let wanted = run(shape, content, path)
    for prompt in 0..<20 {
      var moved = content
      moved.prompt = Array(content.prompt[..<prompt])
      moved.tails = [Array(content.prompt[prompt...])]
      shape.promptCounts = [Int32(prompt)]
      shape.tailCounts = [Int32(20 - prompt)]
      #expect(run(shape, moved, path) == wanted, "prompt of \(prompt)")
    }
  }
}
