import Canvas
import JSON
import WorkflowCode
public import WorkflowGraph

/// The good inputs that are damaged: one workflow of common nodes in every form, definitions, and
/// small models.
public struct FuzzSeeds: Sendable {
  private let inputs: [FuzzTarget: [[UInt8]]]

  /// Makes the inputs.
  ///
  /// - Parameter catalog: Definitions that hold the nodes of ComfyUI itself.
  /// - Throws: ``FuzzFailure`` when a program of the seeds is no longer understood.
  public init(catalog: NodeCatalog) throws {
    let lowering = Lowering(ClassIdentifiers(catalog))
    let workflows = try Self.programs.map { program in
      guard let workflow = lowering.read(program).workflow else {
        throw FuzzFailure(reason: "a seed program is not understood: \(program)")
      }
      return workflow
    }
    let apis = workflows.map { APIFormat.write($0) }
    let placed = workflows.map { WorkflowLayout.place($0, catalog: catalog, note: "A note") }
    let uis = placed.map { UIFormat.write($0, catalog: catalog, id: Self.identifier) }
    let definitions = catalog.definitions.filter { Self.defined.contains($0.classType) }
    inputs = [
      .json: apis.map { $0.bytes() } + [Array(Self.oddJSON.utf8)],
      .workflow: apis.map { $0.bytes() } + uis.map { $0.bytes() } + [Array(Self.oddUI.utf8)],
      .png: zip(uis, apis).map(Self.png),
      .svg: zip(uis, apis).map(Self.svg),
      .code: Self.programs.map { Array($0.utf8) },
      .objectInfo: [Array(Self.objectInfo.utf8)],
      .catalog: [CatalogFormat.write(NodeCatalog(definitions), notes: ["seed"])],
      .model: try ModelSeeds.files(),
    ]
  }

  /// The inputs of a kind; at least one.
  public func inputs(for target: FuzzTarget) -> [[UInt8]] { inputs[target] ?? [] }

  // MARK: - Pictures

  private static func png(_ ui: JSONValue, _ api: JSONValue) -> [UInt8] {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let international = Array("prompt\0\0\0en\0\0".utf8) + api.bytes()
    return signature + chunk("tEXt", Array("workflow\0".utf8) + ui.bytes())
      + chunk("iTXt", international) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: data.count >> (24 - 8 * $0)) }
    return length + Array(type.utf8) + data + [0, 0, 0, 0]
  }

  private static func svg(_ ui: JSONValue, _ api: JSONValue) -> [UInt8] {
    let json = JSONObject([("workflow", ui), ("prompt", api)])
    return Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata><![CDATA[".utf8)
      + JSONValue.object(json).bytes() + Array("]]></metadata></svg>".utf8)
  }

  // MARK: - Texts

  private static let identifier = "00000000-0000-4000-8000-000000000000"
  static let defined: Set = ["KSampler", "LoadImage", "SaveImage", "CLIPTextEncode"]

  private static let programs = [
    """
    model_1, clip_1, vae_1 = CheckpointLoaderSimple(ckpt_name="sd_xl_base_1.0.safetensors")
    positive = CLIPTextEncode(clip=clip_1, text="a \\"red\\" barn\\nat dusk")
    negative = CLIPTextEncode(clip=clip_1, text="blurry")
    latent_1 = EmptyLatentImage(width=512, height=512, batch_size=1)
    latent_2 = KSampler(model=model_1, positive=positive, negative=negative, latent_image=latent_1, seed=42, steps=25, cfg=7.0, sampler_name="euler", scheduler="karras", denoise=1.0)
    image_1 = VAEDecode(samples=latent_2, vae=vae_1)
    _ = SaveImage(images=image_1, filename_prefix="barn")

    """,
    """
    image_1, mask_1 = LoadImage(image="sketch.png")
    image_2 = ImageScaleBy(image=image_1, upscale_method="lanczos", scale_by=-2.5e-1)  # ImageScaleBy
    _ = PreviewImage(images=image_2, **{"odd name": [1, "two", None, {"a": True}]})

    """,
  ]

  private static let oddJSON = """
    {"a": [1, 1.0, -0, 1e5, 18446744073709551615, "\\u00e9\\ud83c\\udf19", null, true], "": {}}
    """

  /// Subgraph, reroute, primitive, Get and Set, bypass and mute in one small file.
  private static let oddUI = """
    {"version":0.4,"last_node_id":9,"last_link_id":9,"nodes":[
    {"id":1,"type":"LoadImage","mode":0,"outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],
    "widgets_values":["a.png","image"]},
    {"id":2,"type":"Reroute","mode":0,"inputs":[{"name":"","type":"*","link":1}],
    "outputs":[{"name":"","type":"IMAGE","links":[2]}]},
    {"id":3,"type":"SetNode","inputs":[{"name":"IMAGE","type":"IMAGE","link":2}],
    "widgets_values":["pic"]},
    {"id":4,"type":"GetNode","outputs":[{"name":"IMAGE","type":"IMAGE","links":[3]}],
    "widgets_values":["pic"]},
    {"id":5,"type":"ImageInvert","mode":4,"inputs":[{"name":"image","type":"IMAGE","link":3}],
    "outputs":[{"name":"IMAGE","type":"IMAGE","links":[4]}]},
    {"id":6,"type":"11111111-1111-4111-8111-111111111111",
    "inputs":[{"name":"image","type":"IMAGE","link":4}],
    "outputs":[{"name":"out","type":"IMAGE","links":[5]}],"properties":{"proxyWidgets":[]}},
    {"id":7,"type":"SaveImage","mode":0,"inputs":[{"name":"images","type":"IMAGE","link":5},
    {"name":"filename_prefix","type":"STRING","widget":{"name":"filename_prefix"},"link":6}],
    "widgets_values":["x"]},
    {"id":8,"type":"PrimitiveNode","outputs":[{"name":"STRING","type":"STRING","links":[6]}],
    "widgets_values":["prefix","fixed"]},
    {"id":9,"type":"workflow/G","mode":2}],
    "links":[[1,1,0,2,0,"IMAGE"],[2,2,0,3,0,"IMAGE"],[3,4,0,5,0,"IMAGE"],[4,5,0,6,0,"IMAGE"],
    [5,6,0,7,0,"IMAGE"],[6,8,0,7,1,"STRING"]],
    "extra":{"groupNodes":{"G":{"nodes":[{"type":"ImageInvert","index":0}],"links":[],
    "external":[]}}},
    "definitions":{"subgraphs":[{"id":"11111111-1111-4111-8111-111111111111","name":"S",
    "inputNode":{"id":-10},"outputNode":{"id":-20},
    "inputs":[{"name":"image","type":"IMAGE","linkIds":[1]}],
    "outputs":[{"name":"out","type":"IMAGE","linkIds":[2]}],
    "nodes":[{"id":1,"type":"ImageInvert","inputs":[{"name":"image","type":"IMAGE","link":1}],
    "outputs":[{"name":"IMAGE","type":"IMAGE","links":[2]}]}],
    "links":[{"id":1,"origin_id":-10,"origin_slot":0,"target_id":1,"target_slot":0,"type":"IMAGE"},
    {"id":2,"origin_id":1,"origin_slot":0,"target_id":-20,"target_slot":0,"type":"IMAGE"}]}]}}
    """

  private static let objectInfo = """
    {"A":{"input":{"required":{"x":["INT",{"default":1,"min":0,"max":18446744073709551615,
    "step":8,"control_after_generate":true}],"c":[["a","b",1,true]],"m":["MODEL"],
    "d":["COMFY_DYNAMICCOMBO_V3",{"options":[{"key":"k","inputs":{"required":{"w":["FLOAT",
    {}]}}}]}],"g":["COMFY_AUTOGROW_V3",{"template":{"input":{"required":{"i":["IMAGE",{}]}},
    "prefix":"image","min":1,"max":4}}]},"optional":{"o":["COMBO",{"options":["p","q"]}]},
    "hidden":{"p":"PROMPT"}},"input_order":{"required":["x","c","m","d","g"],"optional":["o"]},
    "output":["IMAGE",["a","b"],"*"],"output_is_list":[false,true,false],
    "output_name":["i","c","any"],"name":"A","display_name":"A node","category":"test/odd",
    "python_module":"custom_nodes.pack","output_node":true}}
    """
}
