/// What the other candidates say for a class type.
///
/// The lift of one class type given another is ln P(one | other) / P(one), over workflow families.
public enum CompanyFeature: String, CaseIterable, Sendable {
  /// ln of the share of workflow families that have the type.
  case commonness
  /// The greatest lift that another candidate gives.
  case closest
  /// The second greatest.
  case second
  /// The mean lift.
  case meanLift
  /// The share of the other candidates that give a lift above 0.
  case companions
  /// 1 for a type that no known workflow has.
  case isUnknown
}

extension NodeCompany {
  /// What candidates say of one another.
  ///
  /// Of candidates that no known workflow has, nothing is heard; they are counted, though, among
  /// the others that may be companions.
  ///
  /// - Parameters:
  ///   - candidates: Class types, each once.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: A row for each candidate, in the order of ``CompanyFeature``.
  public func features(
    of candidates: [String], excluding families: Set<String> = []
  ) -> [[Double]] {
    let excluded = self.families(named: families)
    let members = candidates.map { self.families(of: $0, excluding: excluded) }
    let total = Double(max(familyCount - excluded.count, 1))
    var marked = [Bool](repeating: false, count: familyCount)
    return candidates.indices.map { one in
      for family in members[one] { marked[family] = true }
      defer { for family in members[one] { marked[family] = false } }
      let usual = (Double(members[one].count) + 0.3) / total
      var lifts: [Double] = []
      for other in candidates.indices where other != one && !members[other].isEmpty {
        let shared = Double(members[other].count { marked[$0] })
        let share =
          (shared + Self.priorFamilies * usual)
          / (Double(members[other].count) + Self.priorFamilies)
        lifts.append(BM25Index.logarithm(share / usual))
      }
      lifts.sort(by: >)
      let heard = Double(max(lifts.count, 1))
      return CompanyFeature.allCases.map { feature in
        switch feature {
        case .commonness: BM25Index.logarithm((Double(members[one].count) + 0.5) / total)
        case .closest: lifts.first ?? 0
        case .second: lifts.count > 1 ? lifts[1] : 0
        case .meanLift: lifts.reduce(0, +) / heard
        case .companions: Double(lifts.count { $0 > 0 }) / heard
        case .isUnknown: members[one].isEmpty ? 1 : 0
        }
      }
    }
  }
}
