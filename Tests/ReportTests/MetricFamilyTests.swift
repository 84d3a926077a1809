import JobStore
import Testing

@testable import Report

@Suite struct MetricFamilyTests {
  @Test func aLabelCannotBreakOutOfItsQuotes() {
    let sample = MetricSample("x", [("kind", "a\"} 1\nnightloom_up 0\\")], 2)
    #expect(sample.line == "nightloom_x{kind=\"a\\\"} 1\\nnightloom_up 0\\\\\"} 2\n")
  }

  @Test func numbersAreWrittenAsPrometheusReadsThem() {
    let values = [3, 0.5, -2, 1e300, .infinity].map(MetricSample.shown)
    #expect(values == ["3", "0.5", "-2", "1e+300", "+Inf"])
  }

  @Test func bucketsCountAllValuesUpToTheirBound() {
    var histogram = Histogram(bounds: [1, 2])
    for value in [0.5, 1.5, 1.6, 9] { histogram.add(value) }
    let family = MetricFamily.histogram("t", "Times.", histogram)
    #expect(
      family.samples.map(\.line) == [
        "nightloom_t_bucket{le=\"1\"} 1\n", "nightloom_t_bucket{le=\"2\"} 3\n",
        "nightloom_t_bucket{le=\"+Inf\"} 4\n", "nightloom_t_sum 12.6\n", "nightloom_t_count 4\n",
      ])
  }
}
