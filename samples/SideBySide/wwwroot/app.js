// Puts the page together.

import { Column } from './column.js';
import { demo } from './demo.js';
import { Events } from './events.js';
import { time } from './format.js';
import { Jwt } from './jwt.js';
import { Ledger } from './ledger.js';
import { Log } from './log.js';
import { Session } from './session.js';
import { Theft } from './theft.js';

const find = (id) => document.getElementById(id);

const log = new Log(find('log'), find('log-empty'));
const shared = { log, ledger: new Ledger(), userName: () => find('user').value.trim() };
const session = new Session();

function addColumn(transport) {
  const root = find('column').content.firstElementChild.cloneNode(true);
  find('columns').append(root);
  return new Column(root, transport, shared);
}

demo.onChange(() => {
  find('clock').textContent = time(demo.now);
});
addColumn(new Jwt());
const sessionColumn = addColumn(session);

function addWait(id, seconds, label, meaning) {
  find(id).addEventListener('click', async () => {
    const before = demo.now;
    await demo.wait(seconds);
    log.add('Both', `wait ${label}`, `clock ${time(before, demo.now)}`, `clock ${time(demo.now, demo.now)}; ${meaning()}`);
  });
}

addWait('wait-window', 31, '31 s', () => `longer than the reuse window of ${demo.reuseWindow} s`);
addWait('wait-rotation', 16 * 60, '16 min', () => 'a cookie is now due for rotation, and a replaced one is late');
find('clear-log').addEventListener('click', () => log.clear());

new Events(find('events'), find('events-empty')).listen();
new Theft(find('theft'), shared.userName);
const { cookie } = await demo.load();
if (cookie) {
  session.resume(cookie);
  await sessionColumn.once('resume');
}

document.body.dataset.ready = 'true';
