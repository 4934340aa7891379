// The variable tracker: one line for each, with a mark on what the last step changed.

import { element } from './format.js';

export class Variables {
  #last = {};

  constructor(list) {
    this.list = list;
  }

  /** Shows the values, and tells which of them are others than before. */
  show(values) {
    const changes = Object.entries(values).filter(([name, value]) => name in this.#last && this.#last[name] !== value);
    const changedNames = changes.map(([name]) => name);
    this.list.replaceChildren(...Object.entries(values).flatMap(([name, value]) => [
      element('dt', { text: name }),
      element('dd', { 'data-variable': name }, [element('span', { text: value }), ...(changedNames.includes(name) ? [element('em', { text: 'changed' })] : [])]),
    ]));
    const before = this.#last;
    this.#last = { ...values };
    return changes.filter(([name]) => name !== 'clock').map(([name, value]) => `${name}: ${first(before[name])} → ${first(value)}`);
  }
}

/** A cookie's value without the attributes that stay as they were. */
function first(value) {
  return value.split('; ')[0];
}
