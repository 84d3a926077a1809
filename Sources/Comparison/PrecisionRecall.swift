/// How much of a prediction is right and how much of gold it covers.
public struct PrecisionRecall: Equatable, Sendable {
  /// What occurs in both.
  public let matches: Int
  /// How much was predicted.
  public let predicted: Int
  /// How much gold holds.
  public let gold: Int

  /// Keeps the three counts; `matches` exceeds neither of the others.
  public init(matches: Int, predicted: Int, gold: Int) {
    precondition(
      0 <= matches && matches <= min(predicted, gold),
      "\(matches) matches of \(predicted) predicted and \(gold) gold")
    self.matches = matches
    self.predicted = predicted
    self.gold = gold
  }

  /// matches / predicted; 1 when nothing was predicted and gold is empty too.
  public var precision: Double { share(of: predicted) }

  /// matches / gold; 1 when nothing was predicted and gold is empty too.
  public var recall: Double { share(of: gold) }

  /// 2 matches / (predicted + gold); 1 when both are empty.
  public var f1: Double { isEmpty ? 1 : Double(2 * matches) / Double(predicted + gold) }

  private var isEmpty: Bool { predicted == 0 && gold == 0 }

  private func share(of total: Int) -> Double {
    if isEmpty { return 1 }
    return total == 0 ? 0 : Double(matches) / Double(total)
  }
}
