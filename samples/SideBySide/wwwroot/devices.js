// The list of a user's logins, each with its way out.

import { element, time } from './format.js';

export function deviceItems(devices, now, revoke) {
  return devices.map((device) => {
    const button = element('button', { type: 'button', text: 'Revoke', 'aria-label': `Revoke ${device.deviceLabel}, ${device.id}` });
    const item = element('li', { 'data-device': device.id }, [
      element('span', { text: `${device.deviceLabel}${device.current ? ' (this one)' : ''}, seen ${time(device.lastSeenAt, now)}` }),
      button,
    ]);
    button.addEventListener('click', () => revoke(device, item));
    return item;
  });
}
