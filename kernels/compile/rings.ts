/** Rings in a directed graph: nodes that can be reached from themselves. */

/** Nodes that need each other in greater numbers are not searched for each one's shortest way: that takes the square of their number. */
const searchedNodes = 300;

/** For each node on a ring, the shortest way from it back to itself: the node first, the return left out. In a very large knot, all of its nodes. */
export function findRings(edges: ReadonlyMap<number, readonly number[]>): ReadonlyMap<number, readonly number[]> {
  const rings = new Map<number, readonly number[]>();
  for (const component of findComponents(edges)) {
    const members = new Set(component);
    if (component.length > searchedNodes) {
      for (const node of component) {
        const next = edges.get(node)?.find((target) => members.has(target)) ?? node;
        rings.set(node, [node, next, ...component.filter((one) => one !== node && one !== next)].slice(0, searchedNodes));
      }
      continue;
    }
    for (const node of component) {
      const ring = findShortestRing(node, members, edges);
      if (ring) rings.set(node, ring);
    }
  }
  return rings;
}

/** Strongly connected components (Tarjan, 1972), without recursion, so that a chain of any length is fine. */
function findComponents(edges: ReadonlyMap<number, readonly number[]>): number[][] {
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const components: number[][] = [];
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const path = [{node: root, next: 0}];
    while (path.length > 0) {
      const frame = path.at(-1);
      if (!frame) break;
      const {node} = frame;
      if (frame.next === 0) {
        order.set(node, order.size);
        lowest.set(node, order.get(node) ?? 0);
        open.push(node);
        isOpen.add(node);
      }
      const target = edges.get(node)?.[frame.next++];
      if (target !== undefined) {
        if (!edges.has(target)) continue;
        if (!order.has(target)) path.push({node: target, next: 0});
        else if (isOpen.has(target)) lower(lowest, node, order.get(target));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(lowest, parent.node, lowest.get(node));
      if (lowest.get(node) !== order.get(node)) continue;
      const component = open.splice(open.indexOf(node));
      for (const member of component) isOpen.delete(member);
      components.push(component);
    }
  }
  return components;
}

function lower(lowest: Map<number, number>, node: number, value: number | undefined): void {
  if (value !== undefined && value < (lowest.get(node) ?? Infinity)) lowest.set(node, value);
}

function findShortestRing(start: number, members: ReadonlySet<number>, edges: ReadonlyMap<number, readonly number[]>): readonly number[] | null {
  const previous = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const target of edges.get(node) ?? []) {
      if (target === start) {
        const ring = [node];
        for (let step = node; step !== start; ) {
          step = previous.get(step) ?? start;
          ring.unshift(step);
        }
        return ring;
      }
      if (!members.has(target) || previous.has(target)) continue;
      previous.set(target, node);
      queue.push(target);
    }
  }
  return null;
}
