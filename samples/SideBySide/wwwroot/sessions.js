// The list of a user's sessions, each with a button that ends it.

import { element, time } from './format.js';

export function sessionItems(sessions, now, revoke) {
  return sessions.map((session) => {
    const button = element('button', { type: 'button', text: 'Revoke', 'aria-label': `Revoke ${session.label}, ${session.id}` });
    const item = element('li', { 'data-session': session.id }, [
      element('span', { text: `${session.label}${session.current ? ' (this one)' : ''}, seen ${time(session.lastSeenAt, now)}` }),
      button,
    ]);
    button.addEventListener('click', () => revoke(session, item));
    return item;
  });
}
