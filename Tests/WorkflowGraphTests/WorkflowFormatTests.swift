import JSON
import Testing
import WorkflowGraph

@Suite struct WorkflowFormatTests {
  @Test func theFormIsToldByItsShape() throws {
    let cases: [(String, WorkflowFormat)] = [
      (#"{"nodes": [], "links": []}"#, .ui), (#"{"1": {"class_type": "A"}}"#, .api),
      (#"{"prompt": {"1": {"class_type": "A"}}}"#, .api),
      (#"{"_comment": 1, "1": {"class_type": "A"}}"#, .api), ("{}", .unknown), ("[]", .unknown),
      (#"{"nodes": {}}"#, .unknown), (#"{"1": {"inputs": {}}}"#, .unknown), ("3", .unknown),
    ]
    for (text, form) in cases {
      #expect(try WorkflowFormat.recognise(JSONValue.parse(text)) == form, "\(text)")
    }
  }
}
