// Highlights the way of a request; the store only when it was called.

export class Diagram {
  constructor(root) {
    this.root = root;
  }

  /** The first step, as soon as the request leaves. */
  leave(from) {
    this.light([`${from}-out`], [from, 'server']);
  }

  /** The whole way, once the answer is there. */
  arrive(from, { status, trace }) {
    const edges = [`${from}-out`, `${from}-back`];
    const nodes = [from, 'server'];
    const calls = trace.store.length;
    if (calls > 0) {
      edges.push('store-out', 'store-back');
      nodes.push('store');
    }

    this.light(edges, nodes);
    const name = from === 'thief' ? '2nd client' : 'browser';
    const store = calls === 0 ? '' : ` → store${calls > 1 ? ` (${calls} calls)` : ''} → server`;
    this.part('way').textContent = `${trace.method} ${trace.path}: ${name} → server${store} → ${name}, ${status}`;
    this.part('flow-title').textContent = `The way of the last request: ${this.part('way').textContent}`;
  }

  light(edges, nodes) {
    for (const edge of this.root.querySelectorAll('[data-edge]')) edge.classList.toggle('lit', edges.includes(edge.dataset.edge));
    for (const node of this.root.querySelectorAll('[data-node]')) node.classList.toggle('lit', nodes.includes(node.dataset.node));
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }
}
