//! Least-cost whole-number flow between rows and columns, exact.
//!
//! A matrix of whole cells with given row and column totals is a flow from rows to columns. The
//! cost of a cell is convex in three straight pieces: below its floor every place given up costs
//! one unit of `outside`, between floor and ceiling one place costs `(⌈x⌉ − x)² − (⌊x⌋ − x)²`, and
//! above its ceiling every place costs one unit of `outside`. Cells start at their floors, which
//! leaves no cycle of negative cost, and successive shortest paths keep it so.

/// A cell: its real value in units of 2⁻⁴⁰ split into floor and fraction, and its cap.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) floor: u64,
    /// Fraction above the floor in units of 2⁻⁴⁰, zero for a whole value.
    pub(super) fraction: i128,
    pub(super) cap: u64,
}

/// One place in units of the costs.
pub(super) const ONE: i128 = 1 << 40;

impl Cell {
    pub(super) fn ceiling(&self) -> u64 {
        self.floor + u64::from(self.fraction > 0)
    }

    /// What one more place costs and how many cost the same, or nothing at the cap.
    fn more(&self, places: u64, outside: i128) -> Option<(i128, u64)> {
        if places >= self.cap {
            None
        } else if places < self.floor {
            Some((-outside, self.floor.min(self.cap) - places))
        } else if places < self.ceiling() {
            Some((ONE - 2 * self.fraction, 1))
        } else {
            Some((outside, self.cap - places))
        }
    }

    /// What one place less costs and how many cost the same, or nothing at zero.
    fn less(&self, places: u64, outside: i128) -> Option<(i128, u64)> {
        if places == 0 {
            None
        } else if places <= self.floor {
            Some((outside, places))
        } else if places <= self.ceiling() {
            Some((2 * self.fraction - ONE, 1))
        } else {
            Some((-outside, places - self.ceiling()))
        }
    }
}

/// Rows and columns whose totals cannot be kept together: these rows have to place more than these
/// columns and the caps of the rows' cells in other columns take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
    pub(super) demanded: u128,
    pub(super) admitted: u128,
}

/// Where a shortest path came from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Source,
    Node(usize),
}

/// Whole cells with the totals asked, by rows; `rows` and `columns` sum to the same.
pub(super) fn transport(
    cells: &[Vec<Cell>],
    rows: &[u64],
    columns: &[u64],
) -> Result<Vec<Vec<u64>>, Cut> {
    if rows.len() + columns.len() <= NODES_IN_64_BITS {
        transport_by::<i64>(cells, rows, columns)
    } else {
        transport_by::<i128>(cells, rows, columns)
    }
}

fn transport_by<L: Length>(
    cells: &[Vec<Cell>],
    rows: &[u64],
    columns: &[u64],
) -> Result<Vec<Vec<u64>>, Cut> {
    let (row_count, column_count) = (rows.len(), columns.len());
    let nodes = row_count + column_count;
    // A unit outside weighs more than any path between floors and ceilings can save.
    let outside = ONE * (nodes as i128 + 1) * 2;
    let mut places: Vec<Vec<u64>> = cells
        .iter()
        .map(|row| row.iter().map(|cell| cell.floor.min(cell.cap)).collect())
        .collect();
    let mut surplus = surpluses(&places, rows, columns);
    let mut costs = Costs::<L>::new(cells, &places, column_count, outside);
    loop {
        if surplus.iter().all(|&units| units <= 0) {
            return Ok(places);
        }
        let (distance, from) = shortest(&costs, &surplus);
        let nearest = (0..nodes)
            .filter(|&node| surplus[node] < 0 && distance[node] != L::NONE)
            .map(|node| (distance[node], node))
            .min();
        let Some((_, sink)) = nearest else {
            return Err(cut(cells, rows, columns, &distance));
        };
        let mut path = Vec::new();
        let mut node = sink;
        while let Some(Step::Node(before)) = from[node] {
            path.push((before, node));
            node = before;
        }
        let arcs = path.iter().map(|&(before, after)| {
            arc(cells, &places, row_count, outside, before, after).map_or(0, |(_, units)| units)
        });
        let ends = surplus[node].min(-surplus[sink]);
        let units = arcs
            .min()
            .unwrap_or(0)
            .min(u64::try_from(ends).unwrap_or(u64::MAX))
            .max(1);
        for &(before, after) in &path {
            let (row, column) = if before < row_count {
                places[before][after - row_count] += units;
                (before, after - row_count)
            } else {
                places[after][before - row_count] -= units;
                (after, before - row_count)
            };
            costs.renew(row, column, &cells[row][column], places[row][column]);
        }
        surplus[node] -= i128::from(units);
        surplus[sink] += i128::from(units);
    }
}

/// Nodes up to which every length fits into 64 bits: a path has fewer steps than there are nodes, and
/// none costs more than a unit outside, `2⁴¹ (nodes + 1)`; a thousand nodes make that less than 2⁶².
const NODES_IN_64_BITS: usize = 1_000;

/// Costs of steps and lengths of paths.
trait Length: Copy + Ord + std::ops::Add<Output = Self> {
    const ZERO: Self;
    /// Stands for a step that cannot be taken, and for a node that cannot be reached.
    const NONE: Self;
    fn of(cost: i128) -> Self;
}

impl Length for i64 {
    const ZERO: Self = 0;
    const NONE: Self = i64::MAX;

    fn of(cost: i128) -> Self {
        // Costs fit by the number of nodes; what does not would be no step.
        Self::try_from(cost).unwrap_or(Self::NONE)
    }
}

impl Length for i128 {
    const ZERO: Self = 0;
    const NONE: Self = i128::MAX;

    fn of(cost: i128) -> Self {
        cost
    }
}

/// What each step along the graph costs as the places stand: most searches change few cells.
struct Costs<L> {
    rows: usize,
    columns: usize,
    outside: i128,
    /// One place more, row by row.
    more: Vec<L>,
    /// One place less, column by column.
    less: Vec<L>,
}

impl<L: Length> Costs<L> {
    fn new(cells: &[Vec<Cell>], places: &[Vec<u64>], columns: usize, outside: i128) -> Self {
        let rows = cells.len();
        let mut costs = Self {
            rows,
            columns,
            outside,
            more: vec![L::NONE; rows * columns],
            less: vec![L::NONE; rows * columns],
        };
        for (row, (cells, places)) in cells.iter().zip(places).enumerate() {
            for (column, (cell, &count)) in cells.iter().zip(places).enumerate() {
                costs.renew(row, column, cell, count);
            }
        }
        costs
    }

    fn renew(&mut self, row: usize, column: usize, cell: &Cell, places: u64) {
        let cost = |step: Option<(i128, u64)>| step.map_or(L::NONE, |(cost, _)| L::of(cost));
        self.more[row * self.columns + column] = cost(cell.more(places, self.outside));
        self.less[column * self.rows + row] = cost(cell.less(places, self.outside));
    }

    /// The nodes that a node leads to: the first of them, and what each costs.
    fn steps(&self, node: usize) -> (usize, &[L]) {
        if node < self.rows {
            (self.rows, &self.more[node * self.columns..][..self.columns])
        } else {
            (0, &self.less[(node - self.rows) * self.rows..][..self.rows])
        }
    }
}

/// Units that rows have still to place, and that columns hold too many of; negative the other way.
fn surpluses(places: &[Vec<u64>], rows: &[u64], columns: &[u64]) -> Vec<i128> {
    let row_side = rows.iter().zip(places).map(|(&total, row)| {
        i128::from(total) - row.iter().map(|&count| i128::from(count)).sum::<i128>()
    });
    let column_side = columns.iter().enumerate().map(|(column, &total)| {
        places
            .iter()
            .map(|row| i128::from(row[column]))
            .sum::<i128>()
            - i128::from(total)
    });
    row_side.chain(column_side).collect()
}

/// Cost and units of one step along the graph: a row gives a column more, or a column gives back.
fn arc(
    cells: &[Vec<Cell>],
    places: &[Vec<u64>],
    row_count: usize,
    outside: i128,
    from: usize,
    to: usize,
) -> Option<(i128, u64)> {
    if from < row_count {
        let column = to - row_count;
        cells[from][column].more(places[from][column], outside)
    } else {
        let column = from - row_count;
        cells[to][column].less(places[to][column], outside)
    }
}

/// Least costs from the nodes with a surplus, by Bellman and Ford in the order of the nodes. A node
/// whose cost has not changed since it was last looked at has nothing new to offer and is passed over.
fn shortest<L: Length>(costs: &Costs<L>, surplus: &[i128]) -> (Vec<L>, Vec<Option<Step>>) {
    let nodes = surplus.len();
    let mut distance = vec![L::NONE; nodes];
    let mut from: Vec<Option<Step>> = vec![None; nodes];
    let mut is_new = vec![false; nodes];
    for node in (0..nodes).filter(|&node| surplus[node] > 0) {
        distance[node] = L::ZERO;
        from[node] = Some(Step::Source);
        is_new[node] = true;
    }
    let mut changed = true;
    while changed {
        changed = false;
        for node in 0..nodes {
            if !std::mem::take(&mut is_new[node]) {
                continue;
            }
            let length = distance[node];
            let (first, steps) = costs.steps(node);
            for (other, &cost) in (first..).zip(steps) {
                if cost != L::NONE && length + cost < distance[other] {
                    distance[other] = length + cost;
                    from[other] = Some(Step::Node(node));
                    is_new[other] = true;
                    changed = true;
                }
            }
        }
    }
    (distance, from)
}

/// The rows and columns reached when no column in need is: nothing more can leave them.
fn cut<L: Length>(cells: &[Vec<Cell>], rows: &[u64], columns: &[u64], distance: &[L]) -> Cut {
    let reached_rows: Vec<usize> = (0..rows.len())
        .filter(|&row| distance[row] != L::NONE)
        .collect();
    let reached = |column: usize| distance[rows.len() + column] != L::NONE;
    let demanded = reached_rows.iter().map(|&row| u128::from(rows[row])).sum();
    let taken: u128 = (0..columns.len())
        .filter(|&column| reached(column))
        .map(|column| u128::from(columns[column]))
        .sum();
    let capped: u128 = reached_rows
        .iter()
        .flat_map(|&row| {
            (0..columns.len())
                .filter(|&column| !reached(column))
                .map(move |column| u128::from(cells[row][column].cap))
        })
        .sum();
    Cut {
        rows: reached_rows,
        columns: (0..columns.len())
            .filter(|&column| reached(column))
            .collect(),
        demanded,
        admitted: taken + capped,
    }
}
