import JSON
import TestSupport
import Testing

@testable import WorkflowGraph

@Suite struct PNGFormatTests {
  private let picture = PNGFormat.picture(
    width: 3, height: 2, palette: [[0, 0, 0], [255, 0, 9]], pixels: [0, 1, 0, 1, 0, 1])

  private func refusal(_ bytes: [UInt8]) -> String {
    do throws(WorkflowFormatError) {
      return "\(try PNGFormat.embed(EmbeddedWorkflow(ui: [:]), in: bytes).count) bytes"
    } catch {
      return error.description
    }
  }

  @Test func checksumsAreThoseOfTheSpecifications() {
    #expect(PNGFormat.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(PNGFormat.checksum(Array("IEND".utf8)) == 0xAE42_6082)
    #expect(PNGFormat.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(PNGFormat.adler32([]) == 1)
  }

  @Test func aPictureIsWrittenByteByByte() {
    let rows: [UInt8] = [0, 0x01, 0x00, 0, 0x10, 0x10]
    let stream: [UInt8] = [0x78, 0x01, 1, 6, 0, 0xF9, 0xFF] + rows + [0, 0x3B, 0, 0x22]
    #expect(Array(picture.prefix(8)) == PNGFormat.signature)
    #expect(
      Array(picture[8..<29]) == [0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 0, 3, 0, 0, 0, 2, 4, 3, 0, 0, 0])
    #expect(Array(picture[33..<47]) == [0, 0, 0, 6] + Array("PLTE".utf8) + [0, 0, 0, 255, 0, 9])
    #expect(Array(picture[51..<76]) == [0, 0, 0, 17] + Array("IDAT".utf8) + stream)
    #expect(
      Array(picture.suffix(12)) == [0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82])
  }

  @Test func whatIsEmbeddedIsReadBackAndReplacesWhatWasThere() throws {
    let first = EmbeddedWorkflow(ui: ["nodes": ["é\u{7F}\u{1F98A}"]], api: ["1": 7])
    let once = try PNGFormat.embed(first, in: picture)
    #expect(try EmbeddedFormat.read(once) == first)
    #expect(once.allSatisfy { $0 != 0xC3 }, "text is ASCII")
    let second = EmbeddedWorkflow(api: ["2": nil])
    let twice = try PNGFormat.embed(second, in: once)
    #expect(try EmbeddedFormat.read(twice) == second)
    #expect(try PNGFormat.embed(EmbeddedWorkflow(), in: twice) == picture)
  }

  @Test func otherTextsStayAndWhatFollowsTheEndIsDropped() throws {
    let titled =
      Array(picture[..<33]) + [0, 0, 0, 7] + Array("tEXtTitle\u{0}x".utf8)
      + [1, 2, 3, 4] + Array(picture[33...]) + [1, 2, 3]
    let result = try PNGFormat.embed(EmbeddedWorkflow(ui: [:]), in: titled)
    #expect(String(decoding: result, as: UTF8.self).contains("Title\u{0}x"))
    #expect(result.suffix(12) == picture.suffix(12))
  }

  @Test func damagedPicturesAreRefusedWithASentence() {
    #expect(
      refusal(Array("GIF89a".utf8))
        == "the picture is no whole PNG: it does not begin like one; save it again")
    for count in 8..<picture.count {
      #expect(refusal(Array(picture.prefix(count))).hasPrefix("the picture is no whole PNG: "))
    }
    #expect(
      refusal(Array(picture.prefix(20)))
        == "the picture is no whole PNG: a chunk of 13 bytes at byte 8 does not fit; save it again")
    #expect(
      refusal(PNGFormat.signature + [0xFF, 0xFF, 0xFF, 0xFF] + Array("IHDR".utf8) + [0, 0, 0, 0])
        == "the picture is no whole PNG: a chunk of 4294967295 bytes at byte 8 does not fit; "
        + "save it again")
    #expect(
      refusal(PNGFormat.signature + Array(picture.suffix(12)))
        == "the picture is no whole PNG: its header is not in front; save it again")
  }

  @Test(arguments: [(1, 1), (1, 70_000), (131_080, 1), (256, 513)])
  func everySizeIsWholeInStoredBlocks(width: Int, height: Int) throws {
    let bytes = PNGFormat.picture(
      width: width, height: height, palette: [[1, 2, 3]],
      pixels: [UInt8](repeating: 0, count: width * height))
    let rows = (1 + (width + 1) / 2) * height
    let blocks = (rows + 65_534) / 65_535
    #expect(bytes.count == 8 + 25 + 15 + 12 + 2 + rows + 5 * blocks + 4 + 12)
    #expect(try PNGFormat.embed(EmbeddedWorkflow(), in: bytes) == bytes)
  }
}
