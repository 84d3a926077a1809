import JSON
import Testing
import WorkflowCode
import WorkflowGraph

@Suite struct CodeSpellingTests {
  @Test func classTypesBecomeIdentifiers() {
    let cases = [
      ("SaveImage", "SaveImage"), ("Image Resize (rgthree)", "Image_Resize_rgthree"),
      ("XY Input: Denoise", "XY_Input_Denoise"), ("3D Pack", "v3D_Pack"), ("图", "Node"),
      ("🔧 Image+", "Image"), ("class", "class_"), ("", "Node"), ("_keep__", "_keep__"),
      ("a|b//c", "a_b_c"),
    ]
    for (classType, identifier) in cases {
      #expect(CodeSpelling.identifier(for: classType) == identifier)
    }
  }

  @Test func typesBecomeVariablePrefixes() {
    let cases = [
      ("MODEL", "model"), ("*", "any"), ("COMBO", "combo"), ("MESH,FILE_3D_GLB", "mesh"),
      ("MESH , X", "mesh"), (" FLOAT", "float"), ("CONTROL_NET", "control_net"),
      ("3D", "v3d"), ("", "any"), (",", "any"), ("图", "any"), ("IN", "in_"), ("A.B", "a_b"),
      ("COMFY_MATCHTYPE_V3", "any"),
    ]
    for (type, prefix) in cases {
      #expect(CodeSpelling.variablePrefix(for: .named(type)) == prefix)
    }
    #expect(CodeSpelling.variablePrefix(for: .choices(["a"])) == "combo")
  }

  @Test func outputNamesBecomeVariablePrefixes() {
    let cases = [
      ("IMAGE", "image"), ("*", "_"), ("CONDITIONING+", "conditioning_"), ("", "out2"),
      ("2nd", "v2nd"), ("if", "if_"), ("é", "_"),
    ]
    for (name, prefix) in cases {
      #expect(CodeSpelling.variablePrefix(forOutput: name, slot: 2) == prefix)
    }
  }

  @Test func stringsAreEscapedExactly() {
    #expect(CodeSpelling.stringLiteral("a \"b\" \\ \n\r\t") == #""a \"b\" \\ \n\r\t""#)
    #expect(CodeSpelling.stringLiteral("\0\u{1B}\u{85}\u{2028}") == #""\x00\x1b\x85\u2028""#)
    #expect(CodeSpelling.stringLiteral("火🔥'") == "\"火🔥'\"")
  }

  @Test func valuesAreSpelledAsPythonDoes() {
    #expect(
      CodeSpelling.literal([.null, true, false, 1, 1.0, ["a": []]])
        == #"[None, True, False, 1, 1.0, {"a": []}]"#)
    #expect(CodeSpelling.extra([("if", "1"), ("a\"b", "x_1")]) == #"**{"if": 1, "a\"b": x_1}"#)
  }

  @Test func onlyIdentifiersAreArgumentNames() {
    #expect(CodeSpelling.isArgumentName("steps_2"))
    for name in ["", "2x", "a b", "if", "None", "x.y", "é"] {
      #expect(!CodeSpelling.isArgumentName(name))
    }
  }
}
