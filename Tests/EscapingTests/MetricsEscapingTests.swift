import Escaping
import Testing

@Suite("Metrics labels")
struct MetricsEscapingTests {
  @Test("Backslash, quote and line feed are escaped, other control characters replaced")
  func label() {
    #expect(MetricsEscaping.label("a\\b\"c\nd\re") == "a\\\\b\\\"c\\nd\u{FFFD}e")
  }
}
