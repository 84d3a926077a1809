import JSON
import Testing

@Suite struct JSONValueTests {
  @Test func accessorsOfOtherKindsAreNil() {
    let values: [JSONValue] = [nil, true, 1, "x", [1], ["a": 1]]
    for (place, value) in values.enumerated() {
      #expect(value.isNull == (place == 0))
      #expect((value.bool != nil) == (place == 1))
      #expect((value.number != nil) == (place == 2))
      #expect((value.int != nil) == (place == 2))
      #expect((value.double != nil) == (place == 2))
      #expect((value.string != nil) == (place == 3))
      #expect((value.array != nil) == (place == 4))
      #expect((value.object != nil) == (place == 5))
    }
  }

  @Test func subscriptsNeverTrap() {
    let value: JSONValue = [1]
    #expect(value[0] == 1)
    #expect(value[1] == nil)
    #expect(value[-1] == nil)
    #expect(value["a"] == nil)
    #expect(JSONValue.null[0] == nil)
  }
}
