// What only a demonstration has: a clock, a switch and a second client.

import { parse, send } from './http.js';

export const demo = {
  now: null,
  requireLiveSession: false,
  clockSkew: 0,
  reuseWindow: 0,
  listeners: [],

  onChange(listener) {
    this.listeners.push(listener);
  },

  async load() {
    // With the cookie, so that the server can tell whether there is one.
    const answer = await send('GET', '/demo/state', { credentials: 'same-origin' });
    this.take(answer.body);
    return answer.body;
  },

  async wait(seconds) {
    this.take((await send('POST', '/demo/clock', { body: { seconds } })).body);
  },

  async switchRequireLiveSession(on) {
    this.take((await send('POST', '/demo/require-live-session', { body: { on } })).body);
  },

  async replay(action, copy) {
    const { body } = await send('POST', '/demo/replay', { body: { action, ...copy } });
    return { status: body.status, ok: body.status < 300, body: parse(body.body), trace: body.trace };
  },

  take(state) {
    Object.assign(this, state, { now: new Date(state.now) });
    for (const listener of this.listeners) listener();
  },
};
