import JSON
import Testing

@Suite struct JSONObjectTests {
  @Test func membersKeepTheirOrder() {
    var object = JSONObject()
    for number in (0..<40).reversed() { object["k\(number)"] = .int(number) }
    #expect(object.keys == (0..<40).reversed().map { "k\($0)" })
    #expect(object["k17"]?.int == 17)
    object["k17"] = "changed"
    #expect(object.count == 40)
    #expect(object.members[22].value == "changed")
  }

  @Test func removingAMemberMovesTheRestUp() {
    for count in [3, 9, 10, 20] {
      var object = JSONObject((0..<count).map { ("k\($0)", .int($0)) })
      object["k1"] = nil
      object["none"] = nil
      #expect(object.count == count - 1)
      #expect(object["k1"] == nil)
      for number in 0..<count where number != 1 { #expect(object["k\(number)"]?.int == number) }
    }
  }

  @Test func keysThatOnlyLookAlikeStayApartInLargeObjectsToo() {
    var object = JSONObject((0..<20).map { ("k\($0)", .int($0)) })
    object["\u{E9}"] = 1
    object["e\u{301}"] = 2
    #expect(object.count == 22)
    #expect(object["\u{E9}"] == 1)
    #expect(object["e\u{301}"] == 2)
  }

  @Test func equalityIncludesOrder() {
    #expect(JSONObject([("a", 1), ("b", 2)]) != JSONObject([("b", 2), ("a", 1)]))
    #expect(JSONObject([("a", 1), ("b", 2)]) == JSONObject([("a", 1), ("b", 2)]))
  }
}
