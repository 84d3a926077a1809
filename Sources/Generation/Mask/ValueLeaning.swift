import Sampling
import WorkflowCode

// Which of an input's values a response leans to: those of known workflows. Whether an input is
// given a value at all stays the model's choice.

extension WorkflowConstraint {
  /// How much the log odds of a value weigh beside the model's own.
  static let valueWeight = 2.0

  /// What each way on in a statement gains by the value it gives, at most 0: the likeliest one that
  /// is offered at an input costs nothing.
  func valueGains() -> [Double] {
    guard let current, let values = known.values[current.node] else {
      return continuations.map { _ in 0 }
    }
    let logs = continuations.map { one -> (name: String, log: Double)? in
      guard case .value(let name, let value) = one.action, let known = values[name] else {
        return nil
      }
      return (name, known.log(of: CodeSpelling.literal(value)))
    }
    let best = Dictionary(logs.compactMap { $0 }, uniquingKeysWith: max)
    return logs.map { one in
      one.map { Self.valueWeight * ($0.log - (best[$0.name] ?? 0)) } ?? 0
    }
  }

  /// How the tokens shift that may follow the digits `text` of a number at an input.
  func numberShifts(
    _ text: String, _ spelling: NumberText, at input: String, _ allowed: TokenMask
  ) -> [TokenChoice.Shift] {
    guard let current, let known = known.values[current.node]?[input] else { return [] }
    var logs: [(token: Int32, log: Double)] = []
    allowed.forEach { token in
      let longer = text + String(decoding: vocabulary.bytes(of: token), as: UTF8.self)
      let log = spelling.isPrefix(longer) ? known.bestLog(from: longer) : known.log(of: text)
      logs.append((token, log))
    }
    guard let best = logs.map(\.log).max() else { return [] }
    return logs.filter { $0.log != best }.map {
      TokenChoice.Shift(token: $0.token, amount: Float(Self.valueWeight * ($0.log - best)))
    }
  }
}
