/// How charts look, on light and on dark screens. The colours can be told apart by people who see few of them.
enum ChartStyle {
    static let width = 760.0

    /// Stages and baselines, in the order of their painting.
    static let css = """
        .farm-chart { --paper: #ffffff; --ink: #1c2430; --faint: #5c6773; --grid: #dfe4ea; --band: #e3e8ee;
          --blue: #0072b2; --orange: #d98a00; --green: #009e73; --red: #cc3d3d; --violet: #9467bd; --gray: #8a949e; }
        @media (prefers-color-scheme: dark) { .farm-chart { --paper: #14181d; --ink: #e8ecf0; --faint: #a3adb8;
          --grid: #2e363f; --band: #262e37; --blue: #56b4e9; --orange: #f0b040; --green: #35c79a; --red: #ff7b72;
          --violet: #c4a0e8; --gray: #7d8791; } }
        .farm-chart text { font: 12px system-ui, sans-serif; fill: var(--ink); }
        .farm-chart .title { font-weight: 600; font-size: 15px; }
        .farm-chart .faint { fill: var(--faint); }
        .farm-chart .inside { fill: var(--paper); font-size: 11px; }
        .farm-chart .paper { fill: var(--paper); }
        .farm-chart .band { fill: var(--band); }
        .farm-chart .grid { stroke: var(--grid); stroke-width: 1; }
        .farm-chart .axis { stroke: var(--faint); stroke-width: 1; }
        .farm-chart .ideal { stroke: var(--gray); stroke-width: 1.5; stroke-dasharray: 6 4; fill: none; }
        .farm-chart .fit { stroke: var(--orange); stroke-width: 2; fill: none; }
        .farm-chart .plain { stroke: var(--green); stroke-width: 1.5; stroke-dasharray: 2 3; fill: none; }
        .farm-chart .measured { stroke: var(--blue); stroke-width: 2; fill: none; }
        .farm-chart .dot { fill: var(--blue); }
        .farm-chart .blue { fill: var(--blue); }
        .farm-chart .orange { fill: var(--orange); }
        .farm-chart .green { fill: var(--green); }
        .farm-chart .red { fill: var(--red); }
        .farm-chart .violet { fill: var(--violet); }
        .farm-chart .gray { fill: var(--gray); }
        """
}
