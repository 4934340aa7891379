// How a session token travels: in a cookie that the browser keeps and sends, and that no script can read.

import { changed, short } from './format.js';

const COOKIE = 'auth';

export class Session {
  key = 'session';
  title = 'Session';
  tagline = 'The server keeps the facts. The client holds a random name and secret, and the server looks it up each time.';
  credentialName = 'cookie';
  tamperParts = ['secret part', 'name part'];
  value = null;
  line = null;
  session = null;
  expiresAt = null;

  get isLoggedIn() {
    return this.value !== null;
  }

  get raw() {
    return this.value;
  }

  /** The browser adds the cookie by itself. */
  attached(init = {}) {
    return { ...init, credentials: 'same-origin' };
  }

  refreshing() {
    return this.attached();
  }

  sends() {
    return this.value ? `Cookie: ${COOKIE}=${short(this.value)}` : 'no credential';
  }

  /** What the answer set or cleared, as the demo's server tells it. */
  learn({ trace }) {
    for (const line of trace.setCookie) this.readLine(line);
    const record = trace.store.findLast((call) => call.expiresAt && call.session);
    if (this.value && trace.session) this.session = trace.session;
    if (this.value && trace.strategyCalls.some((call) => call.verb === 'issued')) this.session = record.session;
    if (record && record.session === this.session) this.expiresAt = new Date(record.expiresAt);
  }

  /** After the page was loaded: the browser still has its cookie. */
  resume(value) {
    this.value = value;
    this.line = `${COOKIE}=${value}`;
  }

  readLine(line) {
    const [pair, ...attributes] = line.split('; ');
    if (!pair.startsWith(`${COOKIE}=`)) return;
    const value = pair.slice(COOKIE.length + 1);
    if (value === '') {
      this.forget();
      return;
    }

    this.value = value;
    this.line = [`${COOKIE}=${short(value)}`, ...attributes].join('; ');
  }

  forget() {
    this.value = null;
    this.line = null;
    this.session = null;
    this.expiresAt = null;
  }

  copy() {
    return { cookie: this.value };
  }

  copyFrom({ trace }, before) {
    const line = trace.setCookie.find((one) => one.startsWith(`${COOKIE}=`) && !one.startsWith(`${COOKIE}=;`));
    return line ? { cookie: line.split(';')[0].slice(COOKIE.length + 1) } : before;
  }

  describeCopy(copy) {
    return `${COOKIE}=${short(copy.cookie)}`;
  }

  tampered(part) {
    return { cookie: changed(this.value, part === 'name part' ? 8 : this.value.length - 10) };
  }

  variables() {
    return {
      token: this.value ? 'inside the cookie' : 'none',
      session: this.session ?? 'none',
      cookie: this.line ?? 'none',
    };
  }

  /** For how many seconds it is accepted after its end. */
  allowance() {
    return 0;
  }
}
