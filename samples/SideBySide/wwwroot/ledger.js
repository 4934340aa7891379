// What the page knows about the sessions of both columns: which there were, whose they were, and which have ended.

export class Ledger {
  #users = new Map();
  #ended = new Set();

  note(session, user) {
    if (session) this.#users.set(session, user);
  }

  end(session) {
    if (session) this.#ended.add(session);
  }

  endAll(user) {
    for (const [session, owner] of this.#users) if (owner === user) this.end(session);
  }

  isEnded(session) {
    return this.#ended.has(session);
  }
}
