// Takes a credential apart: everything here can be done by anybody who holds it.

import { decode, encode, sha256, text } from './bytes.js';
import { element, time } from './format.js';

const MEANINGS = {
  alg: 'how it is signed', typ: 'an access token (RFC 9068)', kid: 'which key signed it', iss: 'who issued it', aud: 'whom it is for',
  sub: 'the user', name: 'the user’s name', role: 'what the user may do', jti: 'the id of this token',
  sid: 'the session it belongs to', iat: 'issued', nbf: 'not before', exp: 'expires', auth_time: 'the user logged in',
};
const TIMES = ['iat', 'nbf', 'exp', 'auth_time'];

export async function taken(column, now) {
  if (!column.raw) return [element('p', { className: 'hint', text: 'There is none.' })];
  const raw = element('p', { className: 'raw', 'data-part': 'raw' }, column.key === 'jwt' ? colouredParts(column.raw) : [column.raw]);
  return [raw, column.key === 'jwt' ? jwtTable(column.raw, now) : await sessionTable(column.raw)];
}

function colouredParts(token) {
  return token.split('.').flatMap((part, index) => [...(index ? ['.'] : []), element('span', { text: part, className: `part-${index}` })]);
}

function jwtTable(token, now) {
  const [header, payload, signature] = token.split('.');
  const members = (part, place) => Object.entries(JSON.parse(text(decode(part)))).map(([name, value]) =>
    [place, name, TIMES.includes(name) ? `${value} = ${time(value * 1000, now)}` : typeof value === 'string' ? value : JSON.stringify(value), MEANINGS[name] ?? '']);
  return table([...members(header, 'header'), ...members(payload, 'payload'), ['signature', '', `${decode(signature).length} bytes`, 'only the server’s key can make it']]);
}

async function sessionTable(token) {
  const bytes = decode(token);
  const id = encode((await sha256(bytes.slice(0, 16))).slice(0, 16));
  const hash = encode(await sha256(bytes.slice(16)));
  return table([
    ['name part', '16 bytes', encode(bytes.slice(0, 16)), 'random; finds the session'],
    ['→ hashed', 'session id', id, 'the store’s key: 16 bytes of its SHA-256; safe to show'],
    ['secret part', '32 bytes', encode(bytes.slice(16)), 'random; proves the right to it'],
    ['→ hashed', 'SHA-256', hash, 'all that the store keeps of it'],
  ]);
}

function table(rows) {
  const body = rows.map((cells) => element('tr', {}, cells.map((cell, index) => element(index === 0 ? 'th' : 'td', index === 0 ? { text: cell, scope: 'row' } : { text: cell }))));
  return element('table', { className: 'parts' }, [element('tbody', {}, body)]);
}
