import JSON
import KnowledgeBase
import Sampling
import TestSupport
import Testing
import Tokenization
import WorkflowGraph

@testable import Generation

@Suite struct ValueLeaningTests {
  private static let entries = [
    WorkflowEntry(
      id: "a", family: "a",
      classTypes: Dictionary(uniqueKeysWithValues: SmallOffer.textToImage.map { ($0, 1) }),
      text: "",
      values: [
        GivenValue(classType: "EmptyLatentImage", input: "height", value: .null),
        GivenValue(classType: "EmptyLatentImage", input: "width", value: 768),
        GivenValue(classType: "KSampler", input: "cfg", value: .double(5.5)),
        GivenValue(classType: "KSampler", input: "scheduler", value: "karras"),
      ])
  ]

  /// What a model that finds every token equally likely writes behind `end`, as a value.
  private func value(after end: String, knowing entries: [WorkflowEntry] = entries) throws -> String
  {
    let counts = NodeCounts(entries)
    let values = NodeValues(entries)
    let response = try SampleWorkflows.response(for: SampleWorkflows.textToImage)
    let offer = NodeOffer(
      candidates: response.selectedNodes,
      leanings: response.selectedNodes.map {
        Leaning(odds: 3, counts: counts.record(of: $0), values: values.record(of: $0))
      },
      catalog: TinyModel.catalog, identifiers: SmallOffer.identifiers,
      vocabulary: SmallOffer.vocabulary, supply: SmallOffer.supply)
    var constraint = WorkflowConstraint(vocabulary: SmallOffer.vocabulary, offer: offer)
    let count = TinyModel.encoder.tokenizer.vocabulary.count
    var mask = TokenMask(capacity: count)
    var ids: [Int32] = []
    var value = ""
    var written = TinyModel.encoder.response(response)[...]
    while ids.count < 2_000 {
      constraint.allowedTokens(into: &mask, remainingTokens: 2_000 - ids.count)
      let isBehind = TinyModel.encoder.text(of: ids).hasSuffix(end) || !value.isEmpty
      if isBehind, !constraint.isAtValue { break }
      var logits = [Float](repeating: 0, count: count)
      for shift in constraint.shifts(allowed: mask) { logits[Int(shift.token)] += shift.amount }
      var likeliest: Int32?
      mask.forEach { token in
        guard logits[Int(token)] > likeliest.map({ logits[Int($0)] }) ?? -.infinity else { return }
        likeliest = token
      }
      let token = try #require(isBehind ? likeliest : written.popFirst())
      constraint.accept(token: token)
      ids.append(token)
      if isBehind { value += TinyModel.encoder.text(of: [token]) }
    }
    return value
  }

  @Test func `A number is written that known workflows have, and ends where it does`() throws {
    #expect(try value(after: "EmptyLatentImage(width=").hasPrefix("768)"))
    let scale = try value(after: ", cfg=")
    #expect(scale.hasPrefix("5.5"))
    #expect(scale.dropFirst(3).first?.isNumber == false)
  }

  @Test func `A choice is written that known workflows have`() throws {
    #expect(try value(after: ", scheduler=") == "\"karras\"")
  }

  @Test func `What all leave alone keeps its start value`() throws {
    #expect(try value(after: ", steps=").hasPrefix("20"))
  }

  @Test func `Where nothing is known nothing is leaned to`() throws {
    let none = try value(after: "EmptyLatentImage(width=", knowing: [])
    #expect(!none.hasPrefix("768") && !none.hasPrefix("512"))
  }
}
