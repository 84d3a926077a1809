import JSON
import Testing

@Suite struct JSONNumberTests {
  @Test func integersAreToldFromFloatsBySpelling() {
    #expect(JSONNumber(spelling: "7").isInteger)
    #expect(!JSONNumber(spelling: "7.0").isInteger)
    #expect(!JSONNumber(spelling: "7e0").isInteger)
    #expect(JSONNumber(spelling: "7.0").int == nil)
    #expect(JSONNumber(spelling: "-7").int == -7)
  }

  @Test func integersBeyond64BitsKeepTheirSpellingAndADouble() {
    let number = JSONNumber(spelling: "18446744073709551615")
    #expect(number.int == nil)
    #expect(number.double == 18_446_744_073_709_551_616)
    #expect(number.text == "18446744073709551615")
  }

  @Test func floatsAreAlwaysSpelledAsFloats() {
    #expect(JSONNumber(7.0).text == "7.0")
    #expect(JSONNumber(0.1).text == "0.1")
    #expect(JSONNumber(1e300).text == "1e+300")
    #expect(JSONNumber(-0.0).text == "-0.0")
  }

  @Test func whatJSONHasNoNumberForIsReplaced() {
    #expect(JSONNumber(Double.nan).text == "0.0")
    #expect(JSONNumber(Double.infinity).text == "1e999")
    #expect(JSONNumber(-Double.infinity).text == "-1e999")
    #expect(JSONNumber(spelling: "1e999").double == .infinity)
  }
}
