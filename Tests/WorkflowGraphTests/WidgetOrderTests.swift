import JSON
import Testing

@testable import WorkflowGraph

@Suite struct WidgetOrderTests {
  /// The places as words: `name`, `control(name)`, `frontend(name)`.
  private func words(_ definition: NodeDefinition, _ values: [String: JSONValue] = [:]) -> [String]
  {
    WidgetOrder.places(for: definition, values: { values[$0] }).map { place in
      switch place {
      case .value(let input): input.name
      case .control(let name): "control(\(name))"
      case .frontend(let widget): "frontend(\(widget.name))"
      }
    }
  }

  private func definition(_ inputs: [InputDefinition]) -> NodeDefinition {
    NodeDefinition(classType: "X", inputs: inputs)
  }

  @Test func socketsOwnNoPlaceAndASeedOwnsTwo() throws {
    let sampler = try #require(Sample.catalog["Sampler"])
    #expect(
      words(sampler) == ["seed", "control(seed)", "steps", "cfg", "sampler", "denoise"])
  }

  @Test func theControlKeyDecidesOverTheName() {
    func input(_ name: String, _ type: String, _ key: Bool?) -> InputDefinition {
      InputDefinition(name: name, type: .named(type), controlAfterGenerate: key)
    }
    #expect(words(definition([input("seed", "INT", false)])) == ["seed"])
    #expect(words(definition([input("n", "INT", true)])) == ["n", "control(n)"])
    #expect(words(definition([input("noise_seed", "INT", nil)])).count == 2)
    #expect(words(definition([input("seed", "FLOAT", nil)])) == ["seed"])
    #expect(words(definition([input("f", "FLOAT", true)])) == ["f", "control(f)"])
    #expect(words(definition([input("seed", "STRING", true)])) == ["seed"])
  }

  @Test func forcedSocketsOwnNoPlaceAndSocketlessWidgetsDo() {
    func places(_ change: (inout InputDefinition) -> Void) -> Int {
      var input = InputDefinition(name: "x", type: .named("INT"))
      change(&input)
      return words(definition([input])).count
    }
    #expect(places { $0.isForcedSocket = true } == 0)
    #expect(places { $0.isDefaultSocket = true } == 1)
    #expect(
      places {
        $0.isDefaultSocket = true
        $0.presence = .optional
      } == 0)
    #expect(
      places {
        $0.type = .named("X_DATA")
        $0.isSocketless = true
      } == 1)
    #expect(places { $0.type = .named("FLOAT,INT") } == 0)
    #expect(
      places {
        $0.type = .named("FLOAT,INT")
        $0.widgetType = "FLOAT"
      } == 1)
    #expect(places { $0.type = .named("VHS_BatchManager") } == 0)
  }

  @Test func dynamicCombosOwnTheChosenOptionsPlaces() throws {
    let resize = try #require(Sample.catalog["Resize"])
    #expect(words(resize) == ["mode", "mode.width", "mode.height", "blur", "tidy"])
    #expect(words(resize, ["mode": "factor"]) == ["mode", "mode.by", "blur", "tidy"])
    #expect(words(resize, ["mode": "nonsense"]) == ["mode", "blur", "tidy"])
  }

  @Test func widgetsOfTheFrontendHaveTheirPlace() throws {
    let image = try #require(Sample.catalog["LoadImage"])
    #expect(words(image) == ["image", "frontend(upload)"])
  }
}
