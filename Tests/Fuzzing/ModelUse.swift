import Generation
import OperatingSystem
import Sampling
import Tokenization
import Transformer
import WorkflowGraph

/// Loads a model file from memory and writes with it: a few tokens of any kind, and with byte-pair
/// tokenizers the beginning of two answers under the mask.
struct ModelUse {
  /// The nodes that answers may use.
  let catalog: NodeCatalog

  /// Whether the file is a model that can be used.
  ///
  /// - Throws: ``FuzzFailure`` when a promise is broken: an error that is no printable sentence, or
  ///   a token that the model's vocabulary does not have.
  func succeeds(_ bytes: [UInt8]) throws -> Bool {
    do {
      let reader = try GGUFReader(GGUFBytes(bytes))
      let weights = try ModelWeights(reader)
      try? reader.checkNumbers()
      let tokenizer = try TokenizerMetadata.state(reader).makeTokenizer()
      try writeTokens(weights, tokenizer)
      if let tokenizer = tokenizer as? BytePairTokenizer { try writeAnswers(weights, tokenizer) }
      return true
    } catch let error as GGUFError {
      try Self.check("\(error)")
    } catch let error as TokenizerError {
      guard !"\(error)".isEmpty else { throw FuzzFailure(reason: "an error without words") }
    } catch let error as DecodingError {
      try Self.check("\(error)")
    }
    return false
  }

  /// Two answers of three tokens each.
  private func writeTokens(_ weights: ModelWeights, _ tokenizer: any Tokenizer) throws {
    let size = weights.configuration.vocabularySize
    let room = min(weights.configuration.contextLength, 16)
    let prompt = tokenizer.encode("a cab,\n1é").prefix(room)
    guard prompt.allSatisfy({ (0..<Int32(size)).contains($0) }) else {
      throw FuzzFailure(reason: "the tokenizer writes tokens that the model does not have")
    }
    let session = try weights.model().makeSession(rows: 2, maximumTokens: room)
    var sampler = try Sampler(parameters: SamplingParameters(seed: 1), vocabularySize: size)
    try session.prefill(Array(prompt))
    for _ in 0..<min(3, room - prompt.count) {
      let tokens = (0..<2).map { sampler.sample(logits: session.logits(row: $0)).token }
      _ = tokenizer.decode(tokens)
      try session.step(tokens: tokens)
    }
  }

  private func writeAnswers(_ weights: ModelWeights, _ tokenizer: BytePairTokenizer) throws {
    let bundle = try ModelBundle(model: weights.model(), tokenizer: tokenizer, catalog: catalog)
    let request = SamplingRequest(
      prompt: "a cab", candidates: ["LoadImage", "SaveImage"], seeds: [1, 2], maximumTokens: 24)
    _ = try AnswerGenerator(bundle).answers(request)
  }

  private static func check(_ sentence: String) throws {
    guard !sentence.isEmpty, sentence.utf8.count < 4_096,
      displayName(Array(sentence.utf8)) == sentence
    else { throw FuzzFailure(reason: "an error that is no printable sentence: \(sentence)") }
  }
}
