import Foundation
import Fuzzing
import TestSupport
import Testing
import Transformer
import WorkflowGraph

@Suite("Damaged inputs")
struct FuzzingTests {
  private static let catalog = try? NodeCatalog(
    CatalogFormat.read(
      Array(
        Data(contentsOf: repositoryRoot.appendingPathComponent("Config/Catalog/core.catalog")))))

  /// The short form of `Jobs/fuzz.sh`.
  @Test("no damaged input traps, hangs or breaks a promise", arguments: FuzzTarget.allCases)
  func damagedInputsAreRefused(target: FuzzTarget) throws {
    let catalog = try #require(Self.catalog)
    let run = FuzzRun(
      parsers: FuzzParsers(catalog: catalog), seeds: try FuzzSeeds(catalog: catalog), seed: 20)
    let result = run.run(target, cases: 0..<1_000)
    #expect(result.failures == [])
    #expect(result.slowestSeconds < 5, "case \(result.slowestCase)")
    #expect(result.good < result.cases)
  }

  @Test("every undamaged seed is good", arguments: FuzzTarget.allCases)
  func seedsAreGood(target: FuzzTarget) throws {
    let catalog = try #require(Self.catalog)
    let parsers = FuzzParsers(catalog: catalog)
    let inputs = try FuzzSeeds(catalog: catalog).inputs(for: target)
    #expect(!inputs.isEmpty)
    for input in inputs { #expect(try parsers.read(input, as: target)) }
  }

  /// The model in Q8_0, and where its tensors' data begin.
  private func model() throws -> (file: [UInt8], parsers: FuzzParsers, tensors: [GGUFTensor]) {
    let catalog = try #require(Self.catalog)
    let file = try #require(try FuzzSeeds(catalog: catalog).inputs(for: .model).first)
    return (file, FuzzParsers(catalog: catalog), try GGUFReader(GGUFBytes(file)).tensors)
  }

  @Test("a model file that is cut short is refused, at 500 places")
  func cutModels() throws {
    let (file, parsers, tensors) = try model()
    let used = try #require(tensors.last.map { $0.offset + $0.byteCount })
    for number in 0..<500 {
      let length = number * used / 500
      #expect(try !parsers.read(Array(file[..<length]), as: .model), "cut at \(length)")
    }
  }

  /// A file whose values changed may load, but then every tensor is still where it was.
  @Test("2,000 flipped bits in a model's head give an error or the same tensors")
  func flippedModels() throws {
    let (file, parsers, tensors) = try model()
    let head = try #require(tensors.first?.offset)
    var generator = TestGenerator(state: 2_000)
    var accepted = 0
    for _ in 0..<2_000 {
      var damaged = file
      let place = Int.random(in: 0..<head, using: &generator)
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      guard try parsers.read(damaged, as: .model) else { continue }
      accepted += 1
      let found = try GGUFReader(GGUFBytes(damaged)).tensors
      // Behind the last tensor nothing stands that a wrong length of it could run into.
      #expect(found.dropLast() == tensors.dropLast(), "byte \(place)")
    }
    #expect((1..<2_000).contains(accepted))
  }

  @Test("a case depends on its seed and number alone")
  func casesAreRepeatable() throws {
    let catalog = try #require(Self.catalog)
    let seeds = try FuzzSeeds(catalog: catalog)
    let runs = [1, 1, 2].map {
      FuzzRun(parsers: FuzzParsers(catalog: catalog), seeds: seeds, seed: $0)
    }
    #expect(runs[0].input(.code, 77) == runs[1].input(.code, 77))
    #expect(runs[0].input(.code, 77) != runs[2].input(.code, 77))
  }
}
