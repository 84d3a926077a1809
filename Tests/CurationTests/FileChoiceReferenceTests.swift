import Foundation
import Generation
import JSON
import KnowledgeBase
import TestSupport
import Testing
import WorkflowGraph

@testable import Curation

/// Asks whether answers load the files that the authors of the test workflows loaded.
@Suite("Files of test workflows", .enabled(if: DataFolder.isPresent))
struct FileChoiceReferenceTests {
  private struct Tally {
    var inputs = 0
    var equal = 0
    var equalToCommonest = 0
  }

  private static let catalog = SmallCorpus.load(.extended)

  private static func habits() throws -> FileHabits {
    let path = repositoryRoot.appendingPathComponent("Config/KnowledgeBase/files.json")
    return FileHabits(json: try JSONValue.parse([UInt8](Data(contentsOf: path))))
  }

  /// Takes the file names out of a workflow and has them chosen anew.
  private static func tally(_ entry: CorpusEntry, _ habits: FileHabits) -> Tally? {
    guard let gold = try? WorkflowFile.read(entry.workflow, catalog: catalog) else { return nil }
    var bare = gold
    var taken: [(node: String, input: InputDefinition, name: String)] = []
    for place in bare.nodes.indices {
      let node = gold.nodes[place]
      for input in catalog[node.classType]?.inputs ?? [] where input.choicesAreFiles {
        guard case .literal(let value)? = node[input.name], let name = value.string,
          input.choices?.contains(value) == true, (input.choices?.count ?? 0) > 1
        else { continue }
        bare.nodes[place].inputs.removeAll { $0.name == input.name }
        taken.append((node.id, input, name))
      }
    }
    let wish = entry.descriptions.first ?? entry.names.first ?? ""
    let full = CompactForm(catalog: catalog, habits: habits)
      .complete(bare, words: PromptWords(prompt: wish), seed: 1).workflow
    var tally = Tally()
    for one in taken {
      guard let node = full.node(one.node) else { continue }
      tally.inputs += 1
      if node[one.input.name] == .literal(.string(one.name)) { tally.equal += 1 }
      let commonest = habits.likeliest(
        at: one.input.name, of: node.classType, among: one.input.choices ?? [], cues: [])
      if commonest == one.name { tally.equalToCommonest += 1 }
    }
    return tally
  }

  @Test("Chosen in company, more are the author's than the commonest would be")
  func company() throws {
    let habits = try Self.habits()
    let entries = try CorpusReader.entries([UInt8](DataFolder.read("workflows/test.jsonl.gz")))
    let all = entries.compactMap { Self.tally($0, habits) }.reduce(into: Tally()) {
      $0.inputs += $1.inputs
      $0.equal += $1.equal
      $0.equalToCommonest += $1.equalToCommonest
    }
    print(
      "files: \(all.equal) of \(all.inputs) the author's, \(all.equalToCommonest) the commonest")
    #expect(all.inputs > 100)
    #expect(all.equal * 10 > all.equalToCommonest * 13)
  }
}
