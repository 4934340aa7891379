// DPoP (RFC 9449): a key pair of this client, and the proofs that it signs. A real page would keep the pair in IndexedDB.

import { encode, sha256 } from './bytes.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const bytes = (text) => new TextEncoder().encode(text);

export class ClientKey {
  constructor(pair, jwk, thumbprint) {
    this.pair = pair;
    this.jwk = jwk;
    this.thumbprint = thumbprint;
  }

  /** The private key is not extractable: a script can sign with it while the page is open, and can never read it. */
  static async create() {
    const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
    const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    // RFC 7638: the required members in this order, without spaces.
    const thumbprint = encode(await sha256(bytes(JSON.stringify({ crv, kty, x, y }))));
    return new ClientKey(pair, { crv, kty, x, y }, thumbprint);
  }

  /** A proof for one request: its method, its address without the query, the time, a new id, and the hash of the token. */
  async prove(method, address, now, token) {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk };
    const payload = { jti: crypto.randomUUID(), htm: method, htu: address, iat: Math.floor(now.getTime() / 1000) };
    if (token) payload.ath = encode(await sha256(bytes(token)));
    const content = [header, payload].map((part) => encode(bytes(JSON.stringify(part)))).join('.');
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.pair.privateKey, bytes(content));
    return `${content}.${encode(new Uint8Array(signature))}`;
  }
}
