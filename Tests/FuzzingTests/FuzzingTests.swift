import Foundation
import Fuzzing
import TestSupport
import Testing
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
