// swift-tools-version: 6.0
import PackageDescription

// The folder names are the architecture: see docs/architecture.md. Dependencies
// point down only, and Tests/TidyTests checks every import against this list.
let package = Package(
    name: "RenderFarm",
    products: [
        .executable(name: "coordinatord", targets: ["coordinatord"]),
        .executable(name: "render-worker", targets: ["render-worker"]),
        .executable(name: "renderctl", targets: ["renderctl"]),
        .executable(name: "farm-drill", targets: ["farm-drill"]),
    ],
    targets: [
        // Pure: values in, values out. No clock, no randomness, no input or output.
        .target(name: "JSONText"),
        .target(name: "Invocation", dependencies: ["JSONText"]),
        .target(name: "FarmModel"),
        .target(name: "FarmCore", dependencies: ["FarmModel"]),
        .target(name: "MediaPlan", dependencies: ["FarmModel", "JSONText"]),
        .target(name: "ExternalRenderers", dependencies: ["FarmModel", "Invocation", "MediaPlan"]),
        .target(name: "FarmWire", dependencies: ["FarmModel", "JSONText"]),
        .target(name: "FarmFigures", dependencies: ["FarmModel", "FarmWire", "Invocation", "JSONText"]),
        .target(name: "FarmCharts", dependencies: ["FarmFigures", "FarmModel"]),
        .target(name: "FarmSimulator", dependencies: ["FarmCore", "FarmModel"]),
        // Always optimized: pixel loops without that are sixty times slower, and no test could draw a picture.
        .target(name: "CPixels", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
        .target(
            name: "SceneRenderer", dependencies: ["CPixels", "FarmModel", "Invocation", "JSONText"],
            swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        .target(name: "FarmFeed", dependencies: ["FarmCore", "FarmModel", "FarmWire"]),
        .target(name: "FarmScreen", dependencies: ["FarmModel", "FarmWire", "Invocation"]),

        // The kernel, and nothing about video or farms.
        .target(name: "CLinux"),
        .target(name: "LinuxIO", dependencies: ["CLinux"]),

        // HTTP/1.1 on the loop: what is said is FarmWire's, how it travels LinuxIO's.
        .target(name: "FarmHTTP", dependencies: ["FarmWire", "JSONText", "LinuxIO"]),
        .target(name: "FarmSecrets", dependencies: ["FarmWire", "Invocation", "LinuxIO"]),
        .target(name: "FarmDiscovery", dependencies: ["FarmWire", "Invocation", "LinuxIO"]),
        .target(name: "FarmJournal", dependencies: ["FarmCore", "FarmModel", "FarmWire", "JSONText", "LinuxIO"]),

        // Shells: carry out what the pure parts decided.
        .target(
            name: "MediaStages",
            dependencies: [
                "ExternalRenderers", "FarmModel", "FarmWire", "Invocation", "JSONText", "LinuxIO", "MediaPlan",
                "SceneRenderer",
            ]),
        .target(
            name: "Coordinator",
            dependencies: [
                "ExternalRenderers", "FarmCore", "FarmDiscovery", "FarmFeed", "FarmHTTP", "FarmJournal", "FarmModel",
                "FarmSecrets", "FarmWire", "Invocation", "JSONText", "LinuxIO", "MediaPlan", "MediaStages",
            ],
            resources: [.embedInCode("Dashboard/dashboard.html")]),
        .target(
            name: "Worker",
            dependencies: [
                "ExternalRenderers", "FarmDiscovery", "FarmHTTP", "FarmModel", "FarmSecrets", "FarmWire", "Invocation",
                "JSONText", "LinuxIO", "MediaPlan", "MediaStages", "SceneRenderer",
            ]),
        .target(
            name: "Control",
            dependencies: [
                "FarmCharts", "FarmDiscovery", "FarmFigures", "FarmHTTP", "FarmModel", "FarmScreen", "FarmSecrets",
                "FarmWire", "Invocation", "JSONText", "LinuxIO", "MediaPlan", "MediaStages",
            ]),
        .target(
            name: "Drill",
            dependencies: [
                "FarmFigures", "FarmHTTP", "FarmJournal", "FarmModel", "FarmSimulator", "FarmWire", "Invocation",
                "JSONText", "LinuxIO",
            ]),

        .executableTarget(name: "coordinatord", dependencies: ["Coordinator"]),
        .executableTarget(name: "render-worker", dependencies: ["Worker"]),
        .executableTarget(name: "renderctl", dependencies: ["Control"]),
        .executableTarget(name: "farm-drill", dependencies: ["Drill"]),

        .testTarget(name: "TestPrograms"),
        .testTarget(
            name: "FarmFiguresTests", dependencies: ["FarmCharts", "FarmFigures", "FarmModel", "JSONText"]),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"]),
        .testTarget(name: "FarmCoreTests", dependencies: ["FarmCore", "FarmModel"]),
        .testTarget(name: "FarmFeedTests", dependencies: ["FarmCore", "FarmFeed", "FarmModel", "FarmWire"]),
        .testTarget(
            name: "FarmScreenTests", dependencies: ["FarmModel", "FarmScreen", "FarmWire"], exclude: ["Golden"]),
        .testTarget(name: "SimulationTests", dependencies: ["FarmCore", "FarmModel", "FarmSimulator"]),
        .testTarget(name: "MediaPlanTests", dependencies: ["MediaPlan", "FarmModel"], exclude: ["Golden"]),
        .testTarget(name: "FarmWireTests", dependencies: ["FarmWire", "FarmModel", "JSONText"]),
        .testTarget(name: "FarmHTTPTests", dependencies: ["FarmHTTP", "FarmWire", "LinuxIO"]),
        .testTarget(name: "FarmDiscoveryTests", dependencies: ["FarmDiscovery", "FarmWire", "Invocation", "LinuxIO"]),
        .testTarget(name: "FarmJournalTests", dependencies: ["FarmCore", "FarmJournal", "FarmModel", "LinuxIO"]),
        .testTarget(name: "FarmSecretsTests", dependencies: ["FarmSecrets", "FarmWire", "Invocation", "LinuxIO"]),
        .testTarget(
            name: "FuzzingTests", dependencies: ["FarmModel", "FarmWire", "JSONText", "MediaPlan"],
            exclude: ["Found", "Seeds"]),
        .testTarget(name: "ExternalRenderersTests", dependencies: ["ExternalRenderers", "FarmModel", "Invocation"]),
        .testTarget(name: "InvocationTests", dependencies: ["Invocation", "JSONText"]),
        .testTarget(name: "SceneRendererTests", dependencies: ["CPixels", "SceneRenderer", "FarmModel", "JSONText"]),
        .testTarget(name: "LinuxIOTests", dependencies: ["CLinux", "LinuxIO"]),
        .testTarget(
            name: "MediaStagesTests",
            dependencies: ["FarmModel", "JSONText", "LinuxIO", "MediaPlan", "MediaStages", "TestPrograms"]),
        .testTarget(
            name: "CoordinatorTests",
            dependencies: [
                "Coordinator", "FarmCore", "FarmHTTP", "FarmModel", "FarmWire", "Invocation", "LinuxIO", "TestPrograms",
            ]),
        .testTarget(
            name: "WorkerTests",
            dependencies: [
                "FarmHTTP", "FarmModel", "FarmWire", "Invocation", "LinuxIO", "MediaPlan", "TestPrograms", "Worker",
            ]),
        .testTarget(
            name: "ControlTests",
            dependencies: [
                "Control", "FarmFigures", "FarmModel", "FarmSecrets", "FarmWire", "Invocation", "JSONText", "LinuxIO",
                "MediaPlan", "TestPrograms",
            ],
            exclude: ["Golden"]),
        .testTarget(name: "DrillTests", dependencies: ["Drill", "Invocation", "LinuxIO"]),
        .testTarget(name: "IntegrationTests", dependencies: ["FarmSecrets", "FarmWire", "TestPrograms"]),
        .testTarget(name: "TidyTests"),
    ]
)
