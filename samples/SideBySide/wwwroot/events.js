// The events of the library as they happen: server-sent events, which the browser asks for again when the connection ends.

import { element, time } from './format.js';

const LABELS = ['Event', 'Strategy', 'User', 'Session', 'More', 'Client'];
const MAX_ROWS = 200;

export class Events {
  #first = null;

  constructor(body, empty) {
    this.body = body;
    this.empty = empty;
  }

  listen() {
    const source = new EventSource('/demo/events');
    source.addEventListener('auth', (message) => this.add(JSON.parse(message.data)));
    addEventListener('pagehide', () => source.close());
  }

  /** Every text comes from a client or from the application, so it is set as text and never as HTML. */
  add(line) {
    const when = new Date(line.time);
    this.#first ??= when;
    const cells = [`${line.name}, ${time(when, this.#first)}`, line.strategy, line.subject ?? '', line.session ?? '', line.detail ?? '', line.client ?? '']
      .map((text, index) => element('td', { role: 'cell', text, 'data-label': LABELS[index] }));
    this.body.append(element('tr', { role: 'row', 'data-event': line.name, 'data-number': String(line.number) }, cells));
    while (this.body.children.length > MAX_ROWS) this.body.firstElementChild.remove();
    this.empty.hidden = true;
    const scroll = this.body.closest('.scroll');
    scroll.scrollTop = scroll.scrollHeight;
  }
}
