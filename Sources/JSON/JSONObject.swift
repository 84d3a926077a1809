/// The members of a JSON object in their order; the last of two equal keys wins, in the place of
/// the first, as in JavaScript and Python.
///
/// Invariant: no key occurs twice.
public struct JSONObject: Sendable {
  /// One key with its value.
  public struct Member: Equatable, Sendable {
    /// The key.
    public let key: String
    /// The value.
    public var value: JSONValue
  }

  /// The members in order.
  public private(set) var members: [Member] = []
  /// Index of each key; kept only above `indexedFrom` members, where scanning becomes slow.
  private var places: [String: Int] = [:]
  private static let indexedFrom = 9

  /// Makes an empty object.
  public init() {}

  /// Makes an object from pairs in order.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    for (key, value) in pairs { self[key] = value }
  }

  /// The number of members.
  public var count: Int { members.count }
  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }
  /// The keys in order.
  public var keys: [String] { members.map(\.key) }

  /// The value of `key`; setting a new key appends it, setting `nil` removes the member.
  public subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil):
        members.remove(at: place)
        reindex()
      case (nil, let value?):
        members.append(Member(key: key, value: value))
        if members.count == Self.indexedFrom {
          reindex()
        } else if members.count > Self.indexedFrom {
          places[key] = members.count - 1
        }
      case (nil, nil): break
      }
    }
  }

  /// The position of `key` among the members, or `nil`.
  public func place(of key: String) -> Int? {
    if members.count >= Self.indexedFrom {
      guard let place = places[key] else { return nil }
      if members[place].key.hasSameBytes(as: key) { return place }
    }
    let members = members.span
    for place in members.indices where members[place].key.hasSameBytes(as: key) { return place }
    return nil
  }

  private mutating func reindex() {
    places.removeAll(keepingCapacity: true)
    guard members.count >= Self.indexedFrom else { return }
    for (index, member) in members.enumerated() { places[member.key] = index }
  }
}

extension String {
  /// Whether two texts have the same UTF-8 bytes, as JSON and Python compare them.
  ///
  /// Swift also calls texts equal that only look alike (`é` in one or two code points). Those are
  /// never ASCII, so that only equal texts with other letters need the slow second look.
  public func hasSameBytes(as other: String) -> Bool {
    guard utf8.count == other.utf8.count, self == other else { return false }
    var text = self
    return text.withUTF8 { $0.allSatisfy { $0 < 0x80 } } || utf8.elementsEqual(other.utf8)
  }
}

extension JSONObject: Equatable {
  /// Two objects are equal when keys, values and order are equal.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members == right.members
  }
}

extension JSONObject: Sequence {
  /// Iterates over the members in order.
  public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
