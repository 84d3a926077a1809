/// R_fidelity: the code uses what was selected, and only candidates were selected.
public enum FidelityReward {
  /// Checks both cases of the paper, on sets of class types.
  ///
  /// - Parameters:
  ///   - selected: The class types the answer names.
  ///   - candidates: The class types that were offered.
  ///   - used: The class types in the code; `nil` when it has no workflow.
  /// - Returns: The first objection, with the first names in alphabetical order.
  public static func veto(
    selected: Set<String>, candidates: Set<String>, used: Set<String>?
  ) -> Veto {
    let foreign = selected.subtracting(candidates)
    if !foreign.isEmpty { return .because("Selected but not offered: \(list(foreign)).") }
    guard let used else {
      return .because("There is no workflow to compare the selected nodes with.")
    }
    let idle = selected.subtracting(used)
    if !idle.isEmpty { return .because("Selected but not used: \(list(idle)).") }
    let unannounced = used.subtracting(selected)
    if !unannounced.isEmpty { return .because("Used but not selected: \(list(unannounced)).") }
    return .none
  }

  private static func list(_ names: Set<String>) -> String {
    let shown = names.sorted().prefix(3).joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}
