import JSON
import KnowledgeBase
import Testing

@Suite("The shipped workflow knowledge base")
struct WorkflowKnowledgeFormatTests {
  @Test("Reading what was written gives the same entries")
  func roundTrip() throws {
    let odd = WorkflowEntry(
      id: "tab\there", family: "back\\slash\nline", classTypes: ["a b ": 2, "名|前": 1, "": 1],
      text: "",
      skeleton: WorkflowSkeleton(parts: [
        .init(classType: "名|前", links: [.init(input: "in\tput", source: 1, slot: 2)]),
        .init(classType: "", links: [.init(input: "b", source: 0, slot: 0)]),
        .init(classType: "only here"),
      ]),
      values: [
        GivenValue(classType: "a b ", input: "in\tput", value: .null, count: 2),
        GivenValue(classType: "a b ", input: "steps", value: 20),
        GivenValue(classType: "no node", input: "cfg", value: .double(7)),
        GivenValue(classType: "no node", input: "name", value: "e\u{301} \"x\""),
      ])
    let entries = SmallKnowledge.entries + [odd]
    let bytes = WorkflowKnowledgeFormat.write(entries, notes: ["a note"])
    #expect(try WorkflowKnowledgeFormat.read(bytes) == entries)
    #expect(WorkflowKnowledgeFormat.write(entries, notes: ["a note"]) == bytes)
    #expect(try WorkflowKnowledgeFormat.read(WorkflowKnowledgeFormat.write([])) == [])
  }

  @Test(
    "A damaged file is refused with its line",
    arguments: [
      ("", "line 1: expected 'nightloom-workflows 3'"),
      ("nightloom-workflows 3\nx\ty", "line 2: unknown kind of line"),
      ("nightloom-workflows 3\nw\ta\tb\t1\t\t\t", "line 2: a list is out of order or out of range"),
      (
        "nightloom-workflows 3\nc\tA\nw\ta\tb\t0\t\t\t",
        "line 3: a list is out of order or out of range"
      ),
      ("nightloom-workflows 3\nc\tA\nw\ta\tb\tx\t\t\t", "line 3: expected a number"),
      (
        "nightloom-workflows 3\nc\tA\nw\ta\tb\t1*0\t\t\t",
        "line 3: a list is out of order or out of range"
      ),
      ("nightloom-workflows 3\nw\ta\tb\t\t\t", "line 2: unknown kind of line"),
      ("nightloom-workflows 3\nc\tA\nw\ta\tb\t\t\t1\t", "line 3: a class type is out of range"),
      ("nightloom-workflows 3\nc\tA\nw\ta\tb\t\t\t0,0\t", "line 3: expected a link"),
      ("nightloom-workflows 3\nc\tA\nw\ta\tb\t\t\t0,0:0\t", "line 3: a link is out of range"),
      (
        "nightloom-workflows 3\nc\tA\ni\tx\nw\ta\tb\t\t\t0,0:1\t",
        "line 4: a link is out of range"
      ),
      ("nightloom-workflows 3\nv\t{", "line 2: not JSON: expected a key in quotes at byte 1"),
      ("nightloom-workflows 3\nw\ta\tb\t\t\t\t0", "line 2: a class type is out of range"),
      ("nightloom-workflows 3\nc\tA\nw\ta\tb\t\t\t\t0,0", "line 3: expected a value"),
      (
        "nightloom-workflows 3\nc\tA\nv\t1\nw\ta\tb\t\t\t\t0,0:0",
        "line 4: a value is out of range"
      ),
      (
        "nightloom-workflows 3\nc\tA\ni\tx\nv\t1\nw\ta\tb\t\t\t\t0,0:0*0",
        "line 5: a value is out of range"
      ),
    ])
  func damage(_ text: String, _ reason: String) {
    let error = #expect(throws: KnowledgeBaseError.self) {
      try WorkflowKnowledgeFormat.read(Array(text.utf8), file: "w")
    }
    #expect(error?.description == "cannot read w: \(reason)")
  }

  @Test("Bytes cut or changed anywhere never trap")
  func noise() {
    let bytes = WorkflowKnowledgeFormat.write(Array(SmallKnowledge.entries.prefix(2)))
    for place in bytes.indices {
      for byte in [0x09, 0x0A, 0x20, 0x2A, 0x39, 0x5C] as [UInt8] {
        var changed = bytes
        changed[place] = byte
        _ = try? WorkflowKnowledgeFormat.read(changed)
      }
      _ = try? WorkflowKnowledgeFormat.read(Array(bytes[..<place]))
    }
  }
}
