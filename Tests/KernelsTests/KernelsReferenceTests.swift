import Kernels
import Testing

/// Against JAX in double precision (Tests/Fixtures/generate/kernels.py).
///
/// Tolerance 1e-5: single precision over sums of up to 70 terms.
struct KernelsReferenceTests {
  private let cases: [String: [String: [Float]]]

  init() throws { cases = try referenceCases() }

  private func value(_ kernel: String, _ name: String) throws -> [Float] {
    try #require(cases[kernel]?[name])
  }

  @Test func `RMSNorm and its gradients`() throws {
    let x = try value("rmsnorm", "x")
    let weight = try value("rmsnorm", "weight")
    let dout = try value("rmsnorm", "dout")
    let out = filled(39) {
      RMSNorm.forward($0, x, weight: weight, rows: 3, columns: 13, epsilon: 1e-5)
    }
    #expect(difference(out, try value("rmsnorm", "out")) < 1e-5)
    let both = filled(39 + 13) {
      RMSNorm.backward(
        $0, dweight: $0 + 39, dout, x: x, weight: weight, rows: 3, columns: 13, epsilon: 1e-5)
    }
    #expect(difference(both, try value("rmsnorm", "dx") + value("rmsnorm", "dweight")) < 1e-5)
  }

  @Test func `rotary embedding from position 40`() throws {
    let x = try value("rope", "x")
    let rotary = RotaryEmbedding(headSize: 6, positions: 64, base: 10_000)
    let out = filled(60) {
      $0.update(from: x, count: 60)
      rotary.rotate($0, rows: 5, heads: 2, firstPosition: 40)
    }
    #expect(difference(out, try value("rope", "out")) < 1e-5)
  }

  @Test func `SwiGLU and its gradients`() throws {
    let gate = try value("swiglu", "gate")
    let up = try value("swiglu", "up")
    let dout = try value("swiglu", "dout")
    let out = filled(19) { SwiGLU.forward($0, gate: gate, up: up, count: 19) }
    #expect(difference(out, try value("swiglu", "out")) < 1e-5)
    let both = filled(38) {
      SwiGLU.backward(dgate: $0, dup: $0 + 19, dout, gate: gate, up: up, count: 19)
    }
    #expect(difference(both, try value("swiglu", "dgate") + value("swiglu", "dup")) < 1e-5)
  }

  @Test func softmax() throws {
    let x = try value("softmax", "x")
    let out = filled(44) {
      $0.update(from: x, count: 44)
      Softmax.forward($0, rows: 4, columns: 11)
    }
    #expect(difference(out, try value("softmax", "out")) < 1e-6)
  }

  @Test func `cross entropy and its gradient`() throws {
    let logits = try value("crossEntropy", "logits")
    let targets = try value("crossEntropy", "targets").map { Int32($0) }
    let losses = filled(4) {
      CrossEntropy.losses($0, logits, targets: targets, rows: 4, vocabulary: 21)
    }
    #expect(difference(losses, try value("crossEntropy", "losses")) < 1e-5)
    let gradient = filled(84) {
      $0.update(from: logits, count: 84)
      _ = CrossEntropy.gradient($0, targets: targets, rows: 4, vocabulary: 21, weight: 0.25)
    }
    #expect(difference(gradient, try value("crossEntropy", "dlogits")) < 1e-6)
  }

  @Test func `grouped causal attention over two blocks and its gradient`() throws {
    let joined = try value("attention", "joined")
    let dout = try value("attention", "dout")
    let attention = Attention(heads: 2, keyValueHeads: 1, headSize: 4)
    let workspace = FloatBuffer(count: Attention.workspaceCount(rows: 70))
    let logSumExp = FloatBuffer(count: 140)
    let out = filled(560) {
      attention.forward(
        $0, logSumExp: logSumExp.pointer, joined: joined, rows: 70, workspace: workspace.pointer)
    }
    #expect(difference(out, try value("attention", "out")) < 1e-5)
    let djoined = filled(1120) {
      attention.backward(
        $0, dout, out: out, logSumExp: logSumExp.pointer, joined: joined, rows: 70,
        workspace: workspace.pointer)
    }
    #expect(difference(djoined, try value("attention", "djoined")) < 1e-5)
  }

  @Test func `three steps of AdamW`() throws {
    let start = try value("adamw", "start")
    let gradients = try value("adamw", "gradients")
    let found = filled(33) { p in
      p.update(from: start, count: 11)
      for step in 1...3 {
        AdamW.update(
          p, gradients: Array(gradients[(step - 1) * 11..<step * 11]), firstMoment: p + 11,
          secondMoment: p + 22, count: 11, step: step, learningRate: 0.01, beta1: 0.9,
          beta2: 0.95, epsilon: 1e-8, decay: 0.1, gradientScale: 0.5)
      }
    }
    let expected = try value("adamw", "end") + value("adamw", "m") + value("adamw", "v")
    #expect(difference(found, expected) < 1e-5)
  }
}
