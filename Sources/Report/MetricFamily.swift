import Escaping
import JSON
import JobStore

/// One number with its labels.
struct MetricSample: Equatable {
  let name: String
  let labels: [(key: String, value: String)]
  let value: Double

  init(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
    self.name = name
    self.labels = labels
    self.value = value
  }

  static func == (left: MetricSample, right: MetricSample) -> Bool { left.line == right.line }

  /// For example `nightloom_jobs{state="ready"} 3`.
  var line: String {
    let pairs = labels.map { "\($0.key)=\"\(MetricsEscaping.label($0.value))\"" }
    let braces = pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}"
    return "nightloom_\(name)\(braces) \(Self.shown(value))\n"
  }

  var json: JSONValue {
    [
      "name": .string("nightloom_" + name),
      "labels": .object(JSONObject(labels.map { ($0.key, .string($0.value)) })),
      "value": value.isFinite ? number : .null,
    ]
  }

  private var number: JSONValue { Self.whole(value).map { .int($0) } ?? .double(value) }

  /// Whole numbers without a point, as counters are read more easily so.
  static func shown(_ value: Double) -> String {
    if value == .infinity { return "+Inf" }
    return whole(value).map(String.init) ?? "\(value)"
  }

  private static func whole(_ value: Double) -> Int? {
    abs(value) < 9e15 && value.rounded() == value ? Int(value) : nil
  }
}

/// Samples of one meaning.
struct MetricFamily {
  enum Kind: String {
    case counter
    case gauge
    case histogram
  }

  let name: String
  let kind: Kind
  let help: String
  let samples: [MetricSample]

  init(_ name: String, _ kind: Kind, _ help: String, _ samples: [MetricSample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }

  static func gauge(_ name: String, _ help: String, _ value: Double?) -> MetricFamily {
    MetricFamily(name, .gauge, help, value.map { [MetricSample(name, [], $0)] } ?? [])
  }

  static func counter(_ name: String, _ help: String, _ value: Double?) -> MetricFamily {
    MetricFamily(name, .counter, help, value.map { [MetricSample(name, [], $0)] } ?? [])
  }

  /// Buckets count all values up to their bound, the last one every value.
  static func histogram(_ name: String, _ help: String, _ values: Histogram) -> MetricFamily {
    var below = 0
    var samples = zip(values.bounds + [.infinity], values.counts).map { bound, count in
      below += count
      return MetricSample(
        name + "_bucket", [("le", MetricSample.shown(bound))], Double(below))
    }
    samples.append(MetricSample(name + "_sum", [], values.sum))
    samples.append(MetricSample(name + "_count", [], Double(values.count)))
    return MetricFamily(name, .histogram, help, samples)
  }
}
