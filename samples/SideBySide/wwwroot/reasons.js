// Why the last answer was what it was, in one sentence. The reasons are the library's own (AuthFailureReason).

const REFUSED = {
  jwt: {
    Malformed: 'The text is not a token: its parts cannot be decoded.',
    TooLarge: 'The text is longer than any token this server accepts.',
    UnsupportedAlgorithm: 'The header names an algorithm that this server does not accept.',
    UnknownKey: 'The header names a key that this server does not have.',
    BadSignature: 'The signature does not belong to the content: at least one character was changed after signing.',
    WrongType: 'The token is of another type than this server accepts.',
    Expired: 'The token has expired, also with the clock skew that the server allows.',
    Revoked: 'The token is genuine and has not expired, but its session has been ended, and RequireLiveSession made the server check.',
    UnknownSession: 'The store has no session for this refresh token: it was ended or never existed.',
    KeyProofRequired: 'The token is bound to a key of its client, and the request has no proof of this key (DPoP): a stolen copy is useless.',
    WrongKey: 'The token is bound to another key than the one that the request proves.',
    NotBound: 'The request proves a key, but the token is bound to none.',
    InvalidProof: 'The DPoP proof of the request was refused.',
    Reused: 'This refresh token was replaced, and no slow request or lost answer explains why it is used again. Two clients may share the session, so it ended for both.',
  },
  session: {
    Malformed: 'The cookie does not contain the 64 characters of a session token.',
    Expired: 'The session had no request for too long: its record is still there, but it has expired.',
    UnknownSession: 'The store has no such session: it was ended or never existed.',
    DeviceBindingRequired: 'The session is bound to a device, and the request has no valid bound cookie of it: a copied cookie is useless.',
    Reused: 'The secret is not the current one, and no slow request or lost answer explains it. Two clients may share the session, so it ended for both.',
  },
};

const LOGOUT = {
  Revoked: 'The session has ended: no server accepts the credential any more.',
  RevokedAtExpiry: 'The session has ended and can no longer be refreshed, but its token is accepted until it expires: the server does not ask the store.',
  NotFound: 'There was no session to end.',
  NotSupported: 'This token cannot be revoked: it is accepted until it expires.',
};

/** @returns {{ reason: string|null, sentence: string, detail: string|null }} */
export function explain(column, action, answer, context) {
  const { trace } = answer;
  const failed = trace.strategyCalls.findLast((call) => call.outcome === 'failed' && call.strategy.toLowerCase() === column.key) ?? trace.strategyCalls.findLast((call) => call.outcome === 'failed');
  const reason = answer.ok ? null : (trace.reason ?? failed?.reason ?? null);
  return { reason, sentence: answer.ok ? granted(column, action, answer, context) : refused(column, answer, reason), detail: trace.detail ?? null };
}

function refused(column, answer, reason) {
  if (reason) return (REFUSED[column.key][reason] ?? `The library’s reason is ${reason}.`) + told(answer.body);
  if (answer.status === 401) return 'The request contained no credential, so it was not authenticated.';
  if (answer.status === 404) return 'This user has no such session any more.';
  return typeof answer.body === 'string' ? answer.body : (answer.body?.detail ?? answer.body?.title ?? 'The request was refused.');
}

/** What the client may know about the end of the session: no other client is told. */
function told(body) {
  return body?.endReason ? ` Its client is told why: ${body.endReason}. “${body.detail}”` : '';
}

function granted(column, action, { body, trace }, context) {
  if (action === 'login') return column.key === 'jwt' ? 'A token was signed for the client to carry; the store keeps the session, so that it can be refreshed and listed.' : 'A session was written to the store, and its token was put into a cookie.';
  if (action === 'refresh') return refreshed(column, trace);
  if (action === 'logout') return LOGOUT[body.outcome];
  if (action === 'logout-everywhere') return `${body.ended} ${body.ended === 1 ? 'session' : 'sessions'} of this user ended, in both columns. ${LOGOUT[body.outcome]}`;
  if (action === 'sessions') return `The user has ${body.length} ${body.length === 1 ? 'session' : 'sessions'}; one list for both strategies.`;
  if (action === 'revoke') return 'That session has ended in the store. The next call shows whether its credential is still accepted.';
  return called(column, trace, context);
}

/** What the rules of rotation did, as the library's own counters tell it. */
function rotation({ strategyCalls }) {
  const did = (verb) => strategyCalls.some((call) => call.verb === verb);
  return { branched: did('branched'), rotated: did('rotated'), replayed: did('replayed') };
}

const BRANCHED = 'It was replaced long ago, and the new one has been used since. This is an old browser profile or a thief: the client goes on with another new one, the server is warned, and the session ends when both have been used.';

function refreshed(column, trace) {
  const name = column.key === 'jwt' ? 'refresh token' : 'cookie';
  const { branched, rotated, replayed } = rotation(trace);
  if (branched) return `The ${name} is late. ${BRANCHED}`;
  if (rotated) return `The ${name} was exchanged for a new one; the session and its id stay.`;
  if (replayed) return `The ${name} was replaced a moment ago. The new one is in another answer and in no second one, so this client keeps what it has.`;
  return column.key === 'jwt'
    ? 'The access token is new. The refresh token is younger than 5 min, so it stays.'
    : 'The cookie is too young to be replaced, so it stays. Until then, a copy of it works like the original.';
}

function called(column, trace, { isEnded }) {
  if (column.key === 'jwt' && trace.store.length === 0) {
    return isEnded
      ? 'The session has ended, but the token is still accepted: its signature is right, it has not expired, and the server did not ask the store.'
      : 'The signature is right and the token has not expired; that was enough, and the server did not ask the store.';
  }

  return column.key === 'jwt'
    ? 'The signature is right, the token has not expired, and the store still has the session.'
    : calledWithCookie(trace);
}

function calledWithCookie(trace) {
  const { branched, rotated, replayed } = rotation(trace);
  if (branched) return `The cookie is late. ${BRANCHED}`;
  if (rotated && replayed) return 'The cookie was replaced, but the new one was never used: that answer was lost. So this answer brought another new one.';
  if (rotated) return 'The cookie was more than 15 min old, so it was rotated: this answer brought a new one. The session stays, and the idle time starts again.';
  if (replayed && trace.setCookie.length > 0) return 'The new cookie was not used yet, so this answer brought it again.';
  if (replayed) return 'The cookie was replaced a moment ago. A second tab or a slow request may still send it, so it is accepted, and it gets no new one.';
  if (trace.store.some((call) => call.name === 'replace')) return 'The store knows the session and the secret is right; the activity was recorded, so the idle time starts again.';
  return 'The store knows the session, and the secret is right.';
}
