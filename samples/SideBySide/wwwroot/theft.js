// The scene with a bound token: the same copy is used in every way that a thief has, and each one is refused.

import { demo } from './demo.js';
import { ClientKey } from './dpop.js';
import { element } from './format.js';
import { send } from './http.js';
import { explain } from './reasons.js';

const LABELS = ['Client', 'Sends', 'Answer', 'Why'];
const PROFILE = '/api/profile';
const REFRESH = '/auth/refresh';
const OWNER = 'Owner';
const THIEF = '2nd client';
const address = (path) => new URL(path, location.href).href;

export class Theft {
  #key = null;
  #bound = null;
  #ordinary = null;
  #sentProof = null;

  constructor(root, userName) {
    this.root = root;
    this.userName = userName;
    const actions = { login: () => this.logIn(), call: () => this.call(), steal: () => this.steal() };
    for (const button of root.querySelectorAll('[data-scene]')) button.addEventListener('click', () => this.once(actions[button.dataset.scene]));
  }

  async once(action) {
    if (this.root.getAttribute('aria-busy') === 'true') return;
    this.root.setAttribute('aria-busy', 'true');
    try {
      await action();
    } catch (error) {
      console.error(error);
      this.hint(`The server could not be reached: ${error.message}`);
    } finally {
      this.root.setAttribute('aria-busy', 'false');
    }
  }

  async logIn() {
    this.part('rows').replaceChildren();
    this.#sentProof = null;
    this.#key = await ClientKey.create();
    this.part('key').textContent = `${this.#key.thumbprint.slice(0, 8)}…`;
    this.#ordinary = await this.logInWith('no proof', {}, 'No key was proved, so whoever has this token can use it.');
    this.#bound = await this.logInWith('a proof of its key', { DPoP: await this.#key.prove('POST', address('/login/jwt'), demo.now) }, 'The token names the thumbprint of the key (cnf.jkt): it works with proofs of this key only.');
  }

  async logInWith(what, headers, meaning) {
    const answer = await send('POST', '/login/jwt', { headers, body: { userName: this.userName() } });
    this.show(OWNER, `login with ${what}`, answer, meaning);
    return answer.ok ? answer.body : null;
  }

  async call() {
    if (!this.isLoggedIn()) return;
    const token = this.#bound.accessToken;
    this.#sentProof = await this.#key.prove('GET', address(PROFILE), demo.now, token);
    const answer = await send('GET', PROFILE, { headers: { Authorization: `DPoP ${token}`, DPoP: this.#sentProof } });
    this.show(OWNER, 'the bound token and a new proof', answer, 'The proof is new, names this request and this token, and is signed with the key of the token.');
  }

  /** The thief has all that the owner has sent: both tokens, the refresh token and a proof; but no key. */
  async steal() {
    if (!this.isLoggedIn()) return;
    if (!this.#sentProof) await this.call();
    const own = await ClientKey.create();
    const { accessToken: bearer, refreshToken } = this.#bound;
    const ways = [
      ['the ordinary token', 'call', { bearer: this.#ordinary.accessToken }],
      ['the bound token as a bearer token', 'call', { bearer }],
      ['the bound token and a proof of another key', 'call', { bearer, proof: await own.prove('GET', address(PROFILE), demo.now, bearer) }],
      ['the bound token and the proof that the owner sent', 'call', { bearer, proof: this.#sentProof }],
      ['the bound refresh token alone', 'refresh', { refreshToken }],
      ['the bound refresh token and a proof of another key', 'refresh', { refreshToken, proof: await own.prove('POST', address(REFRESH), demo.now) }],
    ];
    for (const [what, action, copy] of ways) this.show(THIEF, what, await demo.replay(action, copy), 'Nothing tells this copy from the original: the theft works.', action);
    await this.call();
  }

  isLoggedIn() {
    if (!this.#bound || !this.#ordinary) this.hint('Log in first: then there are tokens to use and to steal.');
    return this.#bound && this.#ordinary;
  }

  /** Texts of a server are set as text and never as HTML. */
  show(client, sends, answer, granted, action = 'call') {
    const { reason, sentence, detail } = explain({ key: 'jwt' }, action, answer, { isEnded: false });
    const outcome = [answer.ok ? '✓ Yes' : '✕ No', answer.status, ...(reason ? [reason] : [])].join(' · ');
    const why = answer.ok ? granted : `${sentence}${detail ? ` The library says: ${detail}` : ''}`;
    const cells = [client, sends, outcome, why].map((text, index) => element('td', { role: 'cell', text, 'data-label': LABELS[index] }));
    this.part('rows').append(element('tr', { role: 'row', className: answer.ok ? '' : 'refused', 'data-client': client === OWNER ? 'owner' : 'thief' }, cells));
    this.part('hint').hidden = true;
  }

  hint(text) {
    this.part('hint').hidden = false;
    this.part('hint').textContent = text;
  }

  part(name) {
    return this.root.querySelector(`[data-scene-part="${name}"]`);
  }
}
