/// A mean with its 95 % interval.
public struct Estimate: Equatable, Sendable {
  /// The mean over the samples that have a value.
  public var mean: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double
  /// How many samples have a value.
  public var count: Int

  /// Makes an estimate.
  public init(mean: Double, low: Double, high: Double, count: Int) {
    self.mean = mean
    self.low = low
    self.high = high
    self.count = count
  }
}

/// The percentile bootstrap over workflows.
///
/// The draws are made once, so that all figures of a report stand on the same resampled sets.
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.
public struct Bootstrap: Sendable {
  /// The number of resampled sets.
  public let draws: Int
  private let sampleCount: Int
  /// `draws` rows of `sampleCount` places each.
  private let places: [Int32]

  /// Draws the sets.
  ///
  /// - Parameters:
  ///   - sampleCount: The number of samples.
  ///   - draws: The number of resampled sets.
  ///   - generator: One draw or more for each place of each set.
  public init(
    sampleCount: Int, draws: Int = 10_000, using generator: inout some RandomNumberGenerator
  ) {
    self.draws = draws
    self.sampleCount = sampleCount
    let upper = UInt64(max(sampleCount, 1))
    var places: [Int32] = []
    places.reserveCapacity(sampleCount * draws)
    for _ in 0..<(sampleCount * draws) {
      // The upper half of a 128-bit product; its bias is below 2⁻⁵⁰ for any set that fits here.
      places.append(Int32(truncatingIfNeeded: generator.next().multipliedFullWidth(by: upper).high))
    }
    self.places = places
  }

  /// The mean of the values that are there, with its interval; `nil` when none is.
  ///
  /// `values` holds one value for each sample. Sets in which no value is there are left out.
  public func estimate(_ values: [Double?]) -> Estimate? {
    precondition(values.count == sampleCount, "\(values.count) values of \(sampleCount) samples")
    let known = values.compactMap { $0 }
    guard let first = known.first else { return nil }
    let mean = known.reduce(0, +) / Double(known.count)
    if known.allSatisfy({ $0 == first }) {
      return Estimate(mean: first, low: first, high: first, count: known.count)
    }
    let means = resampledMeans(values)
    let tail = means.count / 40
    return Estimate(
      mean: mean, low: means[tail], high: means[means.count - 1 - tail], count: known.count)
  }

  /// The means of the resampled sets, sorted.
  private func resampledMeans(_ values: [Double?]) -> [Double] {
    let numbers = values.map { $0 ?? 0 }
    let weights = values.map { $0 == nil ? 0.0 : 1.0 }
    var means: [Double] = []
    means.reserveCapacity(draws)
    for draw in 0..<draws {
      var (sum, count) = (0.0, 0.0)
      for place in places[draw * sampleCount..<(draw + 1) * sampleCount] {
        sum += numbers[Int(place)]
        count += weights[Int(place)]
      }
      if count > 0 { means.append(sum / count) }
    }
    if means.isEmpty { means = [numbers.reduce(0, +) / weights.reduce(0, +)] }
    return means.sorted()
  }
}
