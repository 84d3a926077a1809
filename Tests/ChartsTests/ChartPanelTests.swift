import Charts
import Testing

@Suite struct ChartPanelTests {
  private let curve = ChartCurve("loss", [(1, 4), (2, 2), (3, 6), (4, 0)])

  @Test func `A curve is averaged over points in a row`() {
    let averaged = curve.averaged(over: 2)
    #expect(averaged.points.map(\.x) == [2, 3, 4])
    #expect(averaged.points.map(\.y) == [3, 4, 3])
  }

  @Test func `Too few points stay as they are`() {
    #expect(curve.averaged(over: 1).points.map(\.y) == [4, 2, 6, 0])
    #expect(curve.averaged(over: 9).points.map(\.y) == [4, 2, 6, 0])
  }
}
