import Escaping
import Testing

@Suite("Markup text")
struct MarkupEscapingTests {
  @Test("The five live characters become references, line breaks too")
  func references() {
    #expect(
      MarkupEscaping.escape("<a href=\"x\" b='y'>&\n")
        == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&#10;")
  }

  @Test("Characters XML forbids are replaced")
  func forbidden() {
    #expect(MarkupEscaping.escape("a\u{0}b\u{FFFF}c\u{1FFFE}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
  }
}
