// Why the last answer was what it was, in one sentence. The reasons are the library's own (AuthFailureReason).

const REFUSED = {
  jwt: {
    Malformed: 'The text is no token any more: its parts do not decode to what a token must hold.',
    TooLarge: 'The text is longer than any token this server accepts.',
    UnsupportedAlgorithm: 'The header names an algorithm that this server does not accept.',
    UnknownKey: 'The header names a key that this server does not have.',
    BadSignature: 'The signature does not belong to the content: one character is other than the server signed it.',
    WrongType: 'The token is of another type than this server accepts.',
    Expired: 'The token’s own time is over, and the server’s clock is past it, allowance included.',
    Revoked: 'The token is genuine and in time, but its login has been ended, and RequireLiveSession made the server look.',
    UnknownSession: 'The store has no login for this refresh token: it has been ended, or never was.',
    Reused: 'This refresh token had been replaced: it counts as stolen, and the login has been ended for thief and owner alike.',
  },
  session: {
    Malformed: 'The cookie does not hold the 64 characters of a session token.',
    Expired: 'The session saw no request for too long: its record is still there, but its time is over.',
    UnknownSession: 'The store has no such session: it has been ended, or never was.',
    Reused: 'The name is right and the secret is not the current one: it counts as stolen, and the session has been ended for thief and owner alike.',
  },
};

const LOGOUT = {
  Revoked: 'The login is ended: no server accepts the credential any more.',
  RevokedAtExpiry: 'The login is ended and can no longer be refreshed, but the token that is out already lives until it expires: nobody will ask the store.',
  NotFound: 'There was no login to end.',
  NotSupported: 'This token cannot be taken back: it lives until it expires.',
};

/** @returns {{ reason: string|null, sentence: string, detail: string|null }} */
export function explain(column, action, answer, context) {
  const { trace } = answer;
  const failed = trace.desk.findLast((call) => call.outcome === 'failed' && call.strategy.toLowerCase() === column.key) ?? trace.desk.findLast((call) => call.outcome === 'failed');
  const reason = answer.ok ? null : (trace.reason ?? failed?.reason ?? null);
  return { reason, sentence: answer.ok ? granted(column, action, answer, context) : refused(column, answer, reason), detail: trace.detail ?? null };
}

function refused(column, answer, reason) {
  if (reason) return REFUSED[column.key][reason] ?? `The library’s reason is ${reason}.`;
  if (answer.status === 401) return 'No credential came along, so nobody was recognised.';
  if (answer.status === 404) return 'There is no such login of this user any more.';
  return typeof answer.body === 'string' ? answer.body : (answer.body?.detail ?? answer.body?.title ?? 'The request was refused.');
}

function granted(column, action, { body, trace }, context) {
  if (action === 'login') return column.key === 'jwt' ? 'A token was signed for the client to carry; the store remembers the login, so that it can be refreshed and listed.' : 'A session was written to the store, and its name and secret went into a cookie.';
  if (action === 'refresh') return refreshed(column, trace, context);
  if (action === 'logout') return LOGOUT[body.outcome];
  if (action === 'logout-everywhere') return `${body.ended} ${body.ended === 1 ? 'login' : 'logins'} of this user ended, in whichever column. ${LOGOUT[body.outcome]}`;
  if (action === 'devices') return `The user has ${body.length} ${body.length === 1 ? 'login' : 'logins'}; the list is one for both strategies.`;
  if (action === 'revoke') return 'That login is ended in the store. Whether its credential still opens a door, the next call shows.';
  return called(column, trace, context);
}

function refreshed(column, trace, { reuseWindow }) {
  if (trace.desk.some((call) => call.verb === 'replayed')) {
    return `This ${column.key === 'jwt' ? 'refresh token' : 'cookie'} had been replaced less than ${reuseWindow} s ago: whoever asks in that time gets the same successor, so that a lost answer logs nobody out. It was counted.`;
  }

  return trace.store.some((call) => call.name === 'replace')
    ? 'The secret was exchanged for a new one; the session and its name stay.'
    : `The credential is younger than ${reuseWindow} s, so it was handed back as it is; a copy of it is as good as the original.`;
}

function called(column, trace, { isEnded }) {
  if (column.key === 'jwt' && trace.store.length === 0) {
    return isEnded
      ? 'The login has been ended, and the token is accepted all the same: its signature is right, its time is not over, and nobody asked the store.'
      : 'The signature is right and the time is not over; that was enough, and nobody asked the store.';
  }

  if (column.key === 'jwt') return 'The signature is right, the time is not over, and the store still has the login.';
  if (trace.desk.some((call) => call.verb === 'replayed')) return 'The store knows the session; the client was behind by one exchange and was handed the newest secret.';
  if (trace.setCookie.length > 0) return 'The store knows the session and the secret is right; the activity was written down, so the session lives on from now.';
  return 'The store knows the session, and the secret is the right one.';
}
