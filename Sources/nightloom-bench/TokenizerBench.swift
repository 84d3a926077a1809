import Generation
import JSON
import OperatingSystem
import Tokenization
import Transformer

/// Encoding of text, line by line, each as an array of ids of its own.
///
/// The vocabulary is that of the GGUF file NIGHTLOOM_VOCABULARY, else of the shipped model; the
/// lines are the JSON strings of the file NIGHTLOOM_LINES, else those of README.md.
enum TokenizerBench {
  /// Megabytes of text a second.
  static func figure(_ name: String) throws -> Figure {
    let tokenizer = try tokenizer()
    let (kind, lines) = try input()
    let bytes = lines.reduce(0) { $0 + $1.count }
    let seconds = Stopwatch.seconds {
      lines.reduce(0) { $0 + tokenizer.encode(bytes: $1).count }
    }
    return Figure(
      name, unit: "MB/s", input: kind, values: seconds.map { Double(bytes) / 1e6 / $0 })
  }

  private static func tokenizer() throws -> any Tokenizer {
    let path = Environment.value("NIGHTLOOM_VOCABULARY") ?? "Config/Models/nightloom.gguf"
    let file = try MappedFile(path)
    let reader = try GGUFReader(GGUFBytes(region: file.bytes, owner: file))
    return try TokenizerMetadata.state(reader).makeTokenizer()
  }

  private static func input() throws -> (kind: String, lines: [[UInt8]]) {
    guard let name = Environment.value("NIGHTLOOM_LINES") else {
      return ("readme", try lines("README.md"))
    }
    let strings = try lines(name).compactMap { try JSONValue.parse($0).string }
    return ("lines", strings.map { Array($0.utf8) })
  }

  private static func lines(_ path: String) throws -> [[UInt8]] {
    try readFile(path).split(separator: 0x0A).map { Array($0) }
  }
}
