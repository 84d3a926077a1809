/// A place where untrusted text ends up, each with characters that are alive there.
///
/// Prompts, model output, titles and file names may hold anything; there is no trusted text. What
/// comes out of ``escape(_:)`` can be put into the sink as it is and changes nothing around it.
public enum TextSink: Sendable, CaseIterable {
  /// One line of a terminal: no control character, no change of writing direction.
  case terminal
  /// Text between tags of HTML or XML.
  case markupText
  /// The value of an HTML or XML attribute, in double or single quotes.
  case markupAttribute
  /// One cell of a CSV table that a spreadsheet may open.
  case tableCell
  /// A label's value in the Prometheus text format, without its quotes.
  case metricsLabel

  /// The text, safe for this sink.
  public func escape(_ text: String) -> String {
    switch self {
    case .terminal: TerminalEscaping.escape(text)
    case .markupText, .markupAttribute: MarkupEscaping.escape(text)
    case .tableCell: TableEscaping.cell(text)
    case .metricsLabel: MetricsEscaping.label(text)
    }
  }

  /// Any bytes as safe text; what is no UTF-8 becomes U+FFFD.
  public func escape(bytes: some Collection<UInt8>) -> String {
    escape(String(decoding: bytes, as: UTF8.self))
  }
}
