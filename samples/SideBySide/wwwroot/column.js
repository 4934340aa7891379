// One column: what its buttons do. What differs between the two columns is in jwt.js and session.js.

import { demo } from './demo.js';
import { sessionItems } from './sessions.js';
import { duration, time } from './format.js';
import { send } from './http.js';
import { explain } from './reasons.js';
import { View } from './view.js';

export class Column {
  #user = null;
  #copy = null;
  #copySession = null;
  #isBusy = false;

  constructor(root, transport, { log, ledger, userName }) {
    this.root = root;
    this.transport = transport;
    this.log = log;
    this.ledger = ledger;
    this.userName = userName;
    this.view = new View(root, transport);
    for (const button of root.querySelectorAll('[data-action]')) button.addEventListener('click', () => this.once(button.dataset.action));
    demo.onChange(() => this.showState());
  }

  /** One thing at a time; further clicks have no effect until it has ended, so that the button keeps the focus. */
  async once(action, ...rest) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.root.setAttribute('aria-busy', 'true');
    try {
      await this.actions[action](...rest);
      await this.view.settled();
    } catch (error) {
      console.error(error);
      this.view.say('info', 'No answer', `The server could not be reached: ${error.message}`);
    } finally {
      this.#isBusy = false;
      this.root.setAttribute('aria-busy', 'false');
    }
  }

  actions = {
    login: () => this.logIn(),
    call: () => this.request('call', 'call the endpoint', 'GET', '/api/profile', this.transport.attached()),
    refresh: () => this.request('refresh', 'refresh', 'POST', '/auth/refresh', this.transport.refreshing()),
    resume: () => this.request('resume', 'page loaded: who am I?', 'GET', '/auth/session', this.transport.attached()),
    logout: () => this.logOut('logout', 'log out', '/auth/logout'),
    'logout-everywhere': () => this.logOut('logout-everywhere', 'log out everywhere', '/auth/logout-everywhere'),
    'before-expiry': () => this.waitUntil('just before expiry', -1),
    'after-expiry': () => this.waitUntil('just after expiry', this.transport.allowance(demo) + 1),
    steal: () => this.steal(),
    replay: () => this.replayCopy('call', '2nd client calls with the copy'),
    'replay-refresh': () => this.replayCopy('refresh', '2nd client refreshes the copy'),
    tamper: () => this.tamper(),
    'require-live-session': () => this.switchRequireLiveSession(),
    sessions: () => this.listSessions(),
    revoke: (session, item) => this.revoke(session, item),
  };

  async logIn() {
    const userName = this.userName();
    const { session } = this.transport;
    const answer = await this.request('login', 'log in', 'POST', `/login/${this.transport.key}`, { ...this.transport.attached(), body: { userName } }, `user name ${userName}`);
    if (!answer.ok) return;
    this.ledger.end(session);
    this.view.part('sessions').replaceChildren();
  }

  async logOut(action, label, path) {
    const { session } = this.transport;
    const user = this.#user;
    const answer = await this.request(action, label, 'POST', path, this.transport.attached(), undefined, () => {
      this.transport.forget();
      this.#user = null;
    });
    if (!answer.ok) return;
    this.ledger.end(session);
    if (action === 'logout-everywhere') this.ledger.endAll(user);
    this.view.part('sessions').replaceChildren();
  }

  async waitUntil(label, secondsAfter) {
    const { expiresAt } = this.transport;
    if (!expiresAt) {
      this.view.say('info', 'Nothing expires', 'No user is logged in here, so there is no time to wait for.');
      return;
    }

    const seconds = (expiresAt - demo.now) / 1000 + secondsAfter;
    if (seconds < 0) {
      this.view.say('info', 'Too late', `The clock is already past ${label}.`);
      return;
    }

    const before = demo.now;
    await demo.wait(seconds);
    this.log.add(this.transport.title, `wait until ${label}`, `clock ${time(before, demo.now)}, accepted until ${time(expiresAt, demo.now)}`, `clock ${time(demo.now, demo.now)}`);
    this.view.say('info', `Waited ${duration(seconds)}`, `The clock stands ${label}. Call the endpoint to see what that means.`);
  }

  steal() {
    if (!this.transport.isLoggedIn) {
      this.view.say('info', 'Nothing to steal', 'Log in first: then there is a credential to copy.');
      return;
    }

    this.#copy = this.transport.copy();
    this.#copySession = this.transport.session;
    this.showState();
    this.log.add(this.transport.title, 'copy the credential', this.transport.describeCopy(this.#copy), 'a second client has the same credential');
    this.view.say('info', 'Copied', 'A second client has the same credential. Let it call before and after a logout, a refresh, and a rotation.');
  }

  async replayCopy(action, label) {
    if (!this.#copy) {
      this.view.say('info', 'No copy', 'Copy the credential first.');
      return;
    }

    const answer = await this.exchange(action, label, 'thief', () => demo.replay(action, this.#copy), this.transport.describeCopy(this.#copy), this.#copySession);
    if (answer.ok) this.#copy = this.transport.copyFrom(answer, this.#copy);
    this.showState();
  }

  async tamper() {
    if (!this.transport.isLoggedIn) {
      this.view.say('info', 'Nothing to change', 'Log in first: then there is a credential to tamper with.');
      return;
    }

    const part = this.view.part('tamper-part').value;
    await this.exchange('call', '2nd client calls with one character changed', 'thief', () => demo.replay('call', this.transport.tampered(part)), `one character of the ${part} changed`, this.transport.session);
  }

  async switchRequireLiveSession() {
    await demo.switchRequireLiveSession(!demo.requireLiveSession);
    const state = demo.requireLiveSession ? 'on' : 'off';
    this.log.add(this.transport.title, 'switch RequireLiveSession', `RequireLiveSession ${demo.requireLiveSession ? 'off' : 'on'}`, `RequireLiveSession ${state}`);
    this.view.say('info', `RequireLiveSession is ${state}`, demo.requireLiveSession
      ? 'From now on the server looks up the session of every token: a logout takes effect immediately, and each request costs one call of the store.'
      : 'From now on the server checks the token only: no store call, and after a logout the token is accepted until it expires.');
  }

  async listSessions() {
    const answer = await this.request('sessions', 'list sessions', 'GET', '/auth/sessions', this.transport.attached());
    if (answer.ok) this.view.part('sessions').replaceChildren(...sessionItems(answer.body, demo.now, (session, item) => this.once('revoke', session, item)));
  }

  async revoke(session, item) {
    const answer = await this.request('revoke', `revoke ${session.label}`, 'DELETE', `/auth/sessions/${session.id}`, this.transport.attached());
    if (!answer.ok) return;
    this.ledger.end(session.id);
    item.remove();
    this.view.button('sessions').focus();
  }

  /** A request of the browser's. */
  request(action, label, method, path, init, input = this.transport.sends(action), onSuccess = () => {}) {
    return this.exchange(action, label, 'browser', async () => {
      const answer = await send(method, path, init);
      this.transport.learn(answer);
      if (answer.ok) this.#user = answer.body?.name ?? (action === 'login' ? this.userName() : this.#user);
      if (answer.ok) onSuccess();
      this.ledger.note(this.transport.session, this.#user);
      return answer;
    }, `${method} ${path}, ${input}`, this.transport.session);
  }

  /** A request of either client's: the diagram, the answer, the variables and the table all tell of it. */
  async exchange(action, label, from, perform, input, session) {
    this.view.diagram.leave(from);
    const answer = await perform();
    this.view.diagram.arrive(from, answer);
    const { reason, sentence, detail } = explain(this.transport, action, answer, { reuseWindow: demo.reuseWindow, isEnded: this.ledger.isEnded(session) });
    if (answer.trace.strategyCalls.some((call) => call.verb === 'reused')) this.ledger.end(session);
    const outcome = [answer.ok ? '✓ Yes' : '✕ No', answer.status, ...(reason ? [reason] : [])].join(' · ');
    this.view.say(answer.ok ? 'yes' : 'no', outcome, sentence, detail);
    const changes = this.showState();
    this.log.add(this.transport.title, label, `${input}; clock ${time(demo.now, demo.now)}`, this.output(answer, reason, changes), !answer.ok);
    return answer;
  }

  output({ status, trace }, reason, changes) {
    const store = trace.store.map((call) => `${call.name} (${call.answer})`).join(', ');
    return [`${status}${reason ? ` ${reason}` : ''}`, `store: ${store || 'not asked'}`, ...changes].join('; ');
  }

  showState() {
    return this.view.showState({ user: this.#user, copy: this.#copy });
  }
}
