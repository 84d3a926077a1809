import JSON
import Testing

@testable import Validation

@Suite("Nodes are found by their ids")
struct NodePlacesTests {
  private let ids = ["3", "0", "12", "012", "9999", "10000", "5:3", "", "é", "-1", "+1"]

  @Test("each id leads to its own node")
  func each() {
    let places = NodePlaces(JSONObject(ids.map { ($0, .null) }))
    for (place, id) in ids.enumerated() { #expect(places.place(of: id) == place, "\(id)") }
  }

  @Test("other spellings lead nowhere", arguments: ["4", "00", "03", "3 ", "٣", "1", "e\u{301}"])
  func others(id: String) {
    #expect(NodePlaces(JSONObject(ids.map { ($0, .null) })).place(of: id) == nil)
  }
}
