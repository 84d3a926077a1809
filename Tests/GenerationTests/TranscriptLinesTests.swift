import Generation
import JSON
import Testing

@Suite struct TranscriptLinesTests {
  private let transcript = Transcript(
    prompt: "a \"fox\"\n狐", candidates: ["A", "B C"],
    response: Response(selectedNodes: ["B C"], designPrinciple: "p", code: "_ = B_C()\n"))

  @Test func `A line names every field`() {
    #expect(
      transcript.json(id: "w1").text()
        == "{\"id\":\"w1\",\"prompt\":\"a \\\"fox\\\"\\n狐\",\"candidates\":[\"A\",\"B C\"],"
        + "\"selected\":[\"B C\"],\"principle\":\"p\",\"code\":\"_ = B_C()\\n\"}")
  }

  @Test func `Reading a written line gives the transcript, with and without an example`() throws {
    var shown = transcript
    shown.example = "_ = A()\n"
    for one in [transcript, shown] {
      #expect(Transcript(json: try JSONValue.parse(one.json(id: "w1").bytes())) == one)
    }
    #expect(shown.json(id: "w1")["example"] == "_ = A()\n")
  }

  @Test(arguments: ["prompt", "candidates", "selected", "principle", "code"])
  func `A missing member makes no transcript`(key: String) {
    let json = transcript.json(id: "w1")
    let kept = (json.object ?? JSONObject()).filter { $0.key != key }.map { ($0.key, $0.value) }
    #expect(Transcript(json: .object(JSONObject(kept))) == nil)
  }

  @Test func `Other values make no transcript`() {
    for json: JSONValue in [.null, 1, "x", [], [:]] { #expect(Transcript(json: json) == nil) }
  }
}
