import JSON
import TestSupport
import Testing
import WorkflowGraph

@Suite("The shipped catalog form")
struct CatalogFormatTests {
  private func roundTrip(_ definitions: [NodeDefinition]) throws {
    let bytes = CatalogFormat.write(NodeCatalog(definitions), notes: ["made\tfor a test"])
    #expect(try CatalogFormat.read(bytes) == definitions)
    #expect(CatalogFormat.write(NodeCatalog(try CatalogFormat.read(bytes))).count < bytes.count)
  }

  @Test("Reading what was written gives the same definitions, whatever their texts hold")
  func texts() throws {
    let odd = ["", " ", "a\tb\nc\r\\", "\\e", "#", "名前", "| 🙂 /", "\"q\""]
    try roundTrip(
      odd.map { text in
        NodeDefinition(
          classType: "c" + text, displayName: text + "d", category: text, pack: text,
          inputs: [
            InputDefinition(
              name: text, type: .named(text), defaultValue: .string(text),
              choices: [.string(text), 1, 2.5, true, nil, ["a"]], widgetType: text)
          ], outputs: [OutputDefinition(name: text, type: .any, matchTemplate: text)])
      })
  }

  @Test("Every property survives")
  func properties() throws {
    let inner = InputDefinition(
      name: "w", presence: .optional, type: .choices(["a", "b"]), defaultValue: "b",
      minimum: JSONNumber(spelling: "-18446744073709551615"), maximum: JSONNumber(1.5),
      step: JSONNumber(spelling: "1e-3"), choices: ["a", "b"], choicesAreFiles: true,
      isMultiselect: true, isMultiline: true, isForcedSocket: true, isDefaultSocket: true,
      isSocketless: true, widgetType: "", controlAfterGenerate: false)
    let dynamics: [DynamicInput] = [
      .autogrow(template: inner, names: ["w.i0", "w.i1"], minimum: 1),
      .autogrow(template: inner, names: ["w.x", "", "w.y"], minimum: 0),
      .autogrow(template: inner, names: [], minimum: 0),
      .combo(options: [
        DynamicOption(key: "a\tb", inputs: [inner]), DynamicOption(key: 1, inputs: []),
      ]),
      .combo(options: []), .slot(input: inner, further: [inner, inner]),
      .matchType(template: "t", allowed: "IMAGE,MASK"),
    ]
    let inputs = dynamics.map { dynamic in
      var input = inner
      input.dynamic = dynamic
      input.presence = .unknown
      input.controlAfterGenerate = true
      return input
    }
    try roundTrip([
      NodeDefinition(
        classType: "A", displayName: "Name", category: "x/y", pack: "p", tier: .extended,
        isOutputNode: true, isDeprecated: true, isAPINode: true, inputs: inputs,
        outputs: [OutputDefinition(name: "o", type: .choices([]), isList: true)]),
      NodeDefinition(classType: "B", tier: .observed),
    ])
  }

  @Test(
    "A damaged file is refused with its line",
    arguments: [
      ("", "catalog file, line 0: expected 'nightloom-catalog 1'"),
      ("nightloom-catalog 2\n", "catalog file, line 1: expected 'nightloom-catalog 1'"),
      ("nightloom-catalog 1\n\nq\ta", "catalog file, line 3: unknown kind of line"),
      ("nightloom-catalog 1\ns\ta\\x", "catalog file, line 2: unknown escape"),
      (
        "nightloom-catalog 1\nn\tA\t\t0\t0\tc",
        "catalog file, line 2: reference to a line that does not exist"
      ),
      ("nightloom-catalog 1\ni\ta\tINT\tz", "catalog file, line 2: unknown flag of an input"),
      ("nightloom-catalog 1\ni\ta\tINT\tr\t\tx", "catalog file, line 2: not JSON: "),
    ])
  func damage(_ text: String, _ sentence: String) {
    let error = #expect(throws: CatalogFormatError.self) {
      try CatalogFormat.read(Array(text.utf8))
    }
    #expect(error?.description.hasPrefix(sentence) == true, "\(error?.description ?? "none")")
  }

  @Test("Bytes cut or changed anywhere never trap")
  func noise() throws {
    let definition = NodeDefinition(
      classType: "A",
      inputs: [
        InputDefinition(
          name: "m", type: .named("COMFY_DYNAMICCOMBO_V3"),
          dynamic: .combo(options: [
            DynamicOption(
              key: "k", inputs: [InputDefinition(name: "s", type: .named("INT"), choices: [1])])
          ]))
      ], outputs: [OutputDefinition(name: "o", type: .any)])
    let bytes = CatalogFormat.write(NodeCatalog([definition]))
    for place in bytes.indices {
      for byte in [0x09, 0x0A, 0x20, 0x39, 0x5C, 0x61] as [UInt8] {
        var changed = bytes
        changed[place] = byte
        _ = try? CatalogFormat.read(changed)
      }
      _ = try? CatalogFormat.read(Array(bytes[..<place]))
    }
  }

  @Test("All known definitions survive", .enabled(if: DataFolder.isPresent))
  func real() throws {
    for name in ["core", "extended", "observed"] {
      let json = try JSONValue.parse([UInt8](DataFolder.read("object_info/\(name).json.gz")))
      let catalog =
        name == "observed" ? ObjectInfoFormat.readObserved(json) : ObjectInfoFormat.read(json)
      let bytes = CatalogFormat.write(catalog)
      #expect(try CatalogFormat.read(bytes) == catalog.definitions)
    }
  }
}
