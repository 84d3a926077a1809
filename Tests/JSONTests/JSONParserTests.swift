import JSON
import Testing

@Suite struct JSONParserTests {
  /// The sentence a text is refused with, or the value it was read as.
  private func refusal(_ text: String) -> String { refusal(Array(text.utf8)) }

  private func refusal(_ bytes: [UInt8], depth: Int = 256) -> String {
    do throws(JSONError) {
      return "read as \(try JSONValue.parse(bytes, maximumDepth: depth).text())"
    } catch {
      return error.description
    }
  }

  @Test func everyKindOfValueIsRead() throws {
    let json = try JSONValue.parse(#" { "a" : [ null , true , false , 1 , -2.50e+3 , "x" ] } "#)
    #expect(json["a"]?.array?.count == 6)
    #expect(json["a"]?[0]?.isNull == true)
    #expect(json["a"]?[1]?.bool == true)
    #expect(json["a"]?[2]?.bool == false)
    #expect(json["a"]?[3]?.int == 1)
    #expect(json["a"]?[4]?.double == -2500)
    #expect(json["a"]?[5]?.string == "x")
    #expect(json["a"]?[6] == nil)
    #expect(json["b"] == nil)
  }

  @Test func numbersKeepTheirSpelling() throws {
    for text in ["0", "-0", "1", "1.0", "1e5", "1E-05", "18446744073709551615", "-1.250"] {
      #expect(try JSONValue.parse(text).text() == text)
    }
  }

  @Test func escapesAreResolved() throws {
    let text = #""\" \\ \/ \b \f \n \r \t \u0041 \u00e9 \uD83D\uDE00""#
    #expect(try JSONValue.parse(text).string == "\" \\ / \u{8} \u{C} \n \r \t A é 😀")
  }

  @Test func loneSurrogatesBecomeReplacementCharacters() throws {
    #expect(try JSONValue.parse(#""\uD800""#).string == "\u{FFFD}")
    #expect(try JSONValue.parse(#""\uDC00x""#).string == "\u{FFFD}x")
    #expect(try JSONValue.parse(#""\uD800\u0041""#).string == "\u{FFFD}A")
    #expect(try JSONValue.parse(#""\uD800\uD83D\uDE00""#).string == "\u{FFFD}😀")
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    #expect(try JSONValue.parse([0xEF, 0xBB, 0xBF] + Array("1".utf8)).int == 1)
  }

  @Test func ofTwoEqualKeysTheLastWinsInThePlaceOfTheFirst() throws {
    #expect(try JSONValue.parse(#"{"a":1,"b":2,"a":3}"#).text() == #"{"a":3,"b":2}"#)
  }

  @Test func keysThatOnlyLookAlikeAreDifferent() throws {
    let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
    #expect(try JSONValue.parse(text).text() == text)
  }

  @Test func damagedTextsAreRefusedWithTheirPlace() {
    #expect(refusal("") == "not JSON: unexpected end at byte 0")
    #expect(refusal("[1,]") == "not JSON: expected a value at byte 3")
    #expect(refusal("[1 2]") == "not JSON: expected ',' or ']' at byte 3")
    #expect(refusal("{1:2}") == "not JSON: expected a key in quotes at byte 1")
    #expect(refusal(#"{"a" 2}"#) == "not JSON: expected ':' after a key at byte 5")
    #expect(refusal(#"{"a":2"#) == "not JSON: expected ',' or '}' at byte 6")
    #expect(refusal("1 1") == "not JSON: text after the end of the value at byte 2")
    #expect(refusal("truth") == "not JSON: unknown word at byte 3")
    #expect(refusal(#""abc"#) == "not JSON: string without an end at byte 4")
    #expect(refusal("\"a\nb\"") == "not JSON: raw control character in a string at byte 2")
    #expect(refusal(#""\x""#) == "not JSON: unknown escape at byte 2")
    #expect(refusal(#""\u12G4""#) == "not JSON: expected four hex digits at byte 5")
    #expect(refusal("1.") == "not JSON: expected a digit after the point at byte 2")
    #expect(refusal("1e+") == "not JSON: expected a digit in the exponent at byte 3")
    #expect(refusal("-") == "not JSON: expected a value at byte 1")
    #expect(refusal([0x22, 0xFF, 0x22]) == "not JSON: string is not UTF-8 at byte 1")
  }

  @Test func formsThatOtherReadersAcceptAreRefused() {
    for text in [
      "01", "+1", ".5", "NaN", "Infinity", "'a'", "{a:1}", "[1] // end", "\u{FEFF}\u{FEFF}1",
    ] {
      #expect(refusal(text).hasPrefix("not JSON: "), "\(text)")
    }
  }

  @Test func nonFiniteNumbersAreNullWhenAskedFor() throws {
    let bytes = Array("[NaN,Infinity,-Infinity,-1]".utf8)
    #expect(try JSONValue.parse(bytes, readsNonFinite: true).text() == "[null,null,null,-1]")
    #expect(refusal(bytes) == "not JSON: expected a value at byte 1")
  }

  @Test func nestingIsLimited() {
    let deep = Array(String(repeating: "[", count: 100_000).utf8)
    #expect(refusal(deep) == "not JSON: nested deeper than 256 at byte 257")
    let nine = Array((String(repeating: "[", count: 9) + String(repeating: "]", count: 9)).utf8)
    #expect(refusal(nine, depth: 8) == "read as [[[[[[[[[]]]]]]]]]")
    #expect(refusal(nine, depth: 7) == "not JSON: nested deeper than 7 at byte 8")
  }
}
