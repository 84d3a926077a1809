import Generation
import JSON
import Sampling
import Testing

@Suite struct TunedSamplingTests {
  private static let tuned = TunedSampling(
    chosen: SamplingSetting(temperature: 0.9, topP: 0.9, temperatureStep: -0.2),
    reasons: ["Better."], tunedOn: JSONObject([("set", "dev.jsonl")]),
    first: [
      TunedSampling.Arm(
        SamplingSetting(temperature: 0.9, topP: 0.9, temperatureStep: 0.15),
        score: ArmRecord(pulls: 3, mean: 0.1 + 0.2, squares: 1.0 / 3),
        agreement: ArmRecord(pulls: 3, mean: 0.5, squares: 0))
    ], retry: [])

  private func problem(_ text: String) throws -> String? {
    let json = try JSONValue.parse(Array(text.utf8))
    do {
      _ = try TunedSampling(json: json)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `A file that was written is read back to the last bit`() throws {
    let bytes = Self.tuned.json.bytes(.pretty)
    #expect(try TunedSampling(json: JSONValue.parse(bytes)) == Self.tuned)
  }

  @Test func `What is wrong with a file is said`() throws {
    let head = "{\"schema\":\"nightloom.sampling/1\",\"temperature\":0.7,\"top_p\":"
    #expect(try problem("{}") == "it is not of the schema nightloom.sampling/1")
    let ranges =
      "it needs temperature from 0 to 2, top_p above 0 to 1, temperature_step from -1 to 1"
    #expect(try problem(head + "0,\"temperature_step\":0}") == ranges)
    #expect(try problem(head + "1}") == ranges)
    #expect(try problem(head + "1,\"temperature_step\":1}") == nil)
    #expect(
      try problem(head + "1,\"temperature_step\":0,\"retry\":[{\"temperature\":1}]}")
        == "entry 1 of 'retry' is no setting with records")
  }

  @Test func `A request takes a setting over, round by round`() {
    var request = GenerationRequest(prompt: "a fox", key: [1])
    request.sample(as: .builtIn)
    #expect(request == GenerationRequest(prompt: "a fox", key: [1]))
    request.sample(as: Self.tuned.chosen)
    #expect(request.topP == 0.9)
    let wanted: [Float] = [0.9, 0.7, 0.5]
    #expect(
      zip((1...3).map { request.temperature(round: $0) }, wanted).allSatisfy { abs($0 - $1) < 1e-6 }
    )
    #expect(request.temperature(round: 9) == 0)
  }
}
