public import WorkflowGraph

/// The paid web services that nodes of a catalog call, and how a wish names them.
///
/// A service is what the last part of such a node's category says (`partner/video/Kling`). Names of
/// products beside it, and names that models for one's own machine have too, are listed here.
public struct PaidServices: Sendable {
  /// What names each service, in plain words.
  private let names: [(service: String, phrases: [String])]

  /// Finds the services of a catalog.
  public init(_ catalog: NodeCatalog) {
    let services = Set(catalog.definitions.compactMap(Self.service(of:)))
    names = services.sorted().map { ($0, Self.products[$0] ?? [Self.plain($0)]) }
  }

  /// The service that a node calls; `nil` for all others.
  public static func service(of definition: NodeDefinition) -> String? {
    guard definition.isAPINode else { return nil }
    return definition.category.split(separator: "/").last.map(String.init) ?? definition.pack
  }

  /// The services that a wish names, in any language.
  public func named(in wish: String) -> Set<String> {
    let words = " " + Self.plain(wish) + " "
    return Set(
      names.filter { $0.phrases.contains { words.contains(" " + $0 + " ") } }.map(\.service))
  }

  /// Lower-case words and numbers, one blank between them; signs and other scripts only part them.
  private static func plain(_ text: String) -> String {
    var words: [[Character]] = []
    var last: Bool?
    for character in text.lowercased() {
      let isNumber = character.isASCII && character.isNumber
      guard isNumber || character.isASCII && character.isLetter else {
        last = nil
        continue
      }
      if last != isNumber { words.append([]) }
      words[words.count - 1].append(character)
      last = isNumber
    }
    return words.map { String($0) }.joined(separator: " ")
  }

  /// What names a service beside or instead of its own name.
  ///
  /// Where models of that name run on one's own machine too, only what exists as a service alone
  /// names it.
  private static let products: [String: [String]] = [
    "Anthropic": ["anthropic", "claude"],
    "BFL": ["flux pro", "flux 1 1 pro", "flux 2 pro", "kontext pro", "kontext max"],
    "Bria": ["bria api", "bria ai", "bria fibo"],
    "ByteDance": ["bytedance", "seedream", "seedance", "seededit", "omnihuman"],
    "ElevenLabs": ["elevenlabs", "eleven labs"],
    "Gemini": ["gemini", "nano banana"],
    "Krea": ["krea 2"],
    "LTXV": ["ltx api", "ltxv api"],
    "Luma": ["luma", "dream machine"],
    "MiniMax": ["minimax", "hailuo"],
    "OpenAI": ["openai", "open ai", "chatgpt", "dall e", "dalle", "gpt image"],
    "Qwen": ["qwen api", "qwen image api"],
    "Tencent": ["tencent"],
    "Wan": ["wan api", "wan 2 5", "wan 2 6", "wan 2 7"],
  ]
}
