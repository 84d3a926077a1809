import Kernels
import Testing

struct AttentionTests {
  private static let rows = 75
  private let attention = Attention(heads: 4, keyValueHeads: 2, headSize: 6)
  private let joined = randomFloats(rows * 48, seed: 1)
  private let dout = randomFloats(rows * 24, seed: 2)

  private func forward(_ joined: [Float], from: Int = 0, _ path: KernelPath = .best)
    -> (out: [Float], logSumExp: [Float])
  {
    var logSumExp: [Float] = []
    let workspace = FloatBuffer(count: Attention.workspaceCount(rows: Self.rows))
    let out = filled(Self.rows * 24) { out in
      logSumExp = filled(Self.rows * 4) {
        attention.forward(
          out, logSumExp: $0, joined: joined, rows: Self.rows, firstRow: from,
          workspace: workspace.pointer, path: path)
      }
    }
    return (out, logSumExp)
  }

  private func backward(from: Int, _ path: KernelPath) -> [Float] {
    let workspace = FloatBuffer(count: Attention.workspaceCount(rows: Self.rows))
    let (out, logSumExp) = forward(joined, from: from, path)
    return filled(joined.count) {
      attention.backward(
        $0, dout, out: out, logSumExp: logSumExp, joined: joined, rows: Self.rows,
        firstRow: from, workspace: workspace.pointer, path: path)
    }
  }

  @Test func `the vector path agrees with the portable path`() {
    #expect(difference(forward(joined).out, forward(joined, .portable).out) < 1e-5)
    #expect(difference(backward(from: 0, .best), backward(from: 0, .portable)) < 1e-5)
  }

  @Test func `no row sees a later one`() {
    var changed = joined
    for place in 40 * 48..<joined.count { changed[place] = 9 }
    #expect(forward(joined).out[..<(40 * 24)] == forward(changed).out[..<(40 * 24)])
  }

  @Test func `rows from a first row on are those of the whole`() {
    let part = forward(joined, from: 31).out[(31 * 24)...]
    #expect(difference(Array(part), Array(forward(joined).out[(31 * 24)...])) < 1e-6)
  }

  @Test func `branches are as if each alone followed the trunk`() {
    // A trunk of 20 rows, branches of 10, 0 and 45.
    let branches = Attention.Branches(trunk: 20, starts: [30, 30])
    let workspace = FloatBuffer(count: Attention.workspaceCount(rows: Self.rows))
    var logSumExp = [Float](repeating: 0, count: Self.rows * 4)
    let out = filled(Self.rows * 24) { out in
      attention.forward(
        out, logSumExp: &logSumExp, joined: joined, rows: Self.rows, firstRow: 19,
        branches: branches, workspace: workspace.pointer)
    }
    let found = filled(joined.count) {
      attention.backward(
        $0, dout, out: out, logSumExp: logSumExp, joined: joined, rows: Self.rows, firstRow: 19,
        branches: branches, workspace: workspace.pointer)
    }
    // The last branch alone: trunk rows 0 ..< 20, then rows 30 ..< 75.
    let own = Array(joined[..<(20 * 48)]) + Array(joined[(30 * 48)...])
    let alone = sequence(own, rows: 65, from: 20, dout: Array(dout[(10 * 24)...]))
    #expect(difference(Array(out[(30 * 24)...]), Array(alone.out[(20 * 24)...])) < 1e-6)
    #expect(difference(Array(found[(30 * 48)...]), Array(alone.gradient[(20 * 48)...])) < 1e-5)
    // The trunk's gradient is the sum over its own row and both branches.
    let first = sequence(Array(joined[..<(30 * 48)]), rows: 30, from: 19, dout: dout)
    let sum = zip(first.gradient, alone.gradient).map(+)
    #expect(difference(Array(found[..<(20 * 48)]), Array(sum[..<(20 * 48)])) < 1e-5)
  }

  /// Output and gradient of a plain sequence.
  private func sequence(
    _ joined: [Float], rows: Int, from: Int, dout: [Float]
  ) -> (out: [Float], gradient: [Float]) {
    let workspace = FloatBuffer(count: Attention.workspaceCount(rows: rows))
    var logSumExp = [Float](repeating: 0, count: rows * 4)
    let out = filled(rows * 24) {
      attention.forward(
        $0, logSumExp: &logSumExp, joined: joined, rows: rows, firstRow: from,
        workspace: workspace.pointer)
    }
    let gradient = filled(joined.count) {
      attention.backward(
        $0, dout, out: out, logSumExp: logSumExp, joined: joined, rows: rows, firstRow: from,
        workspace: workspace.pointer)
    }
    return (out, gradient)
  }

  @Test(arguments: [0, 31])
  func `the gradients are the slopes`(from: Int) {
    let found = backward(from: from, .best)
    let places = Array(stride(from: 5, to: joined.count, by: 97))
    let expected = slopes(places.map { joined[$0] }) { values in
      var moved = joined
      for (place, value) in zip(places, values) { moved[place] = value }
      let out = forward(moved, from: from).out
      return inner(Array(out[(from * 24)...]), Array(dout[(from * 24)...]))
    }
    #expect(difference(places.map { found[$0] }, expected) < 2e-3)
  }
}
