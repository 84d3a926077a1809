import JSON
import Testing
import Validation

@Suite struct HookTableTests {
  private let table = HookTable([
    "hooks": [
      "Load": ["args": ["image"], "kwargs": true, "check": "file_exists_unless_empty_or_none"],
      "Ratio": ["args": ["aspect_ratio"], "check": "aspect_ratio"],
      "Agree": ["args": ["choice"], "kwargs": true, "input_types": true, "check": "always_true"],
      "Convert": ["args": ["input_types"], "input_types": true, "check": "input_types"],
      "Unknown": ["args": ["folder"], "check": "other"],
      "Anything": ["args": [], "kwargs": true, "check": "other"],
    ]
  ])

  @Test(arguments: [
    ("Load", "image", true), ("Load", "width", false), ("Ratio", "aspect_ratio", true),
    ("Ratio", "seed", false), ("Agree", "choice", false), ("Unknown", "folder", true),
    ("Unknown", "scale", false), ("Anything", "scale", true), ("NoHook", "image", false),
  ])
  func `A hook may refuse what it looks at, unless it always agrees`(
    classType: String, input: String, mayRefuse: Bool
  ) {
    #expect(table.mayRefuse(input, of: classType) == mayRefuse)
  }

  @Test(arguments: [("Convert", true), ("Agree", false), ("Unknown", false), ("NoHook", false)])
  func `A hook that takes the types of links may refuse them, unless it always agrees`(
    classType: String, mayRefuse: Bool
  ) {
    #expect(table.mayRefuseLinkTypes(of: classType) == mayRefuse)
  }
}
