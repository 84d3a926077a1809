public import JSON

/// One number a sample for each of some figures, so that two systems can be compared in pairs.
///
/// The difference of two systems on the same samples varies less than either of them, so that its
/// interval may leave 0 while theirs overlap.
public struct SampleFigures: Equatable, Sendable {
  /// The samples' ids, in order.
  public let ids: [String]
  /// The figures, in the order in which they were made.
  public private(set) var keys: [String] = []
  private var values: [String: [Double]] = [:]

  /// Starts without figures.
  public init(ids: [String]) { self.ids = ids }

  /// Reads what ``json`` wrote; `nil` when it is something else.
  public init?(_ json: JSONValue) {
    guard let object = json.object, let ids = json["ids"]?.array?.compactMap(\.string) else {
      return nil
    }
    self.ids = ids
    for member in object where member.key != "ids" {
      let numbers = member.value.array?.compactMap(\.double) ?? []
      guard numbers.count == ids.count else { return nil }
      set(member.key, numbers)
    }
  }

  /// The values of a figure, one a sample; `nil` when there is no such figure.
  public subscript(key: String) -> [Double]? { values[key] }

  mutating func set(_ key: String, _ numbers: [Double]) {
    precondition(numbers.count == ids.count, "\(numbers.count) numbers of \(ids.count) samples")
    if values[key] == nil { keys.append(key) }
    values[key] = numbers
  }

  /// `{ids: […], figure: […], …}`.
  public var json: JSONValue {
    var object = JSONObject([("ids", .array(ids.map { .string($0) }))])
    for key in keys { object[key] = .array((values[key] ?? []).map { .double($0) }) }
    return .object(object)
  }

  /// The mean of figure `key` less that of `other`'s figure `otherKey`, with its paired interval;
  /// `nil` when the samples or the figures are not the same.
  public func difference(
    _ key: String, over other: SampleFigures, _ otherKey: String, _ bootstrap: Bootstrap
  ) -> Estimate? {
    guard ids == other.ids, let mine = self[key], let theirs = other[otherKey] else { return nil }
    return bootstrap.estimate(zip(mine, theirs).map { $0 - $1 })
  }
}
