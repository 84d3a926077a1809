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
      // Numbers that half precision holds as they are.
      func vector(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float(Int.random(in: -1_024...1_024, using: &generator)) / 1_024 }
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
  ) -> (keys: MutableHalves, values: MutableHalves) {
    let count = (positions.count + 8) / 8 * 8 * headSize
    let keys = MutableHalves.allocate(capacity: count)
    let values = MutableHalves.allocate(capacity: count)
    // What is beyond the end must not matter: not a number.
    keys.initialize(repeating: 0x7E00, count: count)
    values.initialize(repeating: 0x7E00, count: count)
    for (index, position) in positions.enumerated() {
      CachedAttention.store(
        key: position.key, value: position.value, keys: keys, values: values, position: index,
        headSize: headSize)
    }
    return (keys, values)
  }

  /// Attention in parts; where `sharesTail`, all rows read the first row's tail.
  private func run(
    _ shape: Shape, _ content: Content, _ path: KernelPath, parts: Int = 1, sharesTail: Bool = false
  ) -> [Float] {
    let prompt = cache(content.prompt, shape.headSize)
    let tails = content.tails.map { cache($0, shape.headSize) }
    let read = shape.tailCounts.indices.map { tails[sharesTail ? 0 : $0] }
    let columns = 8 + Int((shape.promptCounts.max() ?? 0) + (shape.tailCounts.max() ?? 0))
    var scratch = [Float](repeating: .nan, count: shape.rows * shape.group * columns)
    var out = [Float](repeating: .nan, count: content.query.count)
    withPointers(to: shape, read.map { Halves($0.keys) }, read.map { Halves($0.values) }) {
      promptCounts, tailCounts, tailKeys, tailValues in
      withPointers(to: content.query, &out, &scratch) { query, out, scratch in
        let call = CachedAttention.Call(
          query: query, out: out, stride: shape.group * shape.headSize, rows: shape.rows,
          group: shape.group, headSize: shape.headSize, promptKeys: prompt.keys,
          promptValues: prompt.values, promptCounts: promptCounts, tailKeys: tailKeys,
          tailValues: tailValues, tailCounts: tailCounts, scratch: scratch,
          scratchColumns: columns)
        for step in CachedAttention.Step.allCases {
          for part in (0..<parts).reversed() {
            CachedAttention.run(step, of: call, part: part, parts: parts, path: path)
          }
        }
      }
    }
    for part in [prompt] + tails {
      part.keys.deallocate()
      part.values.deallocate()
    }
    return out
  }

  private func withPointers(
    to shape: Shape, _ keys: [Halves?], _ values: [Halves?],
    _ body: (
      UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Halves?>, UnsafePointer<Halves?>
    ) -> Void
  ) {
    func start<T>(_ array: [T], _ body: (UnsafePointer<T>) -> Void) {
      array.withUnsafeBufferPointer { if let base = $0.baseAddress { body(base) } }
    }
    start(shape.promptCounts) { prompt in
      start(shape.tailCounts) { tail in
        start(keys) { keys in start(values) { body(prompt, tail, keys, $0) } }
      }
    }
  }

  private func withPointers(
    to query: [Float], _ out: inout [Float], _ scratch: inout [Float],
    _ body: (Floats, MutableFloats, MutableFloats) -> Void
  ) {
    query.withUnsafeBufferPointer { query in
      out.withUnsafeMutableBufferPointer { out in
        scratch.withUnsafeMutableBufferPointer { scratch in
          guard let query = query.baseAddress, let out = out.baseAddress,
            let scratch = scratch.baseAddress
          else { return }
          body(query, out, scratch)
        }
      }
    }
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

  /// Eight rows of three heads, with spans of positions and tiles of queries that do not divide.
  private let large = Shape(
    rows: 8, group: 3, headSize: 40, promptCounts: .init(repeating: 203, count: 8),
    tailCounts: [1, 9, 0, 70, 3, 71, 64, 8])

  @Test("In how many parts it runs changes no bit", arguments: KernelPath.allCases)
  func parts(path: KernelPath) {
    let content = Content(large, seed: 8)
    let whole = run(large, content, path)
    for (left, right) in zip(whole, reference(large, content)) { #expect(abs(left - right) < 3e-6) }
    for parts in 2...7 { #expect(run(large, content, path, parts: parts) == whole) }
  }

  @Test("A row gets the same bits alone and beside others", arguments: KernelPath.allCases)
  func alone(path: KernelPath) {
    let content = Content(large, seed: 9)
    let whole = run(large, content, path)
    let width = large.group * large.headSize
    for row in 0..<8 {
      var (one, part) = (large, content)
      (one.rows, one.promptCounts, one.tailCounts) = (1, [203], [large.tailCounts[row]])
      part.query = Array(content.query[row * width..<(row + 1) * width])
      part.tails = [content.tails[row]]
      #expect(run(one, part, path) == Array(whole[row * width..<(row + 1) * width]))
    }
  }

  @Test("Rows of one text see only what was before them", arguments: KernelPath.allCases)
  func fed(path: KernelPath) {
    var shape = large
    shape.tailCounts = [66, 67, 68, 69, 70, 71, 72, 73]
    var content = Content(shape, seed: 10)
    content.tails = content.tails.map { _ in content.tails[7] }
    #expect(run(shape, content, path, sharesTail: true) == run(shape, content, path))
  }

  @Test("Both paths store the nearest half")
  func stored() {
    var generator = TestGenerator(state: 11)
    var numbers: [Float] = [0, -0.0, 1, -2, 65_504, 65_519, 65_520, 1e9, .infinity, -.infinity]
    // Half-way to the even one, up and down; the smallest halves, and what is too small.
    numbers += [1.000_488_281_25, 1.001_464_843_75, 6.103_515_6e-5, 5.960_464_5e-8, 2.9e-8, 3e-8]
    numbers += (0..<1_000).map { _ in
      Float.random(in: -1...1, using: &generator)
        * Float(sign: .plus, exponent: .random(in: -30...17, using: &generator), significand: 1)
    }
    let size = numbers.count
    let found = KernelPath.allCases.map { path -> [[UInt16]] in
      var (keys, values) = (
        [UInt16](repeating: 0, count: 8 * size), [UInt16](repeating: 0, count: size)
      )
      keys.withUnsafeMutableBufferPointer { keys in
        values.withUnsafeMutableBufferPointer { values in
          guard let keys = keys.baseAddress, let values = values.baseAddress else { return }
          CachedAttention.store(
            key: numbers, value: numbers, keys: keys, values: values, position: 0, headSize: size,
            path: path)
        }
      }
      return [values, stride(from: 0, to: 8 * size, by: 8).map { keys[$0] }]
    }
    #expect(Set(found.flatMap(\.self)).count == 1)
    for (number, bits) in zip(numbers, found[0][0]) {
      let wanted = Float16(max(-65_504, min(65_504, number)))
      #expect(bits == wanted.bitPattern, "\(number)")
    }
  }
}
