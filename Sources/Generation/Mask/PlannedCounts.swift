/// How often a plan names each class type.
///
/// A plan reads `Condition: CLIPTextEncode x2, ControlNetApply. Sample: KSampler.`
/// A program is held to its plan, since a small model that loses count repeats itself without end.
struct PlannedCounts: Equatable, Sendable {
  private var counts: [String: Int] = [:]

  /// Plans nothing.
  init() {}

  /// Reads the items between stage names, commas and points; `x` and a number behind an item is
  /// its count, and equal items add up.
  init(plan: String) {
    for sentence in plan.split(separator: ".") {
      let items = sentence.firstRange(of: ": ").map { sentence[$0.upperBound...] } ?? sentence
      for item in items.split(separator: ",") {
        let words = item.split(separator: " ")
        guard let last = words.last else { continue }
        let count = last.first == "x" ? Int(last.dropFirst()) : nil
        let name = (count == nil ? words[...] : words.dropLast()).joined(separator: " ")
        counts[name, default: 0] += max(count ?? 1, 1)
      }
    }
  }

  /// How many statements of `classType` a program may hold; `nil` when the plan names none of
  /// `selected`, and so limits nothing.
  func limit(of classType: String, among selected: [String]) -> Int? {
    guard selected.contains(where: { counts[$0] != nil }) else { return nil }
    return counts[classType] ?? 1
  }
}
