// The list of a user's sessions, each with a button that ends it.

import { element, time } from './format.js';

// What the application knows of the device. It comes from a client, so it is set as text and never as HTML.
function clientText(session) {
  const client = session.lastClient;
  if (!client) return '';
  const device = session.device ?? client.userAgent ?? 'an unknown client';
  return client.address ? `${device}, network ${client.address}` : device;
}

export function sessionItems(sessions, now, revoke) {
  return sessions.map((session) => {
    const button = element('button', { type: 'button', text: 'Revoke', 'aria-label': `Revoke ${session.label}, ${session.id}` });
    const item = element('li', { 'data-session': session.id }, [
      element('span', { text: `${session.label}${session.current ? ' (this one)' : ''}, seen ${time(session.lastSeenAt, now)}` }),
      element('small', { class: 'client', text: clientText(session) }),
      button,
    ]);
    button.addEventListener('click', () => revoke(session, item));
    return item;
  });
}
