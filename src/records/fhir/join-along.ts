/** How values that are joined along a graph are made. */
export interface Joining<Value> {
  /** Where each leads in one step. Loops are allowed. */
  readonly next: (id: string) => Iterable<string>;
  /** What stands at one of them by itself. */
  readonly own: (id: string) => Value;
  /** What two come to together: the same in whichever order, and however often one of them is taken. */
  readonly join: (one: Value, other: Value) => Value;
}

/** Somebody on the way, how early it was come to, and the earliest that can be come to from there. */
interface Visit<Value> {
  readonly id: string;
  readonly order: number;
  low: number;
  value: Value;
  readonly waiting: Iterator<string>;
}

/**
 * What each of some things comes to together with all that it leads to, through any number of steps. Those that lead to each other
 * come to the same (Tarjan, Depth-first search and linear graph algorithms, 1972): each step is taken once, however long the way,
 * because a sender decides how many there are.
 */
export function joinAlong<Value>(
  ids: Iterable<string>,
  { next, own, join }: Joining<Value>,
): ReadonlyMap<string, Value> {
  const settled = new Map<string, Value>();
  const visits = new Map<string, Visit<Value>>();
  const open: string[] = [];
  const enter = (id: string): Visit<Value> => {
    const order = visits.size;
    const visit = { id, order, low: order, value: own(id), waiting: next(id)[Symbol.iterator]() };
    visits.set(id, visit);
    open.push(id);
    return visit;
  };
  /** All that were come to since, and are still open, lead to each other. */
  const settle = (visit: Visit<Value>): void => {
    for (const id of open.splice(open.lastIndexOf(visit.id))) settled.set(id, visit.value);
  };
  for (const start of ids) {
    if (visits.has(start)) continue;
    const path = [enter(start)];
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const step = here.waiting.next();
      if (step.done === true) {
        path.pop();
        if (here.low === here.order) settle(here);
        const before = path.at(-1);
        if (before === undefined) continue;
        before.low = Math.min(before.low, here.low);
        before.value = join(before.value, here.value);
        continue;
      }
      const id = step.value;
      const known = visits.get(id);
      const came = settled.get(id);
      if (known === undefined) path.push(enter(id));
      else if (came !== undefined) here.value = join(here.value, came);
      else here.low = Math.min(here.low, known.order);
    }
  }
  return settled;
}
