import Testing
import WorkflowGraph

@testable import Canvas

@Suite("The note")
struct NotePlacementTests {
  @Test("A note is as high as its text needs, up to a screen's height")
  func height() {
    #expect(NotePlacement.place("short").frame.height == 120)
    #expect(NotePlacement.place(String(repeating: "line\n", count: 29)).frame.height == 700)
    #expect(NotePlacement.place(String(repeating: "word ", count: 9000)).frame.height == 1000)
  }
}
