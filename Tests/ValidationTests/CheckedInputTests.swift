import JSON
import Testing
import WorkflowGraph

@testable import Validation

@Suite("A checked input")
struct CheckedInputTests {
  private func input(_ choices: [JSONValue]) -> CheckedInput {
    CheckedInput(InputDefinition(name: "c", type: .choices(choices), choices: choices))
  }

  @Test("a choice is found among few and among many, as Python compares", arguments: [2, 40])
  func choices(count: Int) {
    let texts = (0..<count).map { JSONValue.string("choice \($0)") }
    let input = input(texts + [1, "caf\u{E9}"])
    #expect(input.hasChoice("choice 1"))
    #expect(input.hasChoice(true))
    #expect(input.hasChoice(1.0))
    #expect(input.hasChoice("caf\u{E9}"))
    #expect(!input.hasChoice("cafe\u{301}"))
    #expect(!input.hasChoice("Choice 1"))
    #expect(!input.hasChoice(2))
  }

  @Test("an input without choices has none")
  func noChoices() {
    let plain = CheckedInput(InputDefinition(name: "n", type: .named("INT")))
    #expect(plain.choices == nil)
    #expect(!plain.hasChoice(1))
  }
}
