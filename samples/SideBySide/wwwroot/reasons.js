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
    Reused: 'This refresh token was replaced before: it counts as stolen, and the session was ended for thief and owner.',
  },
  session: {
    Malformed: 'The cookie does not contain the 64 characters of a session token.',
    Expired: 'The session had no request for too long: its record is still there, but it has expired.',
    UnknownSession: 'The store has no such session: it was ended or never existed.',
    Reused: 'The session exists, but the secret is not the current one: it counts as stolen, and the session was ended for thief and owner.',
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
  if (reason) return REFUSED[column.key][reason] ?? `The library’s reason is ${reason}.`;
  if (answer.status === 401) return 'The request contained no credential, so it was not authenticated.';
  if (answer.status === 404) return 'This user has no such session any more.';
  return typeof answer.body === 'string' ? answer.body : (answer.body?.detail ?? answer.body?.title ?? 'The request was refused.');
}

function granted(column, action, { body, trace }, context) {
  if (action === 'login') return column.key === 'jwt' ? 'A token was signed for the client to carry; the store keeps the session, so that it can be refreshed and listed.' : 'A session was written to the store, and its token was put into a cookie.';
  if (action === 'refresh') return refreshed(column, trace, context);
  if (action === 'logout') return LOGOUT[body.outcome];
  if (action === 'logout-everywhere') return `${body.ended} ${body.ended === 1 ? 'session' : 'sessions'} of this user ended, in both columns. ${LOGOUT[body.outcome]}`;
  if (action === 'sessions') return `The user has ${body.length} ${body.length === 1 ? 'session' : 'sessions'}; one list for both strategies.`;
  if (action === 'revoke') return 'That session has ended in the store. The next call shows whether its credential is still accepted.';
  return called(column, trace, context);
}

function refreshed(column, trace, { reuseWindow }) {
  if (trace.strategyCalls.some((call) => call.verb === 'replayed')) {
    return `This ${column.key === 'jwt' ? 'refresh token' : 'cookie'} was replaced less than ${reuseWindow} s ago: every client that asks in this time gets the same successor, so that a lost response logs no user out. It was counted.`;
  }

  return trace.store.some((call) => call.name === 'replace')
    ? 'The secret was exchanged for a new one; the session and its id stay.'
    : `The credential is younger than ${reuseWindow} s, so it was returned unchanged; a copy of it works like the original.`;
}

function called(column, trace, { isEnded }) {
  if (column.key === 'jwt' && trace.store.length === 0) {
    return isEnded
      ? 'The session has ended, but the token is still accepted: its signature is right, it has not expired, and the server did not ask the store.'
      : 'The signature is right and the token has not expired; that was enough, and the server did not ask the store.';
  }

  if (column.key === 'jwt') return 'The signature is right, the token has not expired, and the store still has the session.';
  if (trace.strategyCalls.some((call) => call.verb === 'replayed')) return 'The store knows the session; the client had missed one exchange and received the newest secret.';
  if (trace.setCookie.length > 0) return 'The store knows the session and the secret is right; the activity was recorded, so the idle time starts again.';
  return 'The store knows the session, and the secret is right.';
}
