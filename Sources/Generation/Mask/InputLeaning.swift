import KnowledgeBase
import Sampling
import WorkflowCode

// Which values and which results a response gives an input: it leans to those of known workflows.
// Whether an input is given any stays the model's choice.

extension WorkflowConstraint {
  /// How much the log odds of a value weigh beside the model's own.
  static let valueWeight = 2.0

  /// How much the log odds of a result weigh.
  static let linkWeight = 1.0

  /// What each way on in a statement gains by the value or the result it gives an input, at most 0:
  /// the likeliest value, and the likeliest result, that are offered at an input cost nothing.
  func inputGains() -> [Double] {
    guard let current else { return continuations.map { _ in 0 } }
    let values = known.values[current.node] ?? [:]
    let links = known.links[current.node] ?? [:]
    let valueGains = Self.gains(
      continuations.map { one in
        guard case .value(let name, let value) = one.action, let known = values[name] else {
          return nil
        }
        return (name, Self.valueWeight * known.log(of: CodeSpelling.literal(value)))
      })
    let linkGains = Self.gains(
      continuations.map { one in
        guard case .link(let turn, let variable) = one.action, let known = links[turn.name] else {
          return nil
        }
        return (turn.name, Self.linkWeight * known.log(of: result(variable)))
      })
    return zip(valueGains, linkGains).map { $0 + $1 }
  }

  /// What each choice gains over the best at its input; 0 where nothing is known.
  private static func gains(_ logs: [(input: String, log: Double)?]) -> [Double] {
    let best = Dictionary(logs.compactMap { $0 }, uniquingKeysWith: max)
    return logs.map { one in one.map { $0.log - (best[$0.input] ?? 0) } ?? 0 }
  }

  /// The output that a variable names.
  private func result(_ variable: Int) -> LinkRecord.Result {
    LinkRecord.Result(
      classType: maker(of: variable).classType, slot: scope.variables[variable].slot)
  }

  /// How the tokens shift that may follow the digits `text` of a number at an input.
  func numberShifts(
    _ text: String, _ spelling: NumberText, at input: String, _ allowed: TokenMask
  ) -> [TokenChoice.Shift] {
    guard let current, let known = known.values[current.node]?[input] else { return [] }
    let onward = known.onward(from: text) { vocabulary.spelling(Array($0.utf8)) }
    var logs: [(token: Int32, log: Double)] = []
    allowed.forEach { token in
      let longer = text + String(decoding: vocabulary.bytes(of: token), as: UTF8.self)
      let log = spelling.isPrefix(longer) ? onward[token] ?? known.other : known.log(of: text)
      logs.append((token, log))
    }
    guard let best = logs.map(\.log).max() else { return [] }
    return logs.filter { $0.log != best }.map {
      TokenChoice.Shift(token: $0.token, amount: Float(Self.valueWeight * ($0.log - best)))
    }
  }
}
