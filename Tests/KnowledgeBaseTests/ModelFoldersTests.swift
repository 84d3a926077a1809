import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct ModelFoldersTests {
  private let folders = ModelFolders(json: [
    "LoraLoader": ["lora_name": ["loras"]],
    "UNETLoader": ["unet_name": ["diffusion_models", "unet"]],
    "odd": 3, "odder": ["input": "loras"],
  ])

  @Test func `Known inputs name their folders, others none`() {
    #expect(folders.names(of: "UNETLoader", input: "unet_name") == ["diffusion_models", "unet"])
    #expect(folders.names(of: "UNETLoader", input: "weight_dtype") == [])
    #expect(folders.names(of: "odd", input: "x") == [])
    #expect(folders.names(of: "odder", input: "input") == [])
  }

  @Test func `A server's lists of weights are files, in the table or not`() {
    let catalog = folders.definitions(objectInfo: [
      "LoraLoader": ["input": ["required": ["lora_name": [["None"]]]]],
      "MyLoader": [
        "input": [
          "required": [
            "file": [["None", "a.safetensors", "b/c.GGUF"]], "mode": [["fast", "slow.pt"]],
          ]
        ]
      ],
    ])
    #expect(catalog["LoraLoader"]?.input("lora_name")?.choicesAreFiles == true)
    #expect(catalog["MyLoader"]?.input("file")?.choicesAreFiles == true)
    #expect(catalog["MyLoader"]?.input("mode")?.choicesAreFiles == false)
  }
}
