import Escaping
import JSON
import OperatingSystem

/// Data goes to standard output, everything else to standard error.
enum Console {
  /// Writes data; a reader that went away is no error.
  static func output(_ text: String) { write(text, .output) }

  /// Writes text that holds words of others: each line made safe for a terminal.
  static func lines(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      output(TerminalEscaping.escape(String(line)) + "\n")
    }
  }

  /// Writes a message with its line end.
  static func note(_ text: String) { write(text + "\n", .errors) }

  /// Writes a line that the next one replaces.
  static func standing(_ text: String) { write(text, .errors) }

  /// Writes an error and what to do about it; what it quotes of files is made safe to show.
  ///
  /// As JSON it is one line of ASCII, so that nothing quoted reaches a terminal alive.
  static func error(_ failure: CommandFailure, asJSON: Bool) {
    guard !asJSON else {
      let line = failure.json.bytes(JSONStyle(escapesNonASCII: true))
      return note(String(decoding: line, as: UTF8.self))
    }
    let lines = failure.message.split(separator: "\n", omittingEmptySubsequences: false)
    let safe = lines.map { TerminalEscaping.escape(String($0)) }.joined(separator: "\n")
    note("nightloom: error: \(safe)")
    if let hint = failure.hint { note("hint: \(hint)") }
  }

  private static func write(_ text: String, _ stream: StandardStreams) {
    do throws(SystemCallError) {
      try stream.write(text)
    } catch {
      // Nobody is left to tell.
      return
    }
  }
}
