import JSON
import Testing
import Validation
import WorkflowGraph

@Suite("Hooks decide as the classes' own code does")
struct HookValidationTests {
  private func load(_ image: JSONValue?) throws -> [String] {
    var inputs = JSONObject()
    inputs["image"] = image
    let prompt: JSONValue = [
      "1": ["class_type": "LoadImage", "inputs": .object(inputs)],
      "2": ["class_type": "Save", "inputs": ["images": ["1", 0], "prefix": "x"]],
    ]
    return try SmallServer.validator().validate(prompt).issues.map {
      "\($0.kind.rawValue) | \($0.details)"
    }
  }

  @Test(
    "Existing files and folders pass, also with a suffix",
    arguments: ["a.png", "", "3d", "3d/", "3d/b.glb", "3d/../a.png", "a.png [input]", "./a.png"])
  func present(_ name: String) throws {
    #expect(try load(.string(name)) == [])
  }

  @Test(
    "Absent files and ways out of the folder do not",
    arguments: [
      "b.png", "A.png", "a.png[input]", "a.png [output]", "a.png [temp]", "../a.png", "/etc",
    ])
  func absent(_ name: String) throws {
    #expect(
      try load(.string(name)) == [
        "custom_validation_failed | image - Invalid image file: \(name)"
      ])
  }

  @Test("What is no text raises")
  func raises() throws {
    let prefix = "exception_during_inner_validation | "
    #expect(try load(nil).first?.hasPrefix(prefix) == true)
    #expect(try load(3) == [prefix + "'int' object has no attribute 'endswith'"])
    #expect(try load(.null) == [prefix + "'NoneType' object has no attribute 'endswith'"])
  }

  @Test("A path must lead somewhere; where nobody knows the files every path does")
  func paths() throws {
    let info: JSONValue = [
      "VHS_LoadVideoPath": [
        "input": ["required": ["video": ["STRING", [:]]]], "output": [], "output_node": true,
      ]
    ]
    let hooks = HookTable(
      ["hooks": ["VHS_LoadVideoPath": ["args": ["video"], "check": "other"]]])
    let issues = { (path: JSONValue, files: MediaFiles?) in
      PromptValidator(
        catalog: ObjectInfoFormat.read(info), hooks: hooks, files: files, options: .server
      ).validate(["1": ["class_type": "VHS_LoadVideoPath", "inputs": ["video": path]]])
        .issues.map(\.details)
    }
    let files = MediaFiles(input: ["clips/a.mp4"])
    #expect(issues("clips/a.mp4", files) == [])
    #expect(issues("clips", files) == [])
    #expect(issues("", files) == ["video - Invalid path: "])
    #expect(issues("/films/b.mp4", files) == ["video - Invalid path: /films/b.mp4"])
    #expect(issues("/films/b.mp4", nil) == [])
  }

  private func verdict(_ hook: JSONValue, _ inputs: JSONValue) throws -> [IssueKind] {
    let info: JSONValue = [
      "A": [
        "input": [
          "required": [
            "v": ["STRING", [:]], "n": ["INT", ["max": 3]],
          ], "optional": ["original_model_task_id": ["TASK"]],
        ], "output": ["MODEL_TASK_ID", "OTHER"], "output_node": true,
      ]
    ]
    let validator = PromptValidator(
      catalog: ObjectInfoFormat.read(info), hooks: HookTable(["hooks": ["A": hook]]),
      files: MediaFiles(input: []), options: .server)
    return validator.validate(["1": ["class_type": "A", "inputs": inputs]]).issues.map(\.kind)
  }

  @Test("A hook that always agrees still switches range checks off")
  func alwaysTrue() throws {
    #expect(try verdict(["args": ["n"], "check": "always_true"], ["v": "", "n": 9]) == [])
    #expect(
      try verdict(["args": ["v"], "check": "always_true"], ["v": "", "n": 9])
        == [.valueBiggerThanMax])
    #expect(
      try verdict(["args": [], "kwargs": true, "check": "always_true"], ["v": "", "n": 9]) == [])
  }

  @Test("An absent file may be empty or none where the class says so")
  func unless() throws {
    let hook: JSONValue = [
      "args": ["v"], "kwargs": true, "check": "file_exists_unless_empty_or_none",
    ]
    #expect(try verdict(hook, ["v": "none", "n": 1]) == [])
    #expect(try verdict(hook, ["v": "", "n": 1]) == [])
    let failed = try verdict(hook, ["v": "x.glb", "n": 1])
    #expect(failed == [.customValidationFailed, .customValidationFailed])
  }

  @Test(
    "A ratio is two numbers from 1:4 to 4:1, or it raises",
    arguments: [
      ("1:1", true), ("4:1", true), ("1:4", true), ("16:9", true), ("5:1", false), ("1:0", false),
      ("1", false), ("a:b", false), ("", false),
    ])
  func ratio(_ text: String, _ passes: Bool) throws {
    let info: JSONValue = [
      "A": [
        "input": ["required": ["aspect_ratio": ["STRING", [:]]]], "output": [],
        "output_node": true,
      ]
    ]
    let hooks: JSONValue = [
      "hooks": ["A": ["args": ["aspect_ratio"], "check": "aspect_ratio"]]
    ]
    let verdict = PromptValidator(
      catalog: ObjectInfoFormat.read(info), hooks: HookTable(hooks), options: .server
    ).validate(["1": ["class_type": "A", "inputs": ["aspect_ratio": .string(text)]]])
    #expect(verdict.issues.map(\.kind) == (passes ? [] : [.exceptionDuringValidation]))
  }

  @Test("A hook that takes the link types judges them itself")
  func inputTypes() throws {
    let hook: JSONValue = [
      "args": ["input_types"], "input_types": true, "check": "input_types",
    ]
    #expect(try verdict(hook, ["v": "", "n": 1]) == [.exceptionDuringValidation])
    let good = try verdict(hook, ["v": "", "n": 1, "original_model_task_id": ["1", 0]])
    #expect(good == [.dependencyCycle])
    let bad = try verdict(hook, ["v": "", "n": 1, "original_model_task_id": ["1", 1]])
    #expect(bad == [.dependencyCycle, .customValidationFailed])
  }
}
