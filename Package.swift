// swift-tools-version: 6.2
// The map of nightloom: one line per room, ground floor first. A room may import only the
// rooms named on its line, and only rooms declared above it (HouseTests check both).
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("ExistentialAny"),
]

func room(_ name: String, _ doors: Target.Dependency...) -> Target {
  .target(name: name, dependencies: doors, swiftSettings: strict)
}

func tests(_ name: String, _ doors: Target.Dependency...) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + doors,
    swiftSettings: strict)
}

let rooms: [Target] = [
  // Floor 0: no room below.
  .systemLibrary(name: "COpenBLAS"),
  .systemLibrary(name: "CSQLite"),
  .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
  room("OperatingSystem"),
  room("Escaping"),
  room("JSON"),
  room("Hashing"),
  room("Configuration", "OperatingSystem"),
  room("Kernels", "CKernels", "COpenBLAS"),

  // Floor 1, for all wings.
  room("Charts", "Escaping"),

  // Floor 1, west wing: workflows.
  room("WorkflowGraph", "JSON"),
  room("WorkflowCode", "WorkflowGraph", "JSON"),
  room("Validation", "WorkflowGraph", "JSON"),
  room("Comparison", "WorkflowGraph"),
  room("Reward", "WorkflowGraph", "WorkflowCode", "Validation", "Comparison"),
  room("KnowledgeBase", "WorkflowGraph", "JSON", "OperatingSystem"),
  room(
    "Ranking", "WorkflowGraph", "Validation", "Comparison", "Reward", "KnowledgeBase", "JSON"),
  room("Canvas", "WorkflowGraph", "JSON", "Escaping"),

  // Floor 1, east wing: the language model.
  room("Tokenization", "JSON"),
  room("Transformer", "Kernels", "OperatingSystem"),
  room("Sampling", "Tokenization"),

  // Floor 1, north wing: jobs.
  room("PromptSyntax", "JSON"),
  room("Spool", "OperatingSystem", "JSON", "Hashing"),
  room("JobStore", "CSQLite", "JSON"),
  room("Distribution", "Spool", "OperatingSystem", "JSON", "Hashing"),

  // Floor 2: where the wings meet.
  room(
    "Generation", "WorkflowGraph", "WorkflowCode", "Validation", "KnowledgeBase", "Ranking",
    "Canvas", "Tokenization", "Transformer", "Sampling", "JSON", "Hashing", "OperatingSystem"),
  room(
    "Curation", "Generation", "WorkflowGraph", "WorkflowCode", "KnowledgeBase", "JSON"),
  room(
    "Training", "Generation", "KnowledgeBase", "Tokenization", "Transformer", "Sampling",
    "Kernels"),
  room(
    "Evaluation", "Generation", "WorkflowGraph", "Validation", "Comparison", "KnowledgeBase",
    "Ranking", "JSON"),

  // Floor 3 and 4: the runner and the executables.
  room("Report", "JobStore", "Escaping", "JSON"),
  room(
    "JobRunner", "PromptSyntax", "Spool", "JobStore", "Distribution", "Generation", "Report",
    "OperatingSystem", "JSON", "Hashing"),
  .executableTarget(
    name: "nightloom",
    dependencies: [
      "JobRunner", "Report", "Charts", "Evaluation", "Training", "Curation", "Generation",
      "JobStore", "Distribution", "Spool", "PromptSyntax", "Sampling", "Transformer",
      "Tokenization", "Canvas", "Ranking", "Reward", "KnowledgeBase", "Comparison",
      "Validation", "WorkflowCode", "WorkflowGraph", "Kernels", "Configuration", "Hashing", "JSON",
      "Escaping",
      "OperatingSystem",
    ], swiftSettings: strict),
  .executableTarget(
    name: "nightloom-bench",
    dependencies: [
      "Generation", "Sampling", "Tokenization", "Transformer", "Kernels", "Canvas",
      "KnowledgeBase", "Validation", "WorkflowCode", "WorkflowGraph", "JobRunner", "Report",
      "JobStore", "Spool", "Hashing", "JSON", "OperatingSystem",
    ], exclude: ["Baseline.txt"], swiftSettings: strict),
]

let houses: [Target] = [
  .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
  .target(
    name: "Fuzzing",
    dependencies: [
      "Generation", "Sampling", "Tokenization", "Transformer", "Canvas", "Validation",
      "WorkflowCode", "WorkflowGraph", "JSON", "OperatingSystem", "TestSupport",
    ], path: "Tests/Fuzzing", swiftSettings: strict),
  .executableTarget(
    name: "nightloom-fuzz", dependencies: ["Fuzzing", "WorkflowGraph", "TestSupport"],
    path: "Tests/nightloom-fuzz", swiftSettings: strict),
  .target(
    name: "Walking",
    dependencies: [
      "Generation", "KnowledgeBase", "Sampling", "Tokenization", "Transformer", "Validation",
      "WorkflowCode", "WorkflowGraph", "JSON", "TestSupport",
    ], path: "Tests/Walking", swiftSettings: strict),
  .executableTarget(
    name: "nightloom-walk",
    dependencies: [
      "Walking", "Generation", "JSON", "TestSupport",
    ], path: "Tests/nightloom-walk", swiftSettings: strict),
  .target(
    name: "Faulting",
    dependencies: [
      "JobRunner", "Generation", "Spool", "JobStore", "Hashing", "JSON", "OperatingSystem",
      "TestSupport",
    ], path: "Tests/Faulting", swiftSettings: strict),
  .executableTarget(
    name: "nightloom-faults", dependencies: ["Faulting", "TestSupport"],
    path: "Tests/nightloom-faults", swiftSettings: strict),
  .testTarget(
    name: "FaultingTests", dependencies: ["Faulting", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "WalkingTests", dependencies: ["Walking", "JSON", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "FuzzingTests", dependencies: ["Fuzzing", "Transformer", "WorkflowGraph", "TestSupport"],
    swiftSettings: strict),
  .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: strict),
  tests("OperatingSystem"),
  tests("Escaping"),
  tests("JSON"),
  tests("Hashing"),
  tests("Charts"),
  tests("Configuration", "OperatingSystem"),
  tests("Kernels"),
  tests("WorkflowGraph", "JSON"),
  tests("WorkflowCode", "WorkflowGraph", "JSON"),
  tests("Validation", "WorkflowGraph", "JSON", "KnowledgeBase"),
  tests("Comparison", "WorkflowGraph"),
  tests("Reward", "WorkflowGraph", "WorkflowCode", "Validation", "Comparison"),
  tests("KnowledgeBase", "WorkflowGraph", "JSON"),
  tests("Ranking", "WorkflowGraph", "Validation", "Comparison", "KnowledgeBase", "JSON"),
  tests("Canvas", "WorkflowGraph", "JSON"),
  tests("Tokenization"),
  tests("Transformer", "Kernels"),
  tests("Sampling", "Tokenization"),
  tests("PromptSyntax", "JSON"),
  tests("Spool", "OperatingSystem", "JSON"),
  tests("JobStore", "JSON"),
  tests("Distribution", "Spool", "OperatingSystem", "JSON"),
  tests(
    "Generation", "WorkflowGraph", "WorkflowCode", "Validation", "KnowledgeBase", "Ranking",
    "Tokenization", "Transformer", "Sampling", "JSON"),
  tests("Curation", "Generation", "WorkflowGraph", "WorkflowCode", "KnowledgeBase", "JSON"),
  tests(
    "Training", "Generation", "KnowledgeBase", "Transformer", "Kernels", "Tokenization", "Sampling",
    "WorkflowGraph"),
  tests("Evaluation", "Generation", "WorkflowGraph", "Comparison", "KnowledgeBase", "JSON"),
  tests("Report", "JobStore", "JSON"),
  tests(
    "JobRunner", "Spool", "JobStore", "Distribution", "Generation", "OperatingSystem", "JSON",
    "Faulting"),
  .testTarget(
    name: "CommandLineTests", dependencies: ["TestSupport", "JSON"], swiftSettings: strict),
]

let package = Package(
  name: "nightloom",
  targets: rooms + houses,
  swiftLanguageModes: [.v6]
)
