import Configuration
import Foundation
import TestSupport
import Testing

@Suite struct DirectivesTests {
  @Test func `every default is a value of its directive, and no name occurs twice`() {
    for directive in Directives.all { #expect(directive.problem(directive.defaultText) == nil) }
    #expect(Set(Directives.all.map(\.name)).count == Directives.all.count)
  }

  @Test func `the shipped file states every directive with its default`() throws {
    let url = repositoryRoot.appendingPathComponent("Config/nightloom.conf")
    #expect(try String(contentsOf: url, encoding: .utf8) == Directives.shippedText)
    let file = try ConfigurationFile.read(url.path)
    for directive in Directives.all { #expect(file.sets(directive)) }
  }
}
