/// Maps values to places on an axis whose ends and marks are round numbers.
///
/// Steps are 1, 2 or 5 times a power of ten, the smallest that needs at most `marks` of them.
/// Source: Heckbert, "Nice numbers for graph labels", Graphics Gems (1990). Differs: the step is
/// never rounded up to one that leaves fewer than two marks.
struct ChartScale {
  /// The lowest and the highest mark.
  let low: Double
  let high: Double
  /// The distance of marks.
  let step: Double

  /// Covers `values`; without any, and around a single one, a scale of width 1.
  init(covering values: some Sequence<Double>, marks: Int = 5) {
    let finite = values.filter(\.isFinite)
    var least = finite.min() ?? 0
    var most = finite.max() ?? 1
    if least == most { (least, most) = (least - 0.5, most + 0.5) }
    let step = Self.step((most - least) / Double(max(marks, 1)))
    self.step = step
    low = (least / step).rounded(.down) * step
    high = (most / step).rounded(.up) * step
  }

  /// The place of a value between 0 (``low``) and 1 (``high``).
  func place(_ value: Double) -> Double { (value - low) / (high - low) }

  /// The marks with their texts, lowest first.
  var marks: [(value: Double, text: String)] {
    let count = Int(((high - low) / step).rounded())
    return (0...count).map { number in
      let value = low + Double(number) * step
      return (value, Self.text(value, step: step))
    }
  }

  private static func step(_ raw: Double) -> Double {
    var power = 1.0
    while power > raw { power /= 10 }
    while power * 10 <= raw { power *= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw } ?? 10 * power
  }

  /// A value with as many digits behind the point as its step has.
  static func text(_ value: Double, step: Double) -> String {
    var digits = 0
    var scale = 1.0
    while digits < 9, abs((step * scale).rounded() - step * scale) > 1e-6 * step * scale {
      scale *= 10
      digits += 1
    }
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let text = String(scaled)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
  }
}
