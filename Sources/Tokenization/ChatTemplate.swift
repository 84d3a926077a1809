// Model files carry their template as a Jinja program. Instead of interpreting it, its family is
// recognised by the marks it writes, and the conversation is laid out as that family does:
//
//     ChatML    <|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n
//               <|im_start|>assistant\n
//     Llama 3   <bos><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|>
//               <|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|>
//               <|start_header_id|>assistant<|end_header_id|>\n\n
//     Llama 2   <bos>[INST] <<SYS>>\nS\n<</SYS>>\n\nU [/INST]
//     Mistral   <bos>[INST] S\n\nU [/INST]
//
// Source: ggml-org/llama.cpp: src/llama-chat.cpp (`llm_chat_detect_template`), which works so too.
// Differs: dates and tools that newer templates add to the system message are left out.

/// The layout of a conversation that a model was trained with.
public struct ChatTemplate: Equatable, Sendable {
  private enum Family { case chatML, llama3, llama2, mistral }

  /// A piece of the layout.
  private enum Part {
    /// A control token.
    case mark(String)
    /// A control token where the vocabulary has it, else text.
    case bracket(String)
    /// Text that can be no control token.
    case text(String)
  }

  private let family: Family
  /// What ChatML's template says when there is no system message.
  private let usualSystem: String?
  /// Whether a space stands before `[/INST]`.
  private let spacesClosing: Bool

  /// Marks of families that share a mark with those known here, but not the layout.
  private static let marksOfOthers = ["<|im_sep|>", "<end_of_utterance>", "[SYSTEM_PROMPT]"]

  /// Recognises the family of a template.
  ///
  /// - Throws: ``TokenizerError/unknownChatTemplate`` for a template of no known family.
  public init(_ jinja: String) throws(TokenizerError) {
    let text = jinja.replacing("\\n", with: "\n")
    let isOther = Self.marksOfOthers.contains { text.contains($0) }
    if text.contains("<|im_start|>"), !isOther {
      family = .chatML
    } else if text.contains("<|start_header_id|>"), text.contains("<|end_header_id|>") {
      family = .llama3
    } else if text.contains("[INST]"), !isOther {
      family = text.contains("<<SYS>>") ? .llama2 : .mistral
    } else {
      throw .unknownChatTemplate
    }
    usualSystem = family == .chatML ? Self.usualSystem(in: text) : nil
    spacesClosing = text.contains(" [/INST]")
  }

  /// The model input for one message, up to where the answer begins.
  ///
  /// Only the template's own marks become control tokens; `system` and `user` never do.
  ///
  /// - Throws: ``TokenizerError/missingControlToken(_:)`` when the vocabulary lacks a mark.
  public func prompt(
    system: String? = nil, user: String, for tokenizer: some Tokenizer
  ) throws(TokenizerError) -> [Int32] {
    var ids = family == .chatML ? [] : [tokenizer.specialTokens.roles.bos].compactMap(\.self)
    var text = ""
    for part in parts(system ?? usualSystem, user) {
      let mark: Int32?
      switch part {
      case .text(let more): (mark, text) = (nil, text + more)
      case .mark(let name): mark = try tokenizer.specialTokens.requiredID(named: name)
      case .bracket(let name):
        mark = tokenizer.specialTokens.id(named: name)
        if mark == nil { text += name }
      }
      guard let mark else { continue }
      ids += tokenizer.encode(text) + [mark]
      text = ""
    }
    return ids + tokenizer.encode(text)
  }
}

// MARK: - The families

extension ChatTemplate {
  private func parts(_ system: String?, _ user: String) -> [Part] {
    switch family {
    case .chatML:
      message(system, "system") + message(user, "user")
        + [.mark("<|im_start|>"), .text("assistant\n")]
    case .llama3:
      message(system, "system") + message(user, "user") + header("assistant")
    case .llama2:
      turn(Self.trimmed((system.map { "<<SYS>>\n\($0)\n<</SYS>>\n\n" } ?? "") + user))
    case .mistral: turn((system.map { $0 + "\n\n" } ?? "") + user)
    }
  }

  private func turn(_ content: String) -> [Part] {
    [
      .bracket("[INST]"), .text(" " + content + (spacesClosing ? " " : "")), .bracket("[/INST]"),
    ]
  }

  private func message(_ content: String?, _ role: String) -> [Part] {
    guard let content else { return [] }
    if family == .llama3 {
      return header(role) + [.text(Self.trimmed(content)), .mark("<|eot_id|>")]
    }
    return [.mark("<|im_start|>"), .text(role + "\n" + content), .mark("<|im_end|>"), .text("\n")]
  }

  private func header(_ role: String) -> [Part] {
    [.mark("<|start_header_id|>"), .text(role), .mark("<|end_header_id|>"), .text("\n\n")]
  }

  /// The literal system message between ChatML's marks, where a template has one.
  private static func usualSystem(in text: String) -> String? {
    for piece in text.split(separator: "<|im_start|>system\n").dropFirst() {
      guard let end = piece.firstRange(of: "<|im_end|>")?.lowerBound else { continue }
      let message = piece[..<end]
      if !message.isEmpty, !message.contains(where: { $0 == "'" || $0 == "\"" || $0 == "{" }) {
        return String(message)
      }
    }
    return nil
  }

  /// The text without white space at its ends, as Jinja's `trim` and Python's `strip` take it.
  private static func trimmed(_ text: String) -> String {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
    let head = text.unicodeScalars.drop(while: isBlank)
    let end = head.lastIndex { !isBlank($0) }
    return end.map { String(head[...$0]) } ?? ""
  }
}
