// What one column shows: its labels, the last answer, the variables, the credential taken apart.

import { taken } from './decode.js';
import { demo } from './demo.js';
import { Diagram } from './diagram.js';
import { element, time } from './format.js';
import { Variables } from './variables.js';

export class View {
  #decoding = Promise.resolve();

  constructor(root, transport) {
    this.root = root;
    this.transport = transport;
    this.diagram = new Diagram(root.querySelector('.flow'));
    this.variables = new Variables(this.part('variables'));
    this.label();
  }

  label() {
    const { key, title, tagline, tamperParts } = this.transport;
    this.root.dataset.strategy = key;
    this.root.setAttribute('aria-labelledby', `${key}-title`);
    this.part('title').id = `${key}-title`;
    this.part('title').textContent = title;
    this.part('tagline').textContent = tagline;
    this.part('tamper-part').append(...tamperParts.map((name) => element('option', { text: `the ${name}`, value: name })));
    this.part('tamper-part').setAttribute('aria-label', `Part of the ${title} credential to change`);
    this.root.querySelector('details').open = !matchMedia('(max-width: 46rem)').matches;
    if (key !== 'session') return;

    this.button('require-live-session').remove();
    this.part('check-hint').textContent = 'Always: that is what a session is.';
  }

  say(outcome, headline, sentence, detail = null) {
    this.part('answer').dataset.outcome = outcome;
    this.part('outcome').textContent = headline;
    this.part('sentence').textContent = sentence;
    this.part('detail').hidden = !detail;
    this.part('detail').textContent = detail ? `The library says: ${detail}` : '';
  }

  /** Shows what is so now, and tells what the last step changed. */
  showState({ user, copy }) {
    this.showSwitch();
    const { transport } = this;
    const allowance = transport.allowance(demo);
    this.#decoding = this.#decoding.then(() => this.showDecoded());
    return this.variables.show({
      'user name': user ?? 'none',
      ...transport.variables(),
      'accepted until': transport.expiresAt ? `${time(transport.expiresAt, demo.now)}${allowance ? ` + ${allowance} s allowance` : ''}` : '–',
      clock: time(demo.now, demo.now),
      '2nd client': copy ? transport.describeCopy(copy) : 'has no copy',
    });
  }

  showSwitch() {
    const button = this.button('require-live-session');
    if (!button) return;
    button.setAttribute('aria-checked', String(demo.requireLiveSession));
    this.part('check-state').textContent = demo.requireLiveSession ? 'on' : 'off';
    this.part('check-hint').textContent = demo.requireLiveSession ? 'Each request asks the store.' : 'No request asks the store.';
  }

  async showDecoded() {
    this.part('decoded').replaceChildren(...await taken(this.transport, demo.now));
  }

  /** Hashing takes a moment; then all is shown. */
  settled() {
    return this.#decoding;
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  button(action) {
    return this.root.querySelector(`[data-action="${action}"]`);
  }
}
