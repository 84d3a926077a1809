import Testing
import WorkflowGraph

@testable import Canvas

@Suite("Links as lines")
struct LinkLineTests {
  private func line(_ x: Double, _ y: Double, _ toX: Double, _ toY: Double) -> LinkLine {
    LinkLine(startX: x, startY: y, endX: toX, endY: toY)
  }

  @Test("Lines cross at inner points only")
  func crosses() {
    #expect(line(0, 0, 10, 10).crosses(line(0, 10, 10, 0)))
    #expect(!line(0, 0, 10, 10).crosses(line(0, 0, 10, 0)))
    #expect(!line(0, 0, 10, 10).crosses(line(0, 5, 4, 5)))
    #expect(!line(0, 0, 10, 0).crosses(line(0, 0, 10, 0)))
  }

  @Test("A line enters a rectangle if it runs through its inside")
  func enters() {
    let rectangle = CanvasRectangle(x: 10, y: 10, width: 10, height: 10)
    #expect(line(0, 15, 30, 15).enters(rectangle))
    #expect(line(15, 0, 15, 30).enters(rectangle))
    #expect(line(12, 12, 13, 13).enters(rectangle))
    #expect(!line(0, 10, 30, 10).enters(rectangle))
    #expect(!line(0, 0, 10, 10).enters(rectangle))
    #expect(!line(0, 15, 9, 15).enters(rectangle))
    #expect(!line(0, 18, 12, 30).enters(rectangle))
  }

  @Test("The length is that of the straight line")
  func length() {
    #expect(line(1, 2, 4, 6).length == 5)
  }
}
