// The execution table: a row for each thing that really happened.

import { element } from './format.js';

const LABELS = ['Step', 'Column', 'Action', 'Input and state', 'Output and state change'];

export class Log {
  #step = 0;

  constructor(body, empty) {
    this.body = body;
    this.empty = empty;
  }

  add(column, action, input, output, isRefusal = false) {
    this.#step += 1;
    const cells = [String(this.#step), column, action, input, output].map((text, index) => element('td', { role: 'cell', text, 'data-label': LABELS[index] }));
    const row = element('tr', { role: 'row', className: isRefusal ? 'refused' : '', 'data-column': column.toLowerCase() }, cells);
    this.body.append(row);
    this.empty.hidden = true;
    const scroll = this.body.closest('.scroll');
    scroll.scrollTop = scroll.scrollHeight;
  }

  clear() {
    this.#step = 0;
    this.body.replaceChildren();
    this.empty.hidden = false;
  }
}
