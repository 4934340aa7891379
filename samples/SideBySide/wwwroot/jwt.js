// How a JWT travels: the page keeps the tokens in memory and sends one in a header.

import { decode, text } from './bytes.js';
import { changed, short } from './format.js';

export class Jwt {
  key = 'jwt';
  title = 'JWT';
  tagline = 'The client carries the facts, signed. The server checks its own signature and asks no store.';
  credentialName = 'token';
  tamperParts = ['header', 'payload', 'signature'];
  accessToken = null;
  refreshToken = null;

  get isLoggedIn() {
    return this.accessToken !== null;
  }

  get raw() {
    return this.accessToken;
  }

  get claims() {
    return this.accessToken && claimsOf(this.accessToken);
  }

  get session() {
    return this.claims?.sid ?? null;
  }

  get expiresAt() {
    return this.claims && new Date(this.claims.exp * 1000);
  }

  /** How the credential is sent along: in a header, and without the cookies of the other column. */
  attached(init = {}) {
    const headers = this.accessToken ? { Authorization: `Bearer ${this.accessToken}` } : {};
    return { ...init, headers, credentials: 'omit' };
  }

  /** What is exchanged at refresh: the refresh token, in the body. */
  refreshing() {
    return { body: this.refreshToken ? { refreshToken: this.refreshToken } : undefined, credentials: 'omit' };
  }

  sends(action) {
    if (!this.accessToken) return 'no credential';
    return action === 'refresh' ? `refresh token ${short(this.refreshToken)}` : `Authorization: Bearer ${short(this.accessToken)}`;
  }

  learn({ body }) {
    if (body?.accessToken) this.take(body);
  }

  /** An answer without a refresh token means: keep the one that you have. */
  take({ accessToken, refreshToken }) {
    this.accessToken = accessToken;
    this.refreshToken = refreshToken ?? this.refreshToken;
  }

  forget() {
    this.accessToken = null;
    this.refreshToken = null;
  }

  copy() {
    return { bearer: this.accessToken, refreshToken: this.refreshToken };
  }

  /** What the second client has after a refresh that succeeded. */
  copyFrom({ body }, before) {
    return body?.accessToken ? { bearer: body.accessToken, refreshToken: body.refreshToken ?? before.refreshToken } : before;
  }

  describeCopy(copy) {
    return `${short(copy.bearer)} and refresh token ${short(copy.refreshToken)}`;
  }

  tampered(part) {
    const parts = this.accessToken.split('.');
    const index = this.tamperParts.indexOf(part);
    parts[index] = changed(parts[index], Math.floor(parts[index].length / 2));
    return { bearer: parts.join('.') };
  }

  variables() {
    return {
      token: this.accessToken ? short(this.accessToken) : 'none',
      'refresh token': this.refreshToken ? short(this.refreshToken) : 'none',
      session: this.session ?? 'none',
      cookie: 'none: this page keeps the tokens in memory; reload it and they are gone',
    };
  }

  /** For how many seconds it is accepted after its end. */
  allowance({ clockSkew }) {
    return clockSkew;
  }
}

function claimsOf(token) {
  return JSON.parse(text(decode(token.split('.')[1])));
}
