import JSON

/// The positions of the nodes of a prompt by their ids.
///
/// Nearly all ids are small numbers, which are looked up without hashing.
struct NodePlaces {
  private let prompt: JSONObject
  /// The position of the node whose id is the index, or -1.
  private var numbered: [Int32] = []

  init(_ prompt: JSONObject) {
    self.prompt = prompt
    let members = prompt.members.span
    var largest = -1
    for place in members.indices {
      largest = max(largest, Self.number(members[place].key) ?? -1)
    }
    numbered = Array(repeating: -1, count: largest + 1)
    for place in members.indices {
      if let number = Self.number(members[place].key) { numbered[number] = Int32(place) }
    }
  }

  func place(of id: String) -> Int? {
    guard let number = Self.number(id) else { return prompt.place(of: id) }
    guard number < numbered.count, numbered[number] >= 0 else { return nil }
    return Int(numbered[number])
  }

  /// The number that an id spells in at most four digits, without a leading zero.
  private static func number(_ id: String) -> Int? {
    let digits = id.utf8
    guard digits.count <= 4 else { return nil }
    var number = 0
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      number = number * 10 + Int(byte - 0x30)
      if number == 0, digits.count > 1 { return nil }
    }
    return digits.isEmpty ? nil : number
  }
}
