import JSON

// Which of two equal graphs' nodes correspond? Nodes are coloured by what they are (class type and
// literals) and then, round by round, by the colours around them, until no round tells more nodes
// apart (Weisfeiler and Leman, 1968). Where nodes still share a colour, one of them is singled out
// and the rounds go on. Colours are 64-bit mixes, the same in every process and for every order of
// the nodes. Limits: nodes that no round tells apart are taken as interchangeable, so two equal
// graphs of great regularity may get different orders, never two different graphs the same text;
// and after `workLimit` steps the rest keeps its document order.

/// Colours that tell the nodes of a workflow apart, whatever their ids and order.
struct NodeColors {
  private(set) var colors: [UInt64]
  private var arcs: [(source: Int, target: Int, label: UInt64)] = []
  private var work = 0
  private static let workLimit = 40_000_000

  init(_ workflow: Workflow) {
    let places = workflow.places
    colors = []
    for (target, node) in workflow.nodes.enumerated() {
      var color = Self.mix(Self.hash(node.classType), 1)
      for input in node.inputs {
        let name = Self.hash(input.name)
        switch input.value {
        case .literal(let value):
          color &+= Self.mix(name, Self.hash(value.canonicalText))
        case .link(let link):
          let label = Self.mix(name, UInt64(bitPattern: Int64(link.slot)))
          color &+= Self.mix(label, 2)
          if let source = places[link.source] { arcs.append((source, target, label)) }
        }
      }
      colors.append(Self.mix(color, 3))
    }
    separate()
  }

  /// Singles out nodes until all colours differ.
  private mutating func separate() {
    var distinct = refine()
    while distinct < colors.count, work < Self.workLimit {
      guard let place = firstTied() else { return }
      colors[place] = Self.mix(colors[place], 4)
      distinct = refine()
    }
  }

  /// The first node of the tied colour that is lowest.
  private func firstTied() -> Int? {
    let sorted = colors.sorted()
    for (color, next) in zip(sorted, sorted.dropFirst()) where color == next {
      return colors.firstIndex(of: color)
    }
    return nil
  }

  /// Mixes in the colours around each node until the number of colours stays; returns it.
  private mutating func refine() -> Int {
    var distinct = Set(colors).count
    while work < Self.workLimit {
      var around = [UInt64](repeating: 0, count: colors.count)
      for arc in arcs {
        around[arc.target] &+= Self.mix(Self.mix(arc.label, colors[arc.source]), 5)
        around[arc.source] &+= Self.mix(Self.mix(arc.label, colors[arc.target]), 6)
      }
      for place in colors.indices { colors[place] = Self.mix(colors[place], around[place]) }
      work += colors.count + arcs.count
      let now = Set(colors).count
      if now <= distinct { return now }
      distinct = now
    }
    return distinct
  }

  /// FNV-1a over the bytes of a text.
  static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Mixes two numbers so that their order matters (the finaliser of SplitMix64).
  static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var bits = left &* 0x9E37_79B9_7F4A_7C15 &+ right &+ 0x632B_E59B_D9B4_E019
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

extension JSONValue {
  /// JSON text in which equal numbers are spelled equally: `7.0` as `7`.
  var canonicalText: String { withCanonicalNumbers.text(JSONStyle(escapesNonASCII: true)) }

  private var withCanonicalNumbers: JSONValue {
    switch self {
    case .number(let number): .number(JSONNumber(spelling: number.canonicalSpelling))
    case .array(let elements): .array(elements.map(\.withCanonicalNumbers))
    case .object(let object):
      .object(JSONObject(object.map { ($0.key, $0.value.withCanonicalNumbers) }))
    default: self
    }
  }
}

extension JSONNumber {
  /// One spelling per value: whole numbers without a point, up to the precision of a double.
  fileprivate var canonicalSpelling: String {
    if isInteger { return text == "-0" ? "0" : text }
    let value = double
    if value.magnitude < 9_007_199_254_740_992, value == value.rounded() {
      return String(Int(value))
    }
    return JSONNumber(value).text
  }
}
