import Testing
import WorkflowGraph

@testable import Canvas

@Suite("The note")
struct NotePlacementTests {
  @Test("A note is as high as its text needs, between the median and a screen")
  func height() {
    #expect(NotePlacement.place("short").frame.height == 420)
    #expect(NotePlacement.place(String(repeating: "line\n", count: 29)).frame.height == 700)
    #expect(NotePlacement.place(String(repeating: "word ", count: 9000)).frame.height == 1000)
  }
}
