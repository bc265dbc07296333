import Invocation
import JSONText
import LinuxIO

/// `farm-drill dispatch`.
struct DispatchDrill {
    let options: DispatchOptions

    init(_ options: DispatchOptions) { self.options = options }

    func run() throws(UserError) {
        raiseOpenFileLimit()
        if options.showsCurve { try measureCurve() } else { try measureRuns() }
    }

    /// Gives each run a folder and a coordinator of its own.
    private func withRun<Figures>(
        _ measure: (DispatchRun) throws(UserError) -> Figures
    ) throws(UserError) -> (figures: Figures, disk: (fileSystem: String, sync: Latencies)) {
        let folder = try DiskFolder(in: options.folder)
        defer { folder.remove() }
        let sync = try folder.measureSync()
        let run = try DispatchRun(options, folder: folder.path)
        let figures = try measure(run)
        try run.finish()
        return (figures, (folder.fileSystem, sync))
    }

    // MARK: Runs

    private func measureRuns() throws(UserError) {
        var report = DispatchReport(options: options)
        for _ in 0..<options.repeats {
            let (idle, tasks, reads) = (options.idleWorkers, options.tasks, options.readers > 0)
            let outcome = try withRun { run throws(UserError) in
                let idleFigures = idle > 0 ? try run.measureIdleWorkers() : nil
                try run.connectWorkers()
                let probes = try run.measureSubmitToStart()
                let dispatch = try run.measureDispatch(tasks: tasks)
                return (idleFigures, probes, dispatch, reads ? try run.measureWithReaders() : nil)
            }
            let (idleFigures, probes, dispatch, readers) = outcome.figures
            report.runs.append(
                DispatchReport.Run(
                    idle: idleFigures, diskSync: outcome.disk.sync, submitToStart: probes, dispatch: dispatch,
                    readers: readers))
            report.fileSystem = outcome.disk.fileSystem
        }
        StandardOutput.write(options.isJSON ? report.jsonText + "\n" : report.text)
    }

    // MARK: Curve

    private func measureCurve() throws(UserError) {
        var curve = DispatchCurve(options: options)
        for tasks in DrillLimits.curve {
            for _ in 0..<options.repeats {
                let outcome = try withRun { run throws(UserError) in
                    try run.connectWorkers()
                    return try Self.measureRow(run, tasks: tasks)
                }
                curve.rows.append(outcome.figures)
                curve.fileSystem = outcome.disk.fileSystem
            }
        }
        StandardOutput.write(options.isJSON ? curve.jsonText + "\n" : curve.text)
    }

    /// Small drills are repeated, and their costs added up.
    private static func measureRow(_ run: DispatchRun, tasks: Int) throws(UserError) -> DispatchCurve.Row {
        let drills = max(1, DrillLimits.tasksPerCurveRow / tasks)
        var all: [DispatchFigures] = []
        for _ in 0..<drills { all.append(try run.measureDispatch(tasks: tasks)) }
        return DispatchCurve.Row(queuedTasks: tasks, drills: all)
    }
}
