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
    for (place, member) in prompt.members.enumerated() {
      guard let number = Self.number(member.key) else { continue }
      while numbered.count <= number { numbered.append(-1) }
      numbered[number] = Int32(place)
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
