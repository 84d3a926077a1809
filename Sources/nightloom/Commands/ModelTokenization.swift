import Generation
import JSON
import OperatingSystem
import Tokenization
import Transformer

/// `nightloom model tokenize`: token ids of the lines on standard input.
enum ModelTokenization {
  private static let largestInput = 1 << 30

  /// Writes one JSON array of ids for each line, in order.
  ///
  /// With `--json` a line is a JSON string, so that texts may hold line breaks; with `--chat` it
  /// is a message, laid out as the model's conversations are.
  static func run(_ reader: GGUFReader, _ arguments: Arguments) throws {
    let state = try TokenizerMetadata.state(reader)
    let tokenizer = try state.makeTokenizer()
    let template = try arguments.has("chat") ? chatTemplate(state) : nil
    var input = try StandardStreams.input.readAll(limit: largestInput)
    if input.last == 0x0A { input.removeLast() } else if input.isEmpty { return }
    let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let text = try arguments.has("json") ? string(line, number) : Array(line)
      let ids =
        try template?.prompt(user: String(decoding: text, as: UTF8.self), for: tokenizer)
        ?? tokenizer.encode(bytes: text)
      Console.output("[" + ids.map(String.init).joined(separator: ",") + "]\n")
    }
  }

  private static func chatTemplate(_ state: TokenizerState) throws -> ChatTemplate {
    guard let template = state.chatTemplate else {
      throw UsageError(message: "the model file has no tokenizer.chat_template; leave out --chat")
    }
    return try ChatTemplate(template)
  }

  private static func string(_ line: ArraySlice<UInt8>, _ number: Int) throws -> [UInt8] {
    guard let text = try JSONValue.parse(Array(line)).string else {
      throw UsageError(message: "line \(number + 1) is no JSON string")
    }
    return Array(text.utf8)
  }
}
