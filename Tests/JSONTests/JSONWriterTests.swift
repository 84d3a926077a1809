import JSON
import Testing

@Suite struct JSONWriterTests {
  private let sample: JSONValue = ["a": [1, 2.5, "x"], "b": ["c": nil], "d": [], "e": [:]]

  @Test func compactTextHasNoBlanks() {
    #expect(sample.text() == #"{"a":[1,2.5,"x"],"b":{"c":null},"d":[],"e":{}}"#)
  }

  @Test func spacedTextIsPythons() {
    #expect(
      sample.text(JSONStyle(isSpaced: true))
        == #"{"a": [1, 2.5, "x"], "b": {"c": null}, "d": [], "e": {}}"#)
  }

  @Test func prettyTextIsIndentedAndKeepsEmptyPairsTogether() {
    #expect(
      sample.text(.pretty) == """
        {
          "a": [
            1,
            2.5,
            "x"
          ],
          "b": {
            "c": null
          },
          "d": [],
          "e": {}
        }
        """)
  }

  @Test func controlCharactersAndQuotesAreEscaped() {
    let text = JSONValue.string("\" \\ \n \r \t \u{0} \u{1F} \u{7F} é").text()
    #expect(text == #""\" \\ \n \r \t \u0000 \u001f \u007f é""#)
  }

  @Test func everythingOutsideASCIICanBeEscaped() {
    let text = JSONValue.string("é😀").text(JSONStyle(escapesNonASCII: true))
    #expect(text == #""\u00e9\ud83d\ude00""#)
  }
}
