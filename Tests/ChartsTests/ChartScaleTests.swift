import Testing

@testable import Charts

@Suite struct ChartScaleTests {
  @Test(arguments: [
    ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([3.0, 97.0], ["0", "20", "40", "60", "80", "100"]),
    ([-0.03, 0.04], ["-0.04", "-0.02", "0.00", "0.02", "0.04"]),
    ([7.0], ["6.4", "6.6", "6.8", "7.0", "7.2", "7.4", "7.6"]),
    ([0.0001, 0.0004], ["0.0001", "0.0002", "0.0003", "0.0004"]),
  ])
  func `Marks are round numbers that enclose the values`(values: [Double], marks: [String]) {
    let scale = ChartScale(covering: values)
    #expect(scale.marks.map(\.text) == marks)
    #expect(values.allSatisfy { (0...1).contains(scale.place($0)) })
  }

  @Test func `Nothing and what is no number need no room`() {
    #expect(ChartScale(covering: []).marks.count == 6)
    #expect(ChartScale(covering: [.nan, .infinity, 2, 4]).marks.last?.text == "4.0")
  }
}
