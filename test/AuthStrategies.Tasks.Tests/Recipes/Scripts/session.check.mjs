import assert from 'node:assert/strict';
import test from 'node:test';
import { createApi } from './session.mjs';

const answers = (status, body) => { globalThis.fetch = async (address, options) => { sent = { address, ...options }; return new Response(body, { status }); }; };
let sent;

test('401 tells the page why, and is no error', async () => {
  answers(401, '{"detail":"You logged out on another device."}');
  let told;
  assert.equal(await createApi(text => { told = text; })('/api/session'), null);
  assert.equal(told, 'You logged out on another device.');
});

test('503 is an error and logs no user out', async () => {
  answers(503, '{}');
  await assert.rejects(createApi(() => assert.fail())('/api/session'));
});

test('another origin gets the cookie', async () => {
  answers(200, '{}');
  await createApi(() => {}, 'https://api.example')('/api/purchases', { method: 'POST', body: { id: 1 } });
  assert.deepEqual([sent.address, sent.credentials, sent.body], ['https://api.example/api/purchases', 'include', '{"id":1}']);
});

test('the same origin sends no cookie elsewhere', async () => {
  answers(200, '{}');
  await createApi(() => {})('/api/session');
  assert.deepEqual([sent.credentials, sent.body], ['same-origin', undefined]);
});
