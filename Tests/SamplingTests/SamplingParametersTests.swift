import Testing

@testable import Sampling

@Suite struct SamplingParametersTests {
  @Test("Values without meaning are refused in a full sentence")
  func refused() {
    let cases: [(SamplingParameters, String)] = [
      (SamplingParameters(temperature: -1), "the temperature is -1.0; it must be at least 0"),
      (SamplingParameters(temperature: .nan), "the temperature is nan; it must be at least 0"),
      (SamplingParameters(topK: -2), "the top-k is -2; it must be at least 0"),
      (SamplingParameters(topP: 0), "the top-p is 0.0; it must be above 0 and at most 1"),
      (SamplingParameters(minP: 1.5), "the min-p is 1.5; it must be between 0 and 1"),
      (
        SamplingParameters(repetitionPenalty: 0),
        "the repetition penalty is 0.0; it must be above 0"
      ),
    ]
    for (parameters, sentence) in cases {
      let error = #expect(throws: SamplingError.self) {
        try Sampler(parameters: parameters, vocabularySize: 2)
      }
      #expect(error?.description == sentence)
    }
  }
}
