import Testing
import WorkflowCode
import WorkflowGraph

@Suite struct ClassIdentifiersTests {
  private let identifiers = ClassIdentifiers(sampleCatalog)

  @Test func identifiersLeadBackToTheirClassType() {
    for definition in sampleCatalog.definitions {
      let found = identifiers.classTypes(for: identifiers.identifier(for: definition.classType))
      #expect(found.contains(definition.classType))
    }
    #expect(identifiers.classType(for: "Image_Resize_rgthree") == "Image Resize (rgthree)")
  }

  @Test func sharedAndUnknownIdentifiersNeedAComment() {
    #expect(identifiers.classType(for: "Switch_any") == nil)
    #expect(identifiers.classTypes(for: "Switch_any") == ["Switch any", "Switch-any"])
    #expect(identifiers.needsComment("Switch any"))
    #expect(identifiers.needsComment("Not there"))
    #expect(!identifiers.needsComment("SaveImage"))
  }
}
